import { iterationScope, nodeKey, type RunEvent } from './events.ts'
import type { Begun, SpanTree, TreeSpan } from './span-tree.ts'

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>

/** What is known of one node in one round while its log is folded. */
export type SpanNode = {
  span: TreeSpan
  /** The try that is under way, or was last. */
  attempt: TreeSpan | null
  /** It waits to be tried again. */
  pause: TreeSpan | null
  /** The agent at work in this try, and what is known of it: after a stop of the program it is not said again. */
  agent: TreeSpan | null
  agentAs: TreeSpan['agent']
  /** The workflow it runs, in this try, and which. */
  workflow: TreeSpan | null
  workflowAs: TreeSpan['workflow']
  /** Its rounds count. */
  hasRounds: boolean
  /** By turn and id of the call, and by the round in which each is done. */
  tools: Map<string, TreeSpan> | null
  toolOfRound: Map<number, TreeSpan> | null
}

/** Where the spans of a run's nodes, rounds and tool calls stand in one another. */
export function createSpanPlaces(tree: SpanTree, runSpan: () => TreeSpan) {
  const nodes = new Map<string, SpanNode>()
  /** What stands around the nodes of each scope, and in which try of its container. */
  const rounds = new Map<string, { owner: TreeSpan; span: TreeSpan }>()

  /** The span of what a node's calls stand in: its agent, its try, or the node where no try is under way. */
  function placeIn(node: SpanNode): TreeSpan {
    if (node.agent && node.agent.endMs === null) return node.agent
    return node.attempt && node.attempt.endMs === null ? node.attempt : node.span
  }

  function roundSpan(scope: string, at: { seq: number; at: number }): TreeSpan {
    if (scope === '') return runSpan()
    const hash = scope.lastIndexOf('#')
    const container = nodes.get(scope.slice(0, hash))
    if (!container) return runSpan()
    const owner = container.attempt ?? container.span
    const known = rounds.get(scope)
    if (known?.owner === owner && known.span.endMs === null) return known.span
    const span = beginRound(container, Number(scope.slice(hash + 1)), at)
    rounds.set(scope, { owner, span })
    return span
  }

  function beginRound(container: SpanNode, index: number, { seq, at }: { seq: number; at: number }): TreeSpan {
    const { node, scope } = container.span
    const place = placeIn(container)
    const base = { node, scope, attempt: container.attempt?.attempt ?? 0, seq, startMs: at }
    const tool = container.toolOfRound?.get(index)
    if (tool) return tool.endMs === null ? tool : againAs(container, tool, { seq, at })
    if (container.workflowAs) {
      if (container.workflow && container.workflow.endMs === null) return container.workflow
      return beginWorkflow(container, { seq, at })
    }
    if (!container.hasRounds) return place
    const id = `${container.attempt?.id ?? container.span.id}#${index}`
    return tree.begin(place, { ...base, id, kind: 'round', title: String(index + 1), round: index })
  }

  function beginWorkflow(node: SpanNode, { seq, at }: { seq: number; at: number }): TreeSpan {
    const place = placeIn(node)
    const { node: id, scope } = node.span
    const begun: Begun = { id: `${place.id}/workflow`, kind: 'subworkflow', seq, startMs: at, node: id, scope }
    const title = node.workflowAs?.name ?? ''
    const attempt = node.attempt?.attempt ?? 0
    node.workflow = tree.begin(place, { ...begun, title, attempt, workflow: node.workflowAs })
    return node.workflow
  }

  function beginAgent(node: SpanNode, { seq, at }: { seq: number; at: number }): void {
    const { node: id, scope } = node.span
    const place = node.attempt ?? node.span
    const attempt = node.attempt?.attempt ?? 0
    const begun: Begun = { id: `${place.id}/agent`, kind: 'agent', seq, startMs: at, node: id, scope, attempt }
    node.agent = tree.begin(place, { ...begun, title: node.agentAs?.name ?? '', agent: node.agentAs })
  }

  function beginTool(node: SpanNode, event: EventOf<'tool-call-started'>, now: number): void {
    const { callId, turn, index, tool: name, title, kind, seq } = event
    const before = node.tools?.get(toolKey(event))
    // Told of again after a stop of the program.
    if (before && before.endMs === null && before.round === index) return
    const place = placeIn(node)
    const span = tree.begin(place, {
      ...{ id: `${place.id}/tool-${index ?? `${turn}-${callId}`}`, kind: 'tool-call', title, seq, startMs: now },
      ...{ node: node.span.node, scope: node.span.scope, attempt: node.attempt?.attempt ?? 0 },
      ...{ tool: { callId, turn, name, kind }, round: index },
    })
    noteTool(node, span)
  }

  function noteTool(node: SpanNode, span: TreeSpan): void {
    node.tools ??= new Map()
    if (span.tool) node.tools.set(toolKey(span.tool), span)
    if (span.round === null) return
    node.toolOfRound ??= new Map()
    node.toolOfRound.set(span.round, span)
  }

  /** A call that a stop of the program cut off goes on in the next try of its node; its beginning is not told of again. */
  function againAs(node: SpanNode, before: TreeSpan, { seq, at }: { seq: number; at: number }): TreeSpan {
    const place = placeIn(node)
    const { tool, round, title } = before
    const id = `${place.id}/tool-${round ?? `${tool?.turn}-${tool?.callId}`}`
    const attempt = node.attempt?.attempt ?? 0
    const about = { node: node.span.node, scope: node.span.scope, attempt, tool, round, title }
    const span = tree.begin(place, { id, kind: 'tool-call', seq, startMs: at, ...about })
    noteTool(node, span)
    return span
  }

  /** The node as it is known in its round, begun where it was not: a log tells of nodes in no other order. */
  function nodeAt(event: { node: string; scope: string; seq: number }, now: number): SpanNode {
    const key = nodeKey(event.scope, event.node)
    const known = nodes.get(key)
    if (known && known.span.endMs === null) return known
    return known ?? beginNode(event, now)
  }

  /** For a new try: a node that had ended begins anew where what is around it did. */
  function nodeToTry(event: { node: string; scope: string; seq: number }, now: number): SpanNode {
    const known = nodes.get(nodeKey(event.scope, event.node))
    const around = roundSpan(event.scope, { seq: event.seq, at: now })
    if (!known || known.span.parent !== around) return beginNode(event, now)
    if (known.span.endMs === null) return known
    if (around.endMs !== null) return beginNode(event, now)
    tree.reopen(known.span)
    return known
  }

  function beginNode({ node, scope, seq }: { node: string; scope: string; seq: number }, now: number): SpanNode {
    const around = roundSpan(scope, { seq, at: now })
    const id = around.parentId === null ? node : `${around.id}/${node}`
    const span = tree.begin(around, { id, kind: 'node', title: node, seq, startMs: now, node, scope })
    const begun: SpanNode = {
      ...{ span, attempt: null, pause: null, agent: null, agentAs: null, workflow: null, workflowAs: null },
      ...{ hasRounds: false, tools: null, toolOfRound: null },
    }
    nodes.set(nodeKey(scope, node), begun)
    return begun
  }

  return {
    ...{ placeIn, nodeAt, nodeToTry, beginWorkflow, beginAgent, beginTool, againAs },
    toolOf: (node: SpanNode, call: { turn: number; callId: string }) => node.tools?.get(toolKey(call)),
    /** The round of a container, if it has begun. */
    roundOf: ({ node, scope }: { node: string; scope: string }, index: number) =>
      rounds.get(iterationScope(scope, node, index))?.span,
  }
}

export type SpanPlaces = ReturnType<typeof createSpanPlaces>

function toolKey({ turn, callId }: { turn: number; callId: string }): string {
  return `${turn} ${callId}`
}
