import { useEffect, useState } from 'react'
import { isOver } from '../../shared/run/events.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { CostDialogs, openCosts } from '../parts/costs/cost-dialogs.tsx'
import { Breadcrumb } from '../parts/graph/breadcrumb.tsx'
import { titleOf } from '../parts/graph/flow-elements.ts'
import { GraphCanvas } from '../parts/graph/graph-canvas.tsx'
import { GraphViewProvider, useGraphView } from '../parts/graph/graph-view.tsx'
import { NodeTile } from '../parts/graph/node-tile.tsx'
import { RoundPicker } from '../parts/graph/round-picker.tsx'
import { ZoomControls } from '../parts/graph/zoom-controls.tsx'
import { Resizer } from '../parts/layout/resizer.tsx'
import { ClearedNote } from '../parts/run/cleared-note.tsx'
import { NodeTrace } from '../parts/run/node-trace.tsx'
import { NodeInputs, NodeOutputs } from '../parts/run/node-values.tsx'
import { RunGiven } from '../parts/run/run-given.tsx'
import { RunLog } from '../parts/run/run-log.tsx'
import { RunTotals } from '../parts/run/run-totals.tsx'
import { Timeline } from '../parts/run/timeline.tsx'
import { entryOf } from '../state/catalog-store.ts'
import { usePanels } from '../state/panels-store.ts'
import { hrefOf, useRoute } from '../state/route-store.ts'
import { runPageViews, showRunAs, useRunPage } from '../state/run-page-store.ts'
import { runs, useRun } from '../state/run-store.ts'
import { type InspectorTab, selectOnCanvas, showTab, useSelection } from '../state/selection-store.ts'
import { text } from '../text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { TabPanel, Tabs } from '../ui/tabs.tsx'
import { showToast } from '../ui/toast.tsx'
import { CompareButton } from './compare-button.tsx'
import { CompareRuns } from './compare-runs.tsx'
import { ExportMenu } from './export-menu.tsx'
import { GoOn } from './go-on.tsx'
import { RunSteps, StepLog, useShowLinked } from './run-steps.tsx'

/** One run over the workflow as it was when it started: canvas, timeline, and what each node did. Nothing can be changed. */
export function RunReplay({ runId }: { runId: string }) {
  const route = useRoute()
  const other = route.screen === 'runs' && route.runId === runId ? route.other : undefined
  return other === undefined ? <OneRun runId={runId} /> : <CompareRuns runId={runId} other={other} />
}

function OneRun({ runId }: { runId: string }) {
  const document = useRun(runId, (slice) => slice.document)
  const error = useRun(runId, (slice) => slice.error)
  const workflowId = useRun(runId, (slice) => slice.summary?.workflowId) ?? null
  const clearedAt = useRun(runId, (slice) => slice.summary?.clearedAt) ?? null
  useEffect(() => {
    const stop = runs.watch(runId)
    void runs.loadDocument(runId)
    return stop
  }, [runId])
  if (!document) {
    return error ? (
      <EmptyState icon="circle-alert" title={error.message} body={error.hint} className="h-full" />
    ) : (
      <div className="dot-grid h-full p-10">
        <Skeleton className="h-24 w-52" />
      </div>
    )
  }
  return (
    // A canvas of its own: the editor shows the same run in a place of another size, whose view would not fit here.
    <GraphViewProvider canvas={`replay ${runId}`} workflowId={workflowId} document={document} runId={runId} isReadOnly>
      <div className="flex h-full min-h-0 flex-col">
        <Head />
        {clearedAt === null ? null : <ClearedNote clearedAt={clearedAt} />}
        <Views runId={runId} />
      </div>
    </GraphViewProvider>
  )
}

/** The run in one of its shapes: over the canvas, as bars over time, as a trace, or as a log. */
function Views({ runId }: { runId: string }) {
  const say = text.runPage.views
  const { workflowId } = useGraphView()
  const view = useRunPage((page) => page.view)
  useShowLinked(runId, () => {
    if (view !== 'timeline') showRunAs('trace')
  })
  return (
    <Tabs
      value={view}
      onChange={showRunAs}
      label={say.label}
      className="flex-1"
      listClassName="h-10! bg-panel"
      tabs={runPageViews.map((value) => ({ value, label: say[value] }))}
      trailing={
        <>
          <CompareButton runId={runId} workflowId={workflowId} />
          <ExportMenu runId={runId} />
        </>
      }
    >
      <TabPanel value="canvas" className="overflow-hidden">
        <OverCanvas />
      </TabPanel>
      <TabPanel value="timeline" className="overflow-hidden">
        <RunSteps runId={runId} as="timeline" />
      </TabPanel>
      <TabPanel value="trace" className="overflow-hidden">
        <RunSteps runId={runId} as="trace" />
      </TabPanel>
      <TabPanel value="log" className="overflow-hidden bg-panel">
        <StepLog runId={runId} />
      </TabPanel>
    </Tabs>
  )
}

function OverCanvas() {
  return (
    <div className="flex h-full min-h-0">
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="relative min-h-0 flex-1 overflow-hidden">
          <GraphCanvas>
            <div className="absolute bottom-3 left-3">
              <ZoomControls />
            </div>
          </GraphCanvas>
          <div className="absolute top-3 left-3 flex max-w-[calc(100%-24px)] flex-wrap gap-2">
            <Breadcrumb />
            <RoundPicker />
          </div>
        </div>
        <Below />
      </div>
      <Details />
    </div>
  )
}

function Head() {
  const { document, workflowId, runId } = useGraphView()
  const status = useRun(runId, (slice) => slice.view.status)
  if (!runId) return null
  const stop = async () => {
    try {
      await client.runs.cancel({ runId })
    } catch (thrown) {
      showToast(errorOf(thrown).message, { tone: 'bad' })
    }
  }
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b bg-panel px-3">
      <h2 className="min-w-20 truncate font-semibold text-md">{document.name}</h2>
      <RunTotals runId={runId} />
      <span className="flex-1" />
      <CostButton runId={runId} />
      {status === 'failed' ? <GoOn runId={runId} hasDraft={workflowId !== null} /> : null}
      {status !== undefined && !isOver(status) ? (
        <Button size="sm" variant="danger" icon="square" onClick={() => void stop()}>
          {status === 'queued' ? text.common.cancel : text.canvas.runBar.stop}
        </Button>
      ) : null}
      {workflowId ? (
        <a
          href={hrefOf({ screen: 'workflow', workflowId })}
          className="inline-flex h-7 shrink-0 items-center rounded-md border border-line-strong bg-panel px-2.5 font-medium text-sm shadow-card hover:bg-hover"
        >
          {text.runs.openWorkflow}
        </a>
      ) : null}
    </header>
  )
}

/** What the run would have cost: with other models, or, of a dry run, at all. */
function CostButton({ runId }: { runId: string }) {
  const slice = useRun(runId, (known) => known)
  if (!slice) return null
  const { status, dryRun, cost } = slice.view
  return (
    <>
      {isOver(status) && cost.calls > 0 ? (
        <IconButton
          icon="coins"
          label={dryRun ? text.forecast.dryRun.open : text.forecast.compare.entry}
          onClick={() => openCosts(runId)}
        />
      ) : null}
      <CostDialogs key={runId} runId={runId} slice={slice} />
    </>
  )
}

function Below() {
  const { size } = usePanels((panels) => panels.dock)
  const [tab, setTab] = useState<'timeline' | 'log'>('timeline')
  return (
    <section
      aria-label={text.runs.dock.label}
      style={{ height: size }}
      className="relative flex shrink-0 flex-col border-t bg-panel"
    >
      <Resizer panel="dock" edge="top" label={text.runs.dock.resize} />
      <Tabs
        value={tab}
        onChange={setTab}
        label={text.runs.dock.label}
        className="flex-1"
        tabs={[
          { value: 'timeline', label: text.runs.dock.timeline },
          { value: 'log', label: text.runs.dock.log },
        ]}
      >
        <TabPanel value="timeline" className="overflow-hidden">
          <Timeline />
        </TabPanel>
        <TabPanel value="log" className="overflow-hidden">
          <RunLog />
        </TabPanel>
      </Tabs>
    </section>
  )
}

const tabs: readonly Exclude<InspectorTab, 'setup'>[] = ['input', 'output', 'trace']

function Details() {
  const { canvas, graph, runId, scope } = useGraphView()
  const { size } = usePanels((panels) => panels.inspector)
  const nodeIds = useSelection(canvas, (selection) => selection.nodeIds)
  const chosen = useSelection(canvas, (selection) => selection.tab)
  const [nodeId] = nodeIds
  const node = nodeId === undefined ? undefined : graph.nodes[nodeId]
  const tab = chosen === 'setup' ? 'trace' : chosen
  return (
    <aside
      aria-label={text.runs.details}
      style={{ width: size }}
      className="relative flex shrink-0 flex-col border-l bg-panel"
    >
      <Resizer panel="inspector" edge="left" label={text.inspector.resize} />
      {nodeId === undefined || !node ? (
        <Result />
      ) : (
        <>
          <header className="flex items-center gap-2.5 px-3.5 pt-3.5 pb-1.5">
            <NodeTile entry={entryOf(node.type)} size="lg" />
            <div className="min-w-0 flex-1">
              <h3 className="truncate font-semibold text-lg leading-6">{titleOf(node, entryOf(node.type))}</h3>
              <p className="truncate font-mono text-mute text-xs">{nodeId}</p>
            </div>
            <IconButton icon="x" label={text.common.close} onClick={() => selectOnCanvas(canvas, [])} />
          </header>
          <Tabs
            value={tab}
            onChange={(next) => showTab(canvas, next)}
            label={text.runs.details}
            className="flex-1"
            tabs={tabs.map((value) => ({ value, label: text.inspector.tabs[value] }))}
          >
            <TabPanel value="input" className="overflow-y-auto p-3.5">
              <NodeInputs runId={runId} scope={scope} graph={graph} nodeId={nodeId} />
            </TabPanel>
            <TabPanel value="output" className="overflow-y-auto p-3.5">
              <NodeOutputs runId={runId} scope={scope} graph={graph} nodeId={nodeId} />
            </TabPanel>
            <TabPanel value="trace" className="overflow-y-auto p-3.5">
              <NodeTrace runId={runId} scope={scope} node={nodeId} />
            </TabPanel>
          </Tabs>
        </>
      )}
    </aside>
  )
}

/** Nothing chosen: the run as a whole. */
function Result() {
  const { runId, document } = useGraphView()
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-3.5">
      <p className="text-mute text-sm">{text.runs.chooseNode}</p>
      {runId ? <RunGiven runId={runId} document={document} /> : null}
    </div>
  )
}
