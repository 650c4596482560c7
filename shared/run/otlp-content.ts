import type { Json } from '../json.ts'
import type { RunEvent } from './events.ts'
import type { ChatMessage, FinishReason, ToolCall } from './model-call.ts'
import { type Attributes, cutText, whole } from './otlp-value.ts'
import type { Span } from './span.ts'

/** What was said to a model and by it, or given to a tool and got from it: only sent along where a person wants that. */
export type SpanContent = {
  messages?: ChatMessage[]
  reply?: { text: string; toolCalls: ToolCall[]; finishReason: FinishReason | 'error' }
  input?: Json
  output?: string
}

/** Whose content it is: the span of a model call or of a tool call. */
export function contentKey(span: Pick<Span, 'call' | 'tool' | 'node' | 'scope'>): string | null {
  if (span.call) return span.call.texts === null ? `call ${span.call.callId}` : null
  return span.tool ? toolKey(span, span.tool) : null
}

function toolKey({ node, scope }: { node: string; scope: string }, call: { turn: number; callId: string }): string {
  return `tool ${scope}/${node} ${call.turn} ${call.callId}`
}

/**
 * Takes the events of a run in order and tells of each content once it is whole; holds no more than what is under way.
 * `rest` gives what never came to its end.
 */
export function createContentCollector() {
  const open = new Map<string, SpanContent>()

  function settle(key: string, more: SpanContent): { key: string; content: SpanContent } {
    const content = { ...open.get(key), ...more }
    open.delete(key)
    return { key, content }
  }

  return {
    take(event: RunEvent): { key: string; content: SpanContent } | null {
      switch (event.type) {
        case 'model-call-started':
          open.set(`call ${event.callId}`, { messages: event.messages })
          return null
        case 'model-call-finished': {
          const { text, toolCalls = [], finishReason } = event
          return settle(`call ${event.callId}`, { reply: { text, toolCalls, finishReason } })
        }
        case 'model-call-failed':
          return settle(
            `call ${event.callId}`,
            event.text === '' ? {} : { reply: { text: event.text, toolCalls: [], finishReason: 'error' } },
          )
        case 'tool-call-started':
          open.set(toolKey(event, event), { input: event.input })
          return null
        case 'tool-call-finished':
        case 'tool-call-failed':
          return settle(toolKey(event, event), { output: event.output })
        default:
          return null
      }
    },
    rest: (): { key: string; content: SpanContent }[] => [...open].map(([key, content]) => ({ key, content })),
  }
}

/** The contents of a run, by `contentKey`; of a long run better taken one by one. */
export function collectContents(events: Iterable<RunEvent>): Map<string, SpanContent> {
  const collector = createContentCollector()
  const contents = new Map<string, SpanContent>()
  for (const event of events) {
    const whole = collector.take(event)
    if (whole) contents.set(whole.key, whole.content)
  }
  for (const { key, content } of collector.rest()) contents.set(key, content)
  return contents
}

/** Characters of one message, and of all messages of a call together. */
const most = { message: 8_000, all: 100_000 }

/**
 * As the JSON schemas of the conventions for generative AI have it
 * (https://github.com/open-telemetry/semantic-conventions-genai: gen-ai-input-messages.json, gen-ai-output-messages.json),
 * written as text, which they allow on spans.
 */
export function contentAttributes({ messages, reply, input, output }: SpanContent): Attributes {
  return {
    'gen_ai.input.messages': messages && whole(inputMessages(messages)),
    'gen_ai.output.messages':
      reply &&
      whole(
        JSON.stringify([
          {
            role: 'assistant',
            parts: [...textParts(reply.text), ...reply.toolCalls.map(callPart)],
            finish_reason: finishReasons[reply.finishReason],
          },
        ]),
      ),
    'gen_ai.tool.call.arguments': input === undefined ? undefined : JSON.stringify(input),
    'gen_ai.tool.call.result': output,
  }
}

/** In the words of the conventions. */
export const finishReasons: Record<FinishReason | 'error', string> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  'tool-calls': 'tool_call',
  other: 'other',
  error: 'error',
}

/** All messages, each cut; where that is too much, those in the middle are left out and that is said in their place. */
function inputMessages(messages: ChatMessage[]): string {
  const each = messages.map((message) => JSON.stringify({ role: message.role, parts: partsOf(message) }))
  const [first = ''] = each
  let size = first.length
  let from = each.length
  while (from > 1 && size + (each[from - 1]?.length ?? 0) <= most.all) size += each[--from]?.length ?? 0
  const left = from - 1
  if (left <= 0) return `[${each.join()}]`
  const note = { role: 'system', parts: textParts(`… ${left} messages are left out here …`) }
  return `[${[first, JSON.stringify(note), ...each.slice(from)].join()}]`
}

function partsOf({ role, content, toolCalls = [], toolCallId }: ChatMessage): Json[] {
  if (role !== 'tool') return [...textParts(content), ...toolCalls.map(callPart)]
  const text = cutText(content, most.message)
  return [{ type: 'tool_call_response', ...(toolCallId !== undefined && { id: toolCallId }), response: text }]
}

function textParts(text: string): Json[] {
  return text === '' ? [] : [{ type: 'text', content: cutText(text, most.message) }]
}

function callPart({ id, name, arguments: written }: ToolCall): Json {
  return { type: 'tool_call', id, name, arguments: readArguments(written) }
}

/** What the model wrote, as the value it is where it is one and not too long. */
function readArguments(written: string): Json {
  if (written.length > most.message) return cutText(written, most.message)
  try {
    return JSON.parse(written) as Json // JSON gives JSON
  } catch {
    return written
  }
}
