import type { RunEvent, RunEventBody } from '../../shared/run/events.ts'
import { emptyRunView, type RunView, reduceRun } from '../../shared/run/view.ts'
import type { Graph } from '../../shared/workflow/workflow.ts'

/** A run's view from events as the engine would append them, one millisecond apart. */
export function viewOf(bodies: RunEventBody[], runId = 'run_1'): RunView {
  const events = bodies.map((body, index): RunEvent => ({ ...body, runId, seq: index + 1, at: 1_000 + index }))
  return reduceRun(emptyRunView(runId), events)
}

export const started: RunEventBody = { type: 'run-started' }

export function nodeStarted(node: string, scope = '', nodeType = 'template'): RunEventBody {
  return { type: 'node-started', node, scope, attempt: 1, nodeType }
}

export function nodeFinished(node: string, scope = '', durationMs = 1_200): RunEventBody {
  return { type: 'node-finished', node, scope, attempt: 1, outputs: {}, durationMs }
}

export function nodeFailed(node: string, message: string, scope = ''): RunEventBody {
  const error = { kind: 'user', code: 'test.failed', message, hint: 'Try something else.' } as const
  return { type: 'node-failed', node, scope, attempt: 1, error, durationMs: 40 }
}

/** The two events of a call to `openai/gpt-4o-mini`. */
export function modelCall(
  node: string,
  scope: string,
  cost: { inputTokens: number; outputTokens: number; microUsd: number | null },
): RunEventBody[] {
  const call = { node, scope, callId: `call-${scope}-${node}`, provider: 'openai', model: 'gpt-4o-mini' }
  const usage = { ...cost, cachedInputTokens: 0, reasoningTokens: 0, microUsd: undefined }
  const bill = { usage, microUsd: cost.microUsd, price: null, latencyMs: 900, firstTokenMs: 100 }
  return [
    { type: 'model-call-started', ...call, messages: [], settings: {} },
    { type: 'model-call-finished', ...call, ...bill, text: 'Done.', finishReason: 'stop', tries: 1 },
  ]
}

/** A graph of nodes without params, wired in the order given; `inner` puts a graph inside a node. */
export function chain(ids: string[], inner: Record<string, Graph> = {}): Graph {
  const nodes = ids.map((id, index) => {
    const node = { type: 'template', version: 1, params: {}, position: { x: index * 200, y: 0 } }
    return [id, inner[id] ? { ...node, type: 'each', graph: inner[id] } : node]
  })
  const edges = ids.slice(1).map((to, index) => ({ from: ids[index] ?? '', fromPort: 'out', to, toPort: 'in' }))
  return { nodes: Object.fromEntries(nodes), edges }
}

/** Two rounds of three done in `perFile`, each with a paid call; the third is under way. */
export function runningDigest(): { document: Graph; view: RunView } {
  const document = chain(['read', 'perFile', 'write'], { perFile: chain(['summarise', 'tidy']) })
  const round = (index: number): RunEventBody[] => {
    const scope = `perFile#${index}`
    return [
      nodeStarted('summarise', scope, 'prompt'),
      ...modelCall('summarise', scope, { inputTokens: 1_000, outputTokens: 100, microUsd: 210 }),
      nodeFinished('summarise', scope, index === 0 ? 1_000 : 3_000),
      nodeStarted('tidy', scope),
      nodeFinished('tidy', scope, 10),
      { type: 'iteration-finished', node: 'perFile', scope: '', index, status: 'succeeded' },
    ]
  }
  const view = viewOf([
    started,
    nodeStarted('read'),
    nodeFinished('read', '', 340),
    nodeStarted('perFile', '', 'each'),
    { type: 'iterations-counted', node: 'perFile', scope: '', total: 3 },
    ...round(0),
    ...round(1),
    nodeStarted('summarise', 'perFile#2', 'prompt'),
  ])
  return { document, view }
}
