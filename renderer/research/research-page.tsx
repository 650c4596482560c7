import { useEffect, useMemo, useState } from 'react'
import type { ResearchSummary } from '../../shared/contract/research.ts'
import { microUsdPerUsd } from '../../shared/money.ts'
import { isOver } from '../../shared/run/events.ts'
import { errorOf } from '../link/error-of.ts'
import { ViewState } from '../parts/run/run-state.tsx'
import { onlyWaits } from '../parts/wait/run-waits.ts'
import { type ResearchDetail, research, useResearch } from '../state/research-store.ts'
import { hrefOf, navigate } from '../state/route-store.ts'
import { runs, useRun } from '../state/run-store.ts'
import { text } from '../text.ts'
import { AmountField } from '../ui/amount-field.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { downloadBlob } from '../ui/download-text.ts'
import { Duration } from '../ui/duration.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Menu } from '../ui/menu.tsx'
import { Money } from '../ui/money.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { showToast } from '../ui/toast.tsx'
import { progressOf } from './progress.ts'
import { ProgressView } from './progress-view.tsx'
import { ReportView, SourceList } from './report-view.tsx'

const say = text.research

/** One question: what was done for it so far at the left, its report at the right. */
export function ResearchPage({ researchId }: { researchId: string }) {
  const detail = useResearch((state) => state.details[researchId])
  const error = useResearch((state) => state.detailErrors[researchId])
  if (error) return <ErrorNote error={error} className="m-6" />
  if (!detail) return <Skeleton className="m-6 h-40" />
  return <Loaded detail={detail} />
}

function Loaded({ detail }: { detail: ResearchDetail }) {
  const { research: one, report, citations } = detail
  const { runId, researchId } = one
  useEffect(() => runs.watch(runId), [runId])
  useEffect(() => void runs.loadDocument(runId), [runId])
  const view = useRun(runId, (slice) => slice.view)
  const document = useRun(runId, (slice) => slice.document) ?? null
  const feed = useRun(runId, (slice) => slice.feed)
  const progress = useMemo(() => (view ? progressOf(view, document) : null), [view, document])
  const status = view && view.lastSeq > 0 ? view.status : one.status
  // What the run tells comes before the list does.
  const isDone = isOver(status)
  useEffect(() => {
    if (isDone) void research.loadOne(researchId)
  }, [isDone, researchId])
  const isAsked = view ? (onlyWaits(view)?.length ?? 0) > 0 : false
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Header one={one} isUnderWay={!isDone} view={view} hasReport={report !== null} />
      <div className="flex min-h-0 flex-1">
        <section aria-label={say.progress.label} className="w-[340px] shrink-0 overflow-y-auto border-r p-4">
          {isAsked ? (
            <p className="mb-4 flex items-center gap-2 rounded-lg bg-warn-soft px-3 py-2 text-sm">
              <span className="min-w-0 flex-1">{say.progress.waits}</span>
              <a href={hrefOf({ screen: 'runs', runId })} className="font-medium text-accent hover:underline">
                {say.openRun}
              </a>
            </p>
          ) : null}
          {feed === 'broken' ? <p className="text-mute text-sm">{say.progress.cleared}</p> : null}
          {progress && feed !== 'broken' ? <ProgressView progress={progress} /> : null}
        </section>
        <section aria-label={say.report.label} className="min-w-0 flex-1 overflow-y-auto px-8 py-6">
          <div className="mx-auto max-w-prose">
            {one.title === one.request.question ? null : (
              <p className="mb-4 text-mute">
                <span className="sr-only">{say.report.question}: </span>
                {one.request.question}
              </p>
            )}
            {isDone && !report && one.error ? <Failure one={one} /> : null}
            {report === null ? (
              <p className="text-mute">{isDone ? say.report.none : say.report.soon}</p>
            ) : (
              <>
                <ReportView report={report} citations={citations} />
                <SourceList citations={citations} />
              </>
            )}
          </div>
        </section>
      </div>
    </div>
  )
}

/** Why it ended; where its money ran out, with a higher limit to go on with. */
function Failure({ one }: { one: ResearchSummary }) {
  const { error, request, researchId } = one
  const [limit, setLimit] = useState(
    request.maxMicroUsd === null ? undefined : (2 * request.maxMicroUsd) / microUsdPerUsd,
  )
  if (!error || error.kind === 'cancelled') return null
  const isSpent = error.code === 'run.limit-reached'
  return (
    <div className="mb-5 flex flex-col gap-3">
      <ErrorNote error={error} />
      {isSpent ? (
        <div className="flex items-end gap-3">
          <AmountField
            label={say.limit.label}
            value={limit}
            limits={{ min: 0.0001, max: 10_000, isInteger: false }}
            onChange={setLimit}
          />
          <GoOn
            researchId={researchId}
            maxMicroUsd={limit === undefined ? undefined : Math.round(limit * microUsdPerUsd)}
          />
        </div>
      ) : null}
    </div>
  )
}

function GoOn({ researchId, maxMicroUsd }: { researchId: string; maxMicroUsd?: number }) {
  const [isBusy, setBusy] = useState(false)
  return (
    <Button
      variant="primary"
      icon="play"
      isBusy={isBusy}
      onClick={async () => {
        setBusy(true)
        await tell(() => research.goOn(researchId, maxMicroUsd))
        setBusy(false)
      }}
    >
      {say.goOn}
    </Button>
  )
}

type HeaderProps = {
  one: ResearchSummary
  isUnderWay: boolean
  view: ReturnType<typeof useRun<Parameters<typeof ViewState>[0]['view']>>
  hasReport: boolean
}

function Header({ one, isUnderWay, view, hasReport }: HeaderProps) {
  const { researchId, runId } = one
  const microUsd = view && view.lastSeq > 0 ? one.earlierMicroUsd + view.cost.microUsd : one.microUsd
  const isPartlyUnknown = (view?.cost.unknownCalls ?? one.unknownCalls) > 0
  const canGoOn = !isUnderWay && !hasReport && one.status !== 'succeeded' && one.error?.code !== 'run.limit-reached'
  return (
    <header className="flex min-h-12 shrink-0 items-center gap-3 border-b px-4 py-2">
      <h1 className="min-w-0 flex-1 truncate font-semibold text-lg" title={one.title}>
        {one.title}
      </h1>
      {view && view.lastSeq > 0 ? (
        <span className="flex items-center gap-1.5 text-mute text-sm">
          <ViewState view={view} />
          <Duration startedAt={view.startedAt} endedAt={view.finishedAt} />
        </span>
      ) : null}
      <Money microUsd={microUsd} isPartlyUnknown={isPartlyUnknown} className="font-semibold" />
      {isUnderWay ? (
        <Button icon="circle-stop" onClick={() => void tell(() => research.stop(researchId))}>
          {say.stop}
        </Button>
      ) : null}
      {canGoOn ? <GoOn researchId={researchId} /> : null}
      {hasReport ? (
        <Menu
          trigger={<Button icon="download">{say.export}</Button>}
          items={[
            { label: say.markdown, icon: 'file-text', onSelect: () => void save(researchId, 'markdown') },
            { label: say.pdf, icon: 'file-down', onSelect: () => void save(researchId, 'pdf') },
          ]}
        />
      ) : null}
      <Menu
        trigger={<IconButton icon="ellipsis" label={text.common.more} />}
        items={[
          { label: say.openWorkflow, icon: 'workflow', onSelect: () => void openWorkflow() },
          { label: say.openRun, icon: 'activity', onSelect: () => navigate({ screen: 'runs', runId }) },
          { kind: 'separator' },
          {
            label: say.remove,
            icon: 'trash-2',
            isDanger: true,
            onSelect: () =>
              void tell(async () => {
                await research.remove(researchId)
                navigate({ screen: 'research' })
              }),
          },
        ]}
      />
    </header>
  )
}

async function openWorkflow(): Promise<void> {
  await tell(async () => navigate({ screen: 'workflow', workflowId: (await research.workflow()).workflowId }))
}

async function save(researchId: string, format: 'markdown' | 'pdf'): Promise<void> {
  await tell(async () => {
    const { fileName, bytes } = await research.export(researchId, format)
    downloadBlob(fileName, bytes)
    showToast(say.exported(fileName), { tone: 'ok' })
  })
}

/** What goes wrong is told at the lower edge. */
async function tell(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (thrown) {
    const error = errorOf(thrown)
    showToast(error.message, { tone: 'bad', detail: error.hint })
  }
}
