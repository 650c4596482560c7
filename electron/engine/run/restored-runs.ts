import type { ErrorInfo } from '../../../shared/errors.ts'

/** Why a run ended that was not over in a backup which was restored. It is not gone on with: it may be over since. */
export const restoredUnderWay: ErrorInfo = {
  kind: 'cancelled',
  code: 'run.restored',
  message: 'It was under way when the backup was made that was restored. What it did after that is not known here.',
  hint: 'Look what it did, then run it again where that is still wanted.',
}

export const restoredWaiting: ErrorInfo = {
  kind: 'cancelled',
  code: 'run.restored-in-queue',
  message: 'It waited for its turn when the backup was made that was restored, and may have run since.',
  hint: 'Run it again where that is still wanted.',
}
