import { NitiError } from '../../shared/errors.ts'
import type { RunStatus } from '../../shared/run/events.ts'

/** What the command line ends with; scripts rely on these. 130 is what a shell reports for Ctrl+C. */
export const exitCode = { succeeded: 0, failed: 1, badInput: 2, cancelled: 130 } as const

/** The exit code of a run that has ended. */
export function exitCodeOfRun(status: RunStatus): number {
  if (status === 'succeeded') return exitCode.succeeded
  return status === 'cancelled' ? exitCode.cancelled : exitCode.failed
}

/** The exit code for a command that could not do what it was asked: 2 where the person must change something. */
export function exitCodeOfError(thrown: unknown): number {
  if (!(thrown instanceof NitiError)) return exitCode.failed
  if (thrown.info.kind === 'user') return exitCode.badInput
  return thrown.info.kind === 'cancelled' ? exitCode.cancelled : exitCode.failed
}
