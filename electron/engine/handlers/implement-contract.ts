import { implement, ORPCError } from '@orpc/server'
import { engineContract } from '../../../shared/contract/engine.ts'
import { cancelledError, NitiError, toErrorInfo } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { Log } from '../../../shared/log.ts'
import { describeDamage } from '../store/open-database.ts'

/** Calls that look at node types: all there are must be loaded by then. The others are answered without them. */
const needNodeTypes = ['workflows', 'versions', 'catalog', 'triggers', 'integrations']
const needNodeTypesToo = ['runs.start', 'runs.rerun', 'costs.forecast']

/**
 * The contract ready to be implemented. Whatever a handler throws crosses to the caller as plain `ErrorInfo` under the
 * code `NITI`; the text of a bug stays here, in the log.
 */
export function implementContract(log: Log, loadNodeTypes: () => Promise<void>) {
  return implement(engineContract).use(async ({ next, path, signal }) => {
    try {
      if (needNodeTypes.includes(path[0] ?? '') || needNodeTypesToo.includes(path.join('.'))) await loadNodeTypes()
      return await next()
    } catch (thrown) {
      // Whoever asked does not wait any more.
      const failure = signal?.aborted && thrown === signal.reason ? cancelledError() : describeDamage(thrown)
      throw toContractError(failure, { log, call: path.join('.') })
    }
  })
}

/** Items of a stream as they come; what ends it crosses to the caller as what a call throws does. */
export async function* tellingErrors<T>(items: AsyncIterable<T>, about: { log: Log; call: string }): AsyncGenerator<T> {
  try {
    yield* items
  } catch (thrown) {
    throw toContractError(thrown, about)
  }
}

function toContractError(thrown: unknown, { log, call }: { log: Log; call: string }): unknown {
  // oRPC's own (bad input, unknown call) already say what is wrong.
  if (thrown instanceof ORPCError) return thrown
  const bugId = newId('bug', Date.now())
  const info = toErrorInfo(thrown, bugId)
  if (!(thrown instanceof NitiError)) {
    const stack = thrown instanceof Error ? thrown.stack : String(thrown)
    log.error('a call failed with a bug', { bugId, call, stack })
  }
  return new ORPCError('NITI', { status: 400, message: info.message, data: info })
}

export type ContractImplementer = ReturnType<typeof implementContract>
