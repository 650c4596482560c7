import { eventWords } from '../../../shared/run/event-words.ts'
import { type LogLevel, nodePath, type RunEvent } from '../../../shared/run/events.ts'
import { isLogged } from '../../../shared/run/log-lines.ts'

/** What of a run's log is shown. `node` is a path: `perFile/summarise`. */
export type LogChoice = { level: LogLevel; node: string | null; words: string }

/** Places in the list of events whose lines fit; null: all of them do. */
export function fittingLines(
  events: readonly RunEvent[],
  count: number,
  { level, node, words }: LogChoice,
): number[] | null {
  const wanted = words.trim().toLowerCase()
  if (level === 'debug' && node === null && wanted === '') return null
  const fitting: number[] = []
  for (let index = 0; index < count; index++) {
    const event = events[index]
    if (!event || !isLogged(event, { level, ...(node !== null && { node }) })) continue
    if (wanted === '' || eventWords(event).words.toLowerCase().includes(wanted)) fitting.push(index)
  }
  return fitting
}

/** Paths of the nodes that something is told of, in the order they are first named. */
export function nodesInLog(events: readonly RunEvent[], count: number): string[] {
  const paths = new Set<string>()
  for (let index = 0; index < count; index++) {
    const event = events[index]
    if (event && 'node' in event) paths.add(nodePath(event.scope, event.node))
  }
  return [...paths]
}
