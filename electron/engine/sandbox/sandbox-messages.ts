import type { LogLevel } from '../../../shared/run/events.ts'

/** What crosses between the engine's thread and a sandbox thread. Values travel as JSON text. */

export type SandboxJob = {
  id: number
  kind: 'expression' | 'code'
  source: string
  /** The variables: each one's name and the JSON of its value, which is absent for undefined. */
  scope: [name: string, json?: string][]
  timeoutMs: number
  memoryBytes: number
  /** Characters of the result's JSON. */
  maxResultChars: number
}

export type LogLine = { level: LogLevel; text: string }

export type SandboxFailure = {
  /** `broken`: QuickJS itself gave way, under code that asked too much of it. */
  reason: 'thrown' | 'timeout' | 'memory' | 'too-large' | 'never-settles' | 'broken'
  /** `Name: message` of what was thrown; the size of what was too large. */
  message: string
  /** Zero-based character of the source, as near as it is known. */
  position?: number
  /** For a name that stands for nothing: the name. */
  unknownName?: string
}

export type SandboxReply = {
  id: number
  logs: LogLine[]
} & ({ ok: true /** Absent for undefined. */; json?: string } | { ok: false; failure: SandboxFailure })

/** From a sandbox thread: once when it can take work, then one reply per job. */
export type SandboxMessage = 'ready' | SandboxReply

export type SandboxThreadData = {
  /** One Int32 shared by both threads: the id of the job to stop. */
  stopJobId: SharedArrayBuffer
}
