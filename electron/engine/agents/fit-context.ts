import type { ChatMessage } from '../../../shared/run/model-call.ts'
import type { SaidNote } from '../run/note-key.ts'

/** Characters of a result that are left where it was trimmed. */
const leftOfResult = 200
/** Newest messages that are never put into other words: what the model is in the middle of. */
const keptAtEnd = 4

type Cut = Extract<SaidNote, { type: 'context-cut' }>
export type CutNote = Omit<Cut, 'runId' | 'seq' | 'at' | 'node' | 'scope'>

type Means = {
  /** How many messages at the beginning stay as they are: instructions, and what was asked. */
  head: number
  /** Tokens that fit; null where nobody knows. */
  limit: number | null
  count(messages: ChatMessage[]): Promise<number>
  summarise(messages: ChatMessage[]): Promise<string>
}

/** Cuts as the log tells of them, in their order. */
export function cutAgain(
  messages: ChatMessage[],
  head: number,
  cuts: Pick<CutNote, 'how' | 'messages' | 'text'>[],
): ChatMessage[] {
  return cuts.reduce(
    (left, { how, messages: count, text }) =>
      how === 'trimmed' ? trim(left, count) : replace(left, head, count, text),
    messages,
  )
}

/**
 * Makes a conversation fit what a model holds: first the oldest results of tools are trimmed to a line, then the oldest
 * turns are put in a few words. `force`: its provider said that it does not fit, whatever is known here.
 */
export async function fitContext(
  messages: ChatMessage[],
  { head, limit, count, summarise }: Means,
  { turn, force }: { turn: number; force: boolean },
): Promise<{ messages: ChatMessage[]; cuts: CutNote[] }> {
  const before = await count(messages)
  // Where nobody knows how much fits, it is less than what was refused.
  const goal = limit === null ? Math.floor(before * 0.6) : force ? Math.min(limit, Math.floor(before * 0.6)) : limit
  if (!force && (limit === null || before <= limit)) return { messages, cuts: [] }
  const cuts: CutNote[] = []
  let left = messages
  let tokens = before
  const most = trimmable(messages).length
  let trimmed = 0
  // Half of those that are left each time: counting takes longer than trimming.
  while (tokens > goal && trimmed < most) {
    trimmed = Math.min(most, trimmed + Math.max(1, Math.ceil((most - trimmed) / 2)))
    left = trim(messages, trimmed)
    tokens = await count(left)
  }
  if (trimmed > 0) {
    const text = `The oldest ${trimmed === 1 ? 'result of a tool was' : `${trimmed} results of tools were`} cut to a line.`
    cuts.push({
      type: 'context-cut',
      turn,
      how: 'trimmed',
      messages: trimmed,
      tokens: Math.max(0, before - tokens),
      text,
    })
  }
  const oldest = oldestTurns(left, head)
  if (tokens > goal && oldest > 0) {
    const text = await summarise(left.slice(head, head + oldest))
    left = replace(left, head, oldest, text)
    const now = await count(left)
    cuts.push({
      type: 'context-cut',
      turn,
      how: 'summarised',
      messages: oldest,
      tokens: Math.max(0, tokens - now),
      text,
    })
  }
  return { messages: left, cuts }
}

/** Places of results that can be cut, oldest first; those of the newest turn are what the model waits for. */
function trimmable(messages: ChatMessage[]): number[] {
  const last = messages.findLastIndex(({ role }) => role === 'assistant')
  return messages.flatMap(({ role, content }, at) =>
    role === 'tool' && at < last && content.length > leftOfResult * 2 ? [at] : [],
  )
}

function trim(messages: ChatMessage[], count: number): ChatMessage[] {
  const places = new Set(trimmable(messages).slice(0, count))
  return messages.map((message, at) => {
    if (!places.has(at)) return message
    const { content } = message
    return {
      ...message,
      content: `${content.slice(0, leftOfResult)}… [cut to make room: it had ${content.length} characters]`,
    }
  })
}

/** How many messages after the head can be put in other words: whole turns, with all results of their calls. */
function oldestTurns(messages: ChatMessage[], head: number): number {
  let end = Math.max(head, messages.length - keptAtEnd)
  while (end > head && messages[end]?.role === 'tool') end--
  return end - head
}

function replace(messages: ChatMessage[], head: number, count: number, text: string): ChatMessage[] {
  const content = `What was done so far, in a few words:\n\n${text}`
  return [...messages.slice(0, head), { role: 'user', content }, ...messages.slice(head + count)]
}
