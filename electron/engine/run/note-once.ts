import type { Execution } from './execution.ts'
import { keyOfNote, type Note } from './note-key.ts'

/** Appends it, unless the log has it from before a stop of the program. */
export function noteOnce({ run, planned, scope }: Pick<Execution, 'run' | 'planned' | 'scope'>, note: Note): void {
  const at = { node: planned.id, scope }
  if (!run.history?.takeNote(at, keyOfNote(note))) run.log.append({ ...note, ...at })
}
