import { stableStringify } from '../../../shared/json.ts'
import type { RunEvent, RunEventBody } from '../../../shared/run/events.ts'

/** What a node that runs others says of its work: said once, however often the node is executed again after a stop. */
type Kind =
  | ('agent-said' | 'task-changed' | 'context-cut')
  | ('tool-call-started' | 'tool-call-finished' | 'tool-call-failed')
type WithoutPlace<T> = T extends { node: string; scope: string } ? Omit<T, 'node' | 'scope'> : never
export type Note = WithoutPlace<Extract<RunEventBody, { type: Kind }>>

export type SaidNote = Extract<RunEvent, { type: Kind }>

/** Equal for notes that say the same. How long a tool took is only known once. */
export function keyOfNote(note: Note): string {
  if (note.type === 'tool-call-started') return `${note.type} ${note.turn} ${note.callId} ${note.index}`
  if (note.type === 'tool-call-finished' || note.type === 'tool-call-failed') {
    return `${note.type} ${note.turn} ${note.callId}`
  }
  const { type } = note
  if (type === 'agent-said') {
    const { from, to, about, text } = note
    return stableStringify({ type, from, to, about, text })
  }
  if (type === 'task-changed') return stableStringify({ type, task: note.task })
  const { turn, how, messages, text } = note
  return stableStringify({ type, turn, how, messages, text })
}
