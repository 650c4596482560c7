import type { Clock } from '../../../shared/clock.ts'
import type { JsonObject } from '../../../shared/json.ts'
import type { Log } from '../../../shared/log.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { RunLog } from './event-log.ts'
import type { Effects } from './node-context.ts'
import type { Slots } from './slots.ts'

/** What all parts of one run share while it is under way. */
export type ActiveRun = {
  runId: string
  log: RunLog
  signal: AbortSignal
  slots: Slots
  inputs: JsonObject
  /** What `auto` stands for. */
  defaultModel: string
  /** ISO time the run began: what `now` is in its expressions, so that all of them agree. */
  now: string
  clock: Clock
  sandbox: Sandbox
  effects: Effects
  /** The program's own log, for bugs. */
  diagnostics: Log
}
