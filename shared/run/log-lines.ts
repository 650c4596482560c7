import type { RunLogLine } from '../contract/runs.ts'
import { redactText } from '../redact-text.ts'
import { eventWords } from './event-words.ts'
import { type LogLevel, nodeKey, nodePath, type RunEvent } from './events.ts'

/** From the least to the most urgent. */
export const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** What to show of a log: this level and those above it, and of one node, with all inside it. */
export type LogFilter = { level: LogLevel; node?: string }

/** An event as a line of its run's log: in words, with what looks like a secret blacked out. */
export function logLineOf(event: RunEvent): RunLogLine {
  const { words, level } = eventWords(event)
  const { node, scope } = 'node' in event ? event : { node: '', scope: '' }
  return { seq: event.seq, at: event.at, level, node, scope, text: redactText(words) }
}

/** `node`: its id, its path (`perFile/summarise`) or its key in one round (`perFile#3/summarise`). */
export function isLogged(event: RunEvent, { level, node }: LogFilter): boolean {
  if (node !== undefined && !('node' in event && isAtNode(event, node))) return false
  return level === 'debug' || logLevels.indexOf(eventWords(event).level) >= logLevels.indexOf(level)
}

function isAtNode(at: { node: string; scope: string }, wanted: string): boolean {
  if (at.node === wanted) return true
  const [key, path] = [nodeKey(at.scope, at.node), nodePath(at.scope, at.node)]
  return key === wanted || path === wanted || key.startsWith(`${wanted}#`) || path.startsWith(`${wanted}/`)
}

/** A line as text, for files and terminals: `2026-11-23T08:00:00.000Z  warn   perFile#3/summarise  failed …`. */
export function logLineText({ at, level, node, scope, text }: RunLogLine): string {
  const where = node === '' ? '' : `${nodeKey(scope, node)}  `
  return `${new Date(at).toISOString()}  ${level.padEnd(5)}  ${where}${text}`
}
