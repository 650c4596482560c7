import { isJsonObject } from '../../../shared/json.ts'
import type { PastWait } from '../../../shared/run/past-wait.ts'
import type { WaitAsk } from '../../../shared/run/wait.ts'
import { text } from '../../text.ts'
import { formatDate, formatDuration } from '../../ui/format.ts'
import type { IconName } from '../../ui/icon.tsx'

const minuteMs = 60_000

/** The time of day, with the day where it is another one: `14:05`, `24 Nov, 14:05`. Milliseconds since the epoch. */
export function formatClock(atMs: number, nowMs: number): string {
  const clock = new Date(atMs).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  const isSameDay = new Date(atMs).toDateString() === new Date(nowMs).toDateString()
  return isSameDay ? clock : `${formatDate(atMs, nowMs)}, ${clock}`
}

/** How long it still is: `in 40 s`, `in 3 min`, `in 2 h 05 m`. */
export function formatLeft(dueAt: number, nowMs: number): string {
  const left = dueAt - nowMs
  if (left <= 0) return text.waits.left.now
  if (left < minuteMs) return text.waits.left.in(`${Math.ceil(left / 1000)} s`)
  if (left < 59.5 * minuteMs) return text.waits.left.in(`${Math.round(left / minuteMs)} min`)
  return text.waits.left.in(formatDuration(left))
}

/** What is waited for, in one line: `Waits until 14:05 (in 3 min)`; of a person, what they are asked. */
export function waitWords(ask: WaitAsk, nowMs: number): string {
  switch (ask.kind) {
    case 'time':
      return text.waits.until(formatClock(ask.dueAt, nowMs), formatLeft(ask.dueAt, nowMs))
    case 'call':
      if (ask.dueAt === null) return text.waits.forCall
      return text.waits.forCallUntil(formatClock(ask.dueAt, nowMs), formatLeft(ask.dueAt, nowMs))
    case 'person':
      return ask.title || text.waits.untitled
  }
}

export const waitIcons: Record<WaitAsk['kind'], IconName> = { person: 'hand', time: 'hourglass', call: 'webhook' }

/** How a wait ended, in a few words, with the choice as the person read it. */
export function pastWaitWords({ ask, end, by, answer }: Pick<PastWait, 'ask' | 'end' | 'by' | 'answer'>): string {
  const say = text.waits.past
  if (end !== 'answered') return end === 'due' && ask.kind === 'person' ? say.personDue : say.ended[end]
  const choice = choiceTitle(ask, answer)
  return by === '' ? say.answered(choice) : say.answeredBy(choice, by)
}

/** The title of the choice that an answer names; its id where the question does not have it. */
export function choiceTitle(ask: WaitAsk, answer: unknown): string {
  const id = isJsonObject(answer) && typeof answer.choice === 'string' ? answer.choice : ''
  const choices = ask.kind === 'person' ? ask.choices : []
  return choices.find((choice) => choice.id === id)?.title ?? id
}

/** The comment of an answer; empty where there is none. */
export function commentOf(answer: unknown): string {
  return isJsonObject(answer) && typeof answer.comment === 'string' ? answer.comment : ''
}

/** How often what `waitWords` says must be renewed: each second shortly before, else twice a minute. */
export function renewEveryMs(dueAt: number | null, nowMs: number): number | null {
  if (dueAt === null) return null
  return dueAt - nowMs < 2 * minuteMs ? 1_000 : 30_000
}
