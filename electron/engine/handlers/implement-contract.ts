import { implement, ORPCError } from '@orpc/server'
import { engineContract } from '../../../shared/contract/engine.ts'
import { NitiError, toErrorInfo } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { Log } from '../../../shared/log.ts'

/**
 * The contract ready to be implemented. Whatever a handler throws crosses to the caller as plain `ErrorInfo` under the
 * code `NITI`; the text of a bug stays here, in the log.
 */
export function implementContract(log: Log) {
  return implement(engineContract).use(async ({ next, path }) => {
    try {
      return await next()
    } catch (thrown) {
      // oRPC's own (bad input, unknown call) already say what is wrong.
      if (thrown instanceof ORPCError) throw thrown
      const bugId = newId('bug', Date.now())
      const info = toErrorInfo(thrown, bugId)
      if (!(thrown instanceof NitiError)) {
        const stack = thrown instanceof Error ? thrown.stack : String(thrown)
        log.error('a call failed with a bug', { bugId, call: path.join('.'), stack })
      }
      throw new ORPCError('NITI', { status: 400, message: info.message, data: info })
    }
  })
}

export type ContractImplementer = ReturnType<typeof implementContract>
