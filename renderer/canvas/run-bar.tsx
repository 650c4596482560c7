import { formatMicroUsd } from '../../shared/money.ts'
import { isOver } from '../../shared/run/events.ts'
import { CostDialogs, openCosts } from '../parts/costs/cost-dialogs.tsx'
import { DryRunBadge } from '../parts/costs/dry-run-badge.tsx'
import { onlyWaits } from '../parts/wait/run-waits.ts'
import { useCatalogStore } from '../state/catalog-store.ts'
import { keyOf } from '../state/commands.ts'
import { openDock } from '../state/dock-store.ts'
import { useForecast } from '../state/forecast-store.ts'
import { navigate } from '../state/route-store.ts'
import type { RunSlice } from '../state/run-store.ts'
import { useRun } from '../state/run-store.ts'
import { askForInputs, hideRun, type RunWish, useShownRun } from '../state/shown-run-store.ts'
import { useDraft } from '../state/workflow-store.ts'
import { text } from '../text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Duration } from '../ui/duration.tsx'
import { formatCount } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Menu } from '../ui/menu.tsx'
import { Money } from '../ui/money.tsx'
import { StatusIcon } from '../ui/status-icon.tsx'
import { ForecastChip } from './forecast/forecast-chip.tsx'
import { useKeptForecast } from './forecast/use-kept-forecast.ts'
import { PayloadDialog } from './payload-dialog.tsx'
import { RunDialog } from './run-dialog.tsx'
import { rerunDraft } from './run-draft.ts'
import { declaredInputs } from './run-inputs.ts'
import { QueuedRun, WaitingFor } from './run-pending.tsx'
import { StartMenu } from './start-menu.tsx'
import { fromStart, startNodesOf } from './start-nodes.ts'
import { useConnectionIssues } from './use-connection-issues.ts'
import { useRunning } from './use-run.ts'

/** Floats over the canvas: run with what it will cost, stop with what it costs so far, then how it ended. */
export function RunBar({ workflowId }: { workflowId: string }) {
  const { runId, isStarting, error, asking } = useShownRun(workflowId)
  const slice = useRun(runId, (known) => known)
  const { run, stop } = useRunning(workflowId)
  useKeptForecast(workflowId)
  const status = slice?.view.status
  return (
    <>
      <div
        role="toolbar"
        aria-label={text.canvas.runBar.label}
        className="flex h-[38px] max-w-full items-center rounded-xl border bg-panel px-1 shadow-float"
      >
        {status === 'queued' && slice ? (
          <QueuedRun slice={slice} onCancel={stop} />
        ) : status === 'running' ? (
          <Running slice={slice} workflowId={workflowId} onStop={stop} />
        ) : (
          <Resting workflowId={workflowId} slice={slice} isStarting={isStarting} onRun={run} />
        )}
        {runId && slice ? <More workflowId={workflowId} runId={runId} slice={slice} /> : null}
      </div>
      {error && !asking ? (
        <div
          role="alert"
          className="mt-2 flex max-w-md items-start gap-2 rounded-lg border border-bad/30 bg-panel px-3 py-2 shadow-float"
        >
          <Icon name="circle-alert" size={15} className="mt-0.5 text-bad" />
          <div className="min-w-0 flex-1">
            <p className="font-medium text-bad">{error.message}</p>
            {error.hint ? <p className="text-mute text-sm">{error.hint}</p> : null}
          </div>
          <IconButton icon="x" size="sm" label={text.common.close} onClick={() => hideRun(workflowId)} />
        </div>
      ) : null}
      {asking ? <Asking workflowId={workflowId} wish={asking} /> : null}
      {runId && slice ? <CostDialogs key={runId} runId={runId} slice={slice} /> : null}
    </>
  )
}

function Asking({ workflowId, wish }: { workflowId: string; wish: RunWish }) {
  const document = useDraft(workflowId, (draft) => draft.document)
  const types = useCatalogStore((state) => state.byType)
  if (!document) return null
  const close = () => askForInputs(workflowId, null)
  const triggers = startNodesOf(document, types).filter(({ kind }) => kind !== null)
  const trigger = triggers.find(({ id }) => id === wish.startNode)
  if (trigger) {
    return <PayloadDialog workflowId={workflowId} wish={wish} triggers={triggers} chosen={trigger} onClose={close} />
  }
  const declared = declaredInputs(fromStart(document, wish.startNode), types)
  return <RunDialog workflowId={workflowId} wish={wish} declared={declared} onClose={close} />
}

function Divider() {
  return <span aria-hidden className="mx-2.5 h-4 w-px shrink-0 bg-line" />
}

type RunningProps = { slice: RunSlice | undefined; workflowId: string; onStop: () => void }

function Running({ slice, workflowId, onStop }: RunningProps) {
  const expected = useForecast(workflowId)?.expectedMicroUsd ?? 0
  if (!slice) return null
  const { view } = slice
  const say = text.canvas.runBar
  const waits = onlyWaits(view)
  return (
    <>
      <Button size="sm" variant="danger" icon="square" isBusy={view.cancelRequested} onClick={onStop}>
        {view.cancelRequested ? text.canvas.runBar.stopping : text.canvas.runBar.stop}
      </Button>
      <span className="w-2" />
      {view.dryRun ? <DryRunBadge className="mr-2" /> : null}
      {waits ? (
        <>
          <WaitingFor waits={waits} />
          <Divider />
        </>
      ) : view.startedAt > 0 ? (
        <Duration startedAt={view.startedAt} endedAt={null} className="min-w-10 text-center font-semibold" />
      ) : null}
      {waits ? null : (
        <>
          <Divider />
          <Tokens slice={slice} />
          <Divider />
        </>
      )}
      <span className="figures text-mute">
        <Cost slice={slice} /> {expected > 0 && !view.dryRun ? say.ofAbout(formatMicroUsd(expected)) : null}
      </span>
      <span className="w-1.5" />
    </>
  )
}

type RestingProps = {
  workflowId: string
  slice: RunSlice | undefined
  isStarting: boolean
  onRun: () => void
}

function Resting({ workflowId, slice, isStarting, onRun }: RestingProps) {
  const found = useDraft(workflowId, (draft) => draft.issues.filter((issue) => issue.severity === 'error').length) ?? 0
  // A connection that is not there stops no run by itself: branches that need none may be what is wanted.
  const problems = found + useConnectionIssues(workflowId).filter(({ severity }) => severity === 'error').length
  const isEmpty = useDraft(workflowId, (draft) => Object.keys(draft.document.nodes).length === 0) ?? true
  const canGoOn = slice?.view.status === 'failed'
  return (
    <>
      {canGoOn ? (
        <Button
          size="sm"
          variant="primary"
          icon="rotate-ccw"
          isBusy={isStarting}
          className="mr-1.5"
          onClick={() => void rerunDraft(workflowId, slice.view.runId, { kind: 'failed' })}
        >
          {text.canvas.runBar.goOn}
        </Button>
      ) : null}
      <Button
        size="sm"
        variant={canGoOn ? 'secondary' : 'primary'}
        icon="play"
        isBusy={isStarting && !canGoOn}
        disabled={isEmpty}
        onClick={onRun}
      >
        {slice ? text.canvas.runBar.runAgain : text.canvas.runBar.run}
        {slice ? null : <Kbd shortcut={keyOf('run') ?? 'mod+enter'} tone="inverse" className="ml-0.5" />}
      </Button>
      <StartMenu workflowId={workflowId} />
      {slice ? (
        <Outcome slice={slice} />
      ) : problems > 0 && !isEmpty ? (
        <button
          type="button"
          onClick={() => openDock('problems')}
          className="ml-1 flex h-7 items-center gap-1.5 rounded-md px-2 font-medium text-bad hover:bg-bad-soft"
        >
          <Icon name="triangle-alert" size={14} />
          {text.canvas.runBar.problems(problems)}
        </button>
      ) : (
        <ForecastChip workflowId={workflowId} />
      )}
    </>
  )
}

function Outcome({ slice }: { slice: RunSlice }) {
  const { view } = slice
  const status = isOver(view.status) ? view.status : 'cancelled'
  return (
    <>
      <span role="status" className="ml-2.5 flex items-center gap-1.5 font-semibold">
        <StatusIcon status={status} size={16} />
        {text.common.state[status]}
      </span>
      {view.dryRun ? <DryRunBadge className="ml-2" /> : null}
      <Divider />
      <Duration startedAt={view.startedAt} endedAt={view.finishedAt ?? view.startedAt} className="text-mute" />
      <Divider />
      {/* A failed run has one button more, and the bar must fit beside the open panels. */}
      {status === 'failed' || view.dryRun ? null : (
        <>
          <Tokens slice={slice} />
          <Divider />
        </>
      )}
      {view.dryRun ? (
        <button
          type="button"
          onClick={() => openCosts(view.runId)}
          className="h-7 rounded-md px-2 font-medium text-accent hover:bg-accent-soft"
        >
          {text.forecast.dryRun.open}
        </button>
      ) : (
        <Cost slice={slice} />
      )}
      <span className="w-1.5" />
    </>
  )
}

function Tokens({ slice }: { slice: RunSlice }) {
  const { inputTokens, outputTokens } = slice.view.cost
  return (
    <span className="figures text-mute" title={text.canvas.card.tokensTitle(inputTokens, outputTokens)}>
      <span className="font-semibold text-text">{formatCount(inputTokens + outputTokens)}</span>{' '}
      {text.canvas.runBar.tokens}
    </span>
  )
}

function Cost({ slice }: { slice: RunSlice }) {
  const { microUsd, unknownCalls, calls } = slice.view.cost
  const isAllUnknown = calls > 0 && unknownCalls === calls
  return (
    <Money
      microUsd={isAllUnknown ? null : microUsd}
      isPartlyUnknown={!isAllUnknown && unknownCalls > 0}
      className="font-semibold text-text"
    />
  )
}

function More({ workflowId, runId, slice }: { workflowId: string; runId: string; slice: RunSlice }) {
  const { view } = slice
  const { status, rerunOf } = view
  const isDone = isOver(status)
  return (
    <Menu
      trigger={<IconButton icon="ellipsis" size="sm" label={text.common.more} tooltipSide="bottom" />}
      items={[
        ...(isDone
          ? [
              {
                label: text.canvas.runBar.onlyChanged,
                icon: 'refresh-cw' as const,
                onSelect: () => void rerunDraft(workflowId, runId, { kind: 'changed' }),
              },
              { kind: 'separator' as const },
            ]
          : []),
        {
          label: view.dryRun ? text.forecast.dryRun.open : text.forecast.compare.entry,
          icon: 'coins',
          isDisabled: !isDone || view.cost.calls === 0,
          onSelect: () => openCosts(runId),
        },
        {
          label: text.canvas.runBar.openInRuns,
          icon: 'activity',
          onSelect: () => navigate({ screen: 'runs', runId }),
        },
        ...(rerunOf
          ? [
              {
                label: text.canvas.runBar.openParent,
                icon: 'history' as const,
                onSelect: () => navigate({ screen: 'runs', runId: rerunOf }),
              },
            ]
          : []),
        {
          label: text.canvas.runBar.copyId,
          icon: 'copy',
          onSelect: () => void navigator.clipboard.writeText(runId),
        },
        ...(isDone
          ? [{ label: text.canvas.runBar.hide, icon: 'eye-off' as const, onSelect: () => hideRun(workflowId) }]
          : []),
      ]}
    />
  )
}
