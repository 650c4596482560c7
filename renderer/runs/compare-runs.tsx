import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { type ComparedNode, type ComparedRun, compareRuns, isDifferent } from '../../shared/run/compare-runs.ts'
import { Resizer } from '../parts/layout/resizer.tsx'
import { DocumentChanges } from '../parts/run/compare/document-changes.tsx'
import { NodeDifferences } from '../parts/run/compare/node-differences.tsx'
import { SideBySide } from '../parts/run/compare/side-by-side.tsx'
import { StepPairs } from '../parts/run/compare/step-pairs.tsx'
import { usePanels } from '../state/panels-store.ts'
import { hrefOf, navigate, type Route, useRoute } from '../state/route-store.ts'
import { runs, useRun } from '../state/run-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { CompareButton } from './compare-button.tsx'

type RunsRoute = Extract<Route, { screen: 'runs' }>

/** Two runs side by side: what they came to, what changed in the workflow between them, and where they went other ways. */
export function CompareRuns({ runId, other }: { runId: string; other: string }) {
  const say = text.runPage.compare
  const a = useCompared(runId)
  const b = useCompared(other)
  const both = useDeferredValue(a.run && b.run ? { a: a.run, b: b.run } : null)
  const comparison = useMemo(() => (both ? compareRuns(both.a, both.b) : null), [both])
  const [isOnly, setOnly] = useState(true)
  const [chosen, setChosen] = useState<string | null>(null)
  const { size } = usePanels((panels) => panels.inspector)
  const route = useRoute()
  const filter = route.screen === 'runs' ? route.filter : undefined
  const to = (place: Omit<RunsRoute, 'screen'>): RunsRoute => ({ screen: 'runs', ...place, ...(filter && { filter }) })
  const error = a.error ?? b.error
  if (error) return <EmptyState icon="circle-alert" title={error.message} body={error.hint} className="h-full" />
  const node = comparison?.nodes.find(({ key }) => key === chosen) ?? null
  const shown = comparison?.nodes.filter((one) => !isOnly || isDifferent(one) || one.differInside > 0) ?? []
  return (
    <div className="flex h-full min-h-0 flex-col bg-panel">
      <header className="flex h-12 shrink-0 items-center gap-3 border-b px-3">
        <h2 className="min-w-0 truncate font-semibold text-md">{say.title}</h2>
        <span className="flex-1" />
        <Checkbox isOn={isOnly} onChange={setOnly} label={say.only} />
        <Button size="sm" icon="arrow-left-right" onClick={() => navigate(to({ runId: other, other: runId }))}>
          {say.swap}
        </Button>
        <CompareButton runId={runId} workflowId={a.workflowId} label={say.with} />
        <a
          href={hrefOf(to({ runId }))}
          className="inline-flex h-7 shrink-0 items-center rounded-md border border-line-strong bg-panel px-2.5 font-medium text-sm shadow-card hover:bg-hover"
        >
          {say.back}
        </a>
      </header>
      {comparison === null ? (
        <div role="status" aria-label={say.loading} className="flex flex-col gap-3 p-4">
          <Skeleton className="h-24 w-full" />
          <Skeleton className="h-40 w-full" />
        </div>
      ) : (
        <div className="flex min-h-0 flex-1">
          <div className="flex min-w-0 flex-1 flex-col">
            <div className="flex max-h-[45%] shrink-0 flex-col gap-3 overflow-y-auto border-b p-3">
              <SideBySide comparison={comparison} />
              <DocumentChanges changes={comparison.documents} />
            </div>
            <div className="min-h-0 flex-1">
              {shown.length === 0 ? (
                <p className="p-6 text-center text-mute">{say.same}</p>
              ) : (
                <StepPairs
                  nodes={shown}
                  documents={[both?.a.document, both?.b.document]}
                  chosen={chosen}
                  onChoose={(key) => setChosen(key === chosen ? null : key)}
                />
              )}
            </div>
          </div>
          {node === null ? null : <Differences node={node} size={size} onClose={() => setChosen(null)} />}
        </div>
      )}
    </div>
  )
}

function Differences({ node, size, onClose }: { node: ComparedNode; size: number; onClose: () => void }) {
  return (
    <aside
      aria-label={text.runPage.compare.open(node.node)}
      style={{ width: Math.max(size, 360) }}
      className="relative flex shrink-0 flex-col border-l"
    >
      <Resizer panel="inspector" edge="left" label={text.inspector.resize} />
      <NodeDifferences key={node.key} node={node} onClose={onClose} />
    </aside>
  )
}

/** One of the two, followed as it goes on. */
function useCompared(runId: string) {
  useEffect(() => {
    const stop = runs.watch(runId)
    void runs.loadDocument(runId)
    return stop
  }, [runId])
  const view = useRun(runId, (slice) => slice.view)
  const document = useRun(runId, (slice) => slice.document) ?? null
  const summary = useRun(runId, (slice) => slice.summary) ?? null
  const error = useRun(runId, (slice) => slice.error) ?? null
  const run = useMemo<ComparedRun | null>(
    () => (view && view.lastSeq > 0 && document && summary ? { view, document, trigger: summary.trigger } : null),
    [view, document, summary],
  )
  return { run, error, workflowId: summary?.workflowId ?? null }
}
