import { errorInfo, NitiError, userError } from '../../shared/errors.ts'

/**
 * What a call of the engine's contract was refused with, as the error it was before it crossed: the contract hands over
 * plain data under the code `NITI`. Anything else comes back as it is.
 */
export function toCallerError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !('code' in thrown)) return thrown
  if (thrown.code === 'NITI' && 'data' in thrown) {
    const told = errorInfo.safeParse(thrown.data)
    if (told.success) return new NitiError(told.data, { cause: thrown })
  }
  return thrown.code === 'BAD_REQUEST' ? userError('cli.bad-request', thrown.message, { cause: thrown }) : thrown
}
