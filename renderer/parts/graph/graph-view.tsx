import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { isOver, iterationScope, nodeKey } from '../../../shared/run/events.ts'
import type { NodeView } from '../../../shared/run/view.ts'
import { type Graph, graphAt, type Workflow } from '../../../shared/workflow/workflow.ts'
import { useRun } from '../../state/run-store.ts'
import { useSelection } from '../../state/selection-store.ts'
import { useDraft } from '../../state/workflow-store.ts'
import type { RunPhase } from './node-status.ts'

/** One canvas: whose document it draws, how deep one has gone into it, and which run lies over it. */
export type GraphView = {
  /** Under which the selection is kept: the workflow's id for its draft, the run's id for a replay. */
  canvas: string
  workflowId: string | null
  document: Workflow
  /** The containers that are open, outermost first. */
  at: readonly string[]
  /** The graph inside them. */
  graph: Graph
  runId: string | null
  /** Of the run: the rounds of the open containers that are shown. */
  scope: string
  isReadOnly: boolean
  /** Goes on with the shown run from where it failed; left out where nothing can be started. */
  onGoOn?: () => void
}

/** What every card needs of it. Kept apart, because the document changes with each keystroke and this does not. */
export type RunScope = Pick<GraphView, 'canvas' | 'workflowId' | 'at' | 'runId' | 'scope' | 'isReadOnly' | 'onGoOn'>

const GraphViewContext = createContext<GraphView | null>(null)
const RunScopeContext = createContext<RunScope>({
  canvas: '',
  workflowId: null,
  at: [],
  runId: null,
  scope: '',
  isReadOnly: true,
})

const emptyGraph: Graph = { nodes: {}, edges: [] }

type GraphViewProviderProps = {
  canvas: string
  workflowId: string | null
  document: Workflow
  runId: string | null
  isReadOnly: boolean
  /** Keeps its identity. */
  onGoOn?: () => void
  children: ReactNode
}

export function GraphViewProvider({
  canvas,
  workflowId,
  document,
  runId,
  isReadOnly,
  onGoOn,
  children,
}: GraphViewProviderProps) {
  const chosen = useSelection(canvas, (selection) => selection.at)
  const rounds = useSelection(canvas, (selection) => selection.rounds)
  const at = useMemo(() => existing(document, chosen), [document, chosen])
  const scope = scopeOf(at, rounds)
  const view = useMemo(
    () => ({
      canvas,
      workflowId,
      document,
      at,
      graph: graphAt(document, [...at]) ?? emptyGraph,
      runId,
      scope,
      isReadOnly,
      onGoOn,
    }),
    [canvas, workflowId, document, at, runId, scope, isReadOnly, onGoOn],
  )
  const runScope = useMemo(
    () => ({ canvas, workflowId, at, runId, scope, isReadOnly, onGoOn }),
    [canvas, workflowId, at, runId, scope, isReadOnly, onGoOn],
  )
  return (
    <GraphViewContext value={view}>
      <RunScopeContext value={runScope}>{children}</RunScopeContext>
    </GraphViewContext>
  )
}

/** The part of the path that is there: an undo may have taken a container away while it was open. */
function existing(document: Workflow, path: readonly string[]): readonly string[] {
  let graph: Graph = document
  for (const [depth, id] of path.entries()) {
    const node = Object.hasOwn(graph.nodes, id) ? graph.nodes[id] : undefined
    if (!node) return path.slice(0, depth)
    graph = node.graph ?? emptyGraph
  }
  return path
}

/** The scope of a run that these containers and rounds name; a container nobody chose a round of shows its first. */
export function scopeOf(at: readonly string[], rounds: Readonly<Record<string, number>>): string {
  return at.reduce((scope, id, depth) => iterationScope(scope, id, rounds[at.slice(0, depth + 1).join('/')] ?? 0), '')
}

export function useGraphView(): GraphView {
  const view = useContext(GraphViewContext)
  if (!view) throw new Error('There is no GraphViewProvider around this component')
  return view
}

export function useRunScope(): RunScope {
  return useContext(RunScopeContext)
}

/** What the shown run says of a node in the shown scope; undefined while nothing has happened to it. */
export function useNodeRun(id: string): NodeView | undefined {
  const { runId, scope } = useRunScope()
  return useRun(runId, (slice) => slice.view.nodes[nodeKey(scope, id)])
}

export function useRunPhase(): RunPhase {
  const { runId } = useRunScope()
  return useRun(runId, (slice) => (isOver(slice.view.status) ? 'over' : 'running')) ?? 'none'
}

/** Whether the check found something wrong with a node of the draft; null where there is no draft or nothing wrong. */
export function useNodeTrouble(id: string): 'error' | 'warning' | null {
  const { workflowId, at, isReadOnly } = useContext(RunScopeContext)
  const trouble = useDraft(isReadOnly ? '' : (workflowId ?? ''), ({ issues }) => {
    const path = at.join('/')
    const own = issues.filter((issue) => issue.nodeId === id && issue.at.join('/') === path)
    if (own.length === 0) return null
    return own.some(({ severity }) => severity === 'error') ? 'error' : 'warning'
  })
  return trouble ?? null
}
