import type { ErrorInfo } from '../../shared/errors.ts'
import type { JsonObject } from '../../shared/json.ts'
import { containersOf, type RunStatus } from '../../shared/run/events.ts'
import type { NodeStatus, NodeView, RunView } from '../../shared/run/view.ts'
import { type Graph, graphAt } from '../../shared/workflow/workflow.ts'

/** What `niti run --json` prints: a promise to scripts, so keys are added but never renamed or taken away. */
export type RunReport = {
  runId: string
  status: RunStatus
  /** null: some call has no known price, so nobody knows the sum. */
  microUsd: number | null
  inputTokens: number
  outputTokens: number
  durationMs: number
  outputs: JsonObject
  error?: ErrorInfo
  nodes: NodeReport[]
}

export type NodeReport = {
  /** `summarise`, or `perFile#3/summarise` in the fourth round of `perFile`. */
  id: string
  type: string
  status: NodeStatus
  attempts: number
  durationMs: number | null
  model?: string
  inputTokens?: number
  outputTokens?: number
  microUsd?: number | null
  error?: ErrorInfo
}

/** The run as one plain object. Nodes stand in the order in which something first happened to them. */
export function reportRun(view: RunView, document: Graph): RunReport {
  const { cost } = view
  return {
    runId: view.runId,
    status: view.status,
    microUsd: cost.unknownCalls > 0 ? null : cost.microUsd,
    inputTokens: cost.inputTokens,
    outputTokens: cost.outputTokens,
    durationMs: Math.max(0, (view.finishedAt ?? view.startedAt) - view.startedAt),
    outputs: view.outputs,
    ...(view.error ? { error: view.error } : {}),
    nodes: Object.values(view.nodes).map((node) => reportNode(node, document)),
  }
}

function reportNode(node: NodeView, document: Graph): NodeReport {
  const report: NodeReport = {
    id: node.key,
    // From the document and not from the events: a node that was skipped never said what it is.
    type: graphAt(document, containersOf(node.scope))?.nodes[node.node]?.type ?? node.nodeType,
    status: node.status,
    attempts: node.attempt,
    durationMs: node.durationMs,
  }
  const last = node.calls.at(-1)
  if (last) Object.assign(report, { model: `${last.provider}/${last.model}` }, reportOwnCalls(node))
  return node.error ? { ...report, error: node.error } : report
}

/** A node's own calls only: what is inside a container counts there, so adding up all nodes counts each call once. */
function reportOwnCalls(node: NodeView): Pick<NodeReport, 'inputTokens' | 'outputTokens' | 'microUsd'> {
  const billed = node.calls.flatMap((call) => [...call.retries, call]).filter((one) => one.usage !== null)
  const sum = (count: (one: (typeof billed)[number]) => number) => billed.reduce((total, one) => total + count(one), 0)
  return {
    inputTokens: sum((one) => one.usage?.inputTokens ?? 0),
    outputTokens: sum((one) => one.usage?.outputTokens ?? 0),
    microUsd: billed.some((one) => one.microUsd === null) ? null : sum((one) => one.microUsd ?? 0),
  }
}
