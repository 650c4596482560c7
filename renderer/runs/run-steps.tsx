import { useEffect } from 'react'
import type { RunEvent } from '../../shared/run/events.ts'
import { useGraphView } from '../parts/graph/graph-view.tsx'
import { QuietNote } from '../parts/layout/quiet-note.tsx'
import { Resizer } from '../parts/layout/resizer.tsx'
import { RunLog } from '../parts/run/run-log.tsx'
import { Gantt } from '../parts/run/spans/gantt.tsx'
import { SpanDetails } from '../parts/run/spans/span-details.tsx'
import { useSpanLook } from '../parts/run/spans/span-look.ts'
import { shownId, spanOfEvent } from '../parts/run/spans/span-rows.ts'
import { TraceTree } from '../parts/run/spans/trace-tree.tsx'
import { useSpans } from '../parts/run/spans/use-spans.ts'
import { usePanels } from '../state/panels-store.ts'
import { hrefOf, navigate, type Route, useRoute } from '../state/route-store.ts'
import { showRunAs } from '../state/run-page-store.ts'
import { useRun } from '../state/run-store.ts'
import { text } from '../text.ts'
import { IconButton } from '../ui/button.tsx'
import { useCopy } from '../ui/copy-button.tsx'
import { Icon } from '../ui/icon.tsx'

type RunsRoute = Extract<Route, { screen: 'runs' }>

/** The route of this run's page with this step chosen; the list beside it stays as it is. */
function routeOfSpan(route: Route, runId: string, span: string | null): RunsRoute {
  const filter = route.screen === 'runs' ? route.filter : undefined
  return { screen: 'runs', runId, ...(span !== null && { span }), ...(filter && { filter }) }
}

/** A run step by step, as bars over time or as a trace with figures; the chosen step stands in the address. */
export function RunSteps({ runId, as }: { runId: string; as: 'timeline' | 'trace' }) {
  const { document } = useGraphView()
  const tree = useSpans(runId)
  const feed = useRun(runId, (slice) => slice.feed)
  const route = useRoute()
  const chosen = route.screen === 'runs' && route.runId === runId ? (route.span ?? null) : null
  const choose = (id: string | null) => navigate(routeOfSpan(route, runId, id), { replace: true })
  if (!tree.root) {
    return <QuietNote icon="activity" title={text.runPage.tree.empty} body={text.runPage.tree.emptyBody} />
  }
  const shown = chosen === null ? null : shownId(tree, chosen)
  const View = as === 'timeline' ? Gantt : TraceTree
  return (
    <div className="flex h-full min-h-0">
      <div className="flex min-w-0 flex-1 flex-col bg-panel">
        {chosen !== null && shown === null && feed === 'ended' ? (
          <p role="status" className="border-b bg-warn-soft px-3 py-1.5 text-sm text-warn">
            {text.runPage.tree.notThere}
          </p>
        ) : null}
        <div className="min-h-0 flex-1">
          <View tree={tree} document={document} chosen={chosen} onChoose={choose} />
        </div>
      </div>
      {shown === null ? null : <StepDetails runId={runId} spanId={shown} tree={tree} onClose={() => choose(null)} />}
    </div>
  )
}

type StepDetailsProps = { runId: string; spanId: string; tree: ReturnType<typeof useSpans>; onClose: () => void }

function StepDetails({ runId, spanId, tree, onClose }: StepDetailsProps) {
  const say = text.runPage.details
  const { document } = useGraphView()
  const { size } = usePanels((panels) => panels.inspector)
  const lookOf = useSpanLook(document)
  const route = useRoute()
  const { origin, pathname, search } = window.location
  const link = `${origin === 'null' ? '' : origin}${pathname}${search}${hrefOf(routeOfSpan(route, runId, spanId))}`
  const { isCopied, copy } = useCopy(link)
  const span = tree.byId.get(spanId)
  if (!span) return null
  const look = lookOf(span)
  return (
    <aside
      aria-label={say.label}
      style={{ width: size }}
      className="relative flex shrink-0 flex-col border-l bg-panel"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <Resizer panel="inspector" edge="left" label={text.inspector.resize} />
      <header className="flex items-center gap-2 border-b px-3.5 py-2.5">
        <span data-group={look.group} className="flex text-group">
          <Icon name={look.icon} size={16} />
        </span>
        <h3 title={look.title} className="min-w-0 flex-1 truncate font-semibold text-md">
          {look.title}
        </h3>
        <IconButton
          icon={isCopied ? 'check' : 'link'}
          size="sm"
          label={isCopied ? say.linkCopied : say.copyLink}
          onClick={copy}
        />
        <IconButton icon="x" size="sm" label={text.common.close} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto p-3.5">
        <SpanDetails key={spanId} runId={runId} document={document} tree={tree} span={span} />
      </div>
    </aside>
  )
}

/** The log of a run; a line leads to the step it is about. */
export function StepLog({ runId }: { runId: string }) {
  const tree = useSpans(runId)
  const route = useRoute()
  const show = (event: RunEvent) => {
    const span = spanOfEvent(tree, event)
    if (!span) return
    showRunAs('trace')
    navigate(routeOfSpan(route, runId, span.id), { replace: true })
  }
  return <RunLog onSelect={show} />
}

/** A link that names a step is about the step: the trace shows it, unless the timeline is open already. */
export function useShowLinked(runId: string, show: () => void): void {
  const route = useRoute()
  const hasSpan = route.screen === 'runs' && route.runId === runId && route.span !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the page opens or a link is followed
  useEffect(() => {
    if (hasSpan) show()
  }, [hasSpan])
}
