import { type ErrorInfo, NitiError, userError } from '../../../shared/errors.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import { nearestName } from '../../../shared/nearest-name.ts'
import type { ChatMessage, ToolCall } from '../../../shared/run/model-call.ts'
import { nodeId } from '../../../shared/workflow/workflow.ts'
import type { InnerWork, NodeContext } from '../nodes/define-node.ts'
import type { AgentPlace } from '../run/active-run.ts'
import type { SaidNote } from '../run/note-key.ts'
import { askAboutTool } from './ask-about-tool.ts'
import { readArguments } from './read-arguments.ts'
import type { ReadyTool } from './ready-tool.ts'
import { tellError, tellResult } from './tell-result.ts'

/** What an agent may call: a tool that a node does, or a helper that its node lent it. */
export type Callable = Pick<ReadyTool, 'name' | 'title' | 'description' | 'kind' | 'schema'> & {
  work(input: JsonObject, index: number): Promise<Json>
}

type Ended = Extract<SaidNote, { type: 'tool-call-finished' | 'tool-call-failed' }>
/** A call as it can be made, or what keeps it from being made. */
type Prepared = { call: ToolCall; input: Json } & (
  | { callable: Callable; input: JsonObject; index: number }
  | { problem: string }
)

/** What came of the calls of one answer: messages for the model, and whether it got all of them wrong. */
export type Used = { messages: ChatMessage[]; isAllMisused: boolean }

/**
 * Does what a model asks of its tools, all calls of one answer at once. Each gets a round of the agent's node, counted in the
 * order of the calls. What goes wrong is told the model in words; only what ends the run goes further.
 */
export function createToolUse({
  context,
  place,
  callables,
}: {
  context: NodeContext
  place: AgentPlace
  callables: Callable[]
}) {
  const byName = new Map(callables.map((callable) => [callable.name, callable]))
  let nextIndex = 0

  async function prepare(call: ToolCall): Promise<Prepared> {
    const callable = byName.get(call.name)
    if (!callable) return { call, input: call.arguments, problem: unknownTool(call.name, [...byName.keys()]) }
    const read = await readArguments(call.arguments, callable.schema)
    if ('problem' in read) return { call, ...read }
    return { call, callable, input: read.input, index: nextIndex++ }
  }

  function endedBefore(turn: number, callId: string): Ended | undefined {
    return place.pastNotes.find(
      (note): note is Ended =>
        (note.type === 'tool-call-finished' || note.type === 'tool-call-failed') &&
        note.turn === turn &&
        note.callId === callId,
    )
  }

  async function use(turn: number, prepared: Prepared): Promise<ChatMessage> {
    const { call, input } = prepared
    const callId = call.id
    const known = 'callable' in prepared ? prepared.callable : byName.get(call.name)
    const about = { tool: call.name, title: known?.title ?? call.name, kind: known?.kind ?? 'node', input }
    const index = 'index' in prepared ? prepared.index : null
    place.note({ type: 'tool-call-started', callId, turn, index, ...about })
    const before = endedBefore(turn, callId)
    const isDone = before !== undefined && known !== undefined && !isLent(known)
    if (before && (isDone || !('callable' in prepared))) {
      return resultOf(call, before.output, before.type === 'tool-call-failed')
    }
    const began = context.now()
    const end = { callId, turn }
    const failed = (why: 'refused' | 'misused' | 'failed', error: ErrorInfo) => {
      const output = before?.output ?? tellError(error)
      place.note({ type: 'tool-call-failed', ...end, why, error, output, durationMs: context.now() - began })
      return resultOf(call, output, true)
    }
    if ('problem' in prepared) return failed('misused', userError('tool.misused', prepared.problem).info)
    try {
      const value = await prepared.callable.work(prepared.input, prepared.index)
      const output = before?.output ?? tellResult(value)
      place.note({ type: 'tool-call-finished', ...end, output, durationMs: context.now() - began })
      return resultOf(call, output, false)
    } catch (thrown) {
      if (!(thrown instanceof NitiError) || thrown.info.kind === 'cancelled') throw thrown
      const { code } = thrown.info
      return failed(code === 'tool.refused' || code === 'node.left-out' ? 'refused' : 'failed', thrown.info)
    }
  }

  return async (turn: number, calls: ToolCall[]): Promise<Used> => {
    const prepared: Prepared[] = []
    for (const call of calls) prepared.push(await prepare(call))
    // All of them come to their end, whatever becomes of one: nothing of an agent goes on after it.
    const ended = await Promise.allSettled(prepared.map((one) => use(turn, one)))
    const messages = ended.map((one) => {
      if (one.status === 'rejected') throw one.reason
      return one.value
    })
    return { messages, isAllMisused: prepared.every((one) => 'problem' in one) }
  }
}

/** Helpers keep an account of what was asked of them, so they are asked again after a stop, and have it from the log. */
const lent = new WeakSet<Callable>()
const isLent = (callable: Callable) => lent.has(callable)

export function lend(callable: Callable): Callable {
  lent.add(callable)
  return callable
}

function resultOf({ id: toolCallId, name: toolName }: ToolCall, content: string, isError: boolean): ChatMessage {
  return { role: 'tool', content, toolCallId, toolName, ...(isError && { isError }) }
}

function unknownTool(name: string, names: string[]): string {
  const near = nearestName(name, names)
  const meant = near ? ` Did you mean \`${near}\`?` : ''
  const known = names.length === 0 ? 'There are no tools.' : `There are: ${names.join(', ')}.`
  return `There is no tool \`${name.slice(0, 100)}\`.${meant} ${known}`
}

type Permit = {
  /** What becomes of a call now: made, asked about, or refused. */
  now(): 'allow' | 'ask' | 'never'
  /** A person said yes for good. Null where nothing is kept for the agent. */
  always: ((by: string) => void) | null
}

/** A tool as it is called: a node of its type, with what is fixed over what the model gives. */
export function callableOf(
  context: NodeContext,
  { tool, agentName, permit }: { tool: ReadyTool; agentName: string; permit: Permit },
): Callable {
  const { name, title, description, kind, schema, type, fixed, argumentsIn } = tool
  return {
    ...{ name, title, description, kind, schema },
    async work(input, index) {
      const permission = permit.now()
      if (permission === 'never') throw userError('tool.refused', 'The agent may not use this tool any more.')
      const params = argumentsIn === null ? { ...input, ...fixed } : { ...fixed, [argumentsIn]: input }
      const work: InnerWork = { index, id: nodeIdOf(name), title, type, params }
      if (permission === 'allow') return context.runNode(work)
      const { always } = permit
      return context.runNode({
        ...work,
        // Of a node that is wired, nothing else says what a person wrote into it.
        ask: askAboutTool({ agentName, tool, input: kind === 'node' ? params : input, canBeAlways: always !== null }),
        onAnswer: (choice, by) => void (choice === 'always' && always?.(by)),
      })
    },
  }
}

function nodeIdOf(name: string): string {
  const id = name.replace(/[^a-zA-Z0-9_]/g, '_')
  return nodeId.safeParse(id).success ? id : `tool_${id}`.slice(0, 64)
}
