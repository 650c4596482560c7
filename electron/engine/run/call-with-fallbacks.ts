import { NitiError } from '../../../shared/errors.ts'
import type { ModelReply, ModelRequest } from '../../../shared/run/model-call.ts'
import type { EffectSource } from './active-run.ts'

type Means = {
  call(request: ModelRequest): Promise<ModelReply>
  /** The reply to exactly this, where the log has one that was paid before the program stopped. */
  recall(request: ModelRequest): ModelReply | undefined
}

/**
 * Asks a model and, where that fails for a reason of its provider's, the next one. Asked again after a stop of the program,
 * whichever of them had answered has answered.
 */
export async function callWithFallbacks(
  { run, node, scope }: Pick<EffectSource, 'run' | 'node' | 'scope'>,
  { fallbacks = [], ...request }: ModelRequest,
  { call, recall }: Means,
): Promise<ModelReply> {
  if (fallbacks.length === 0) return call(request)
  const each = [request, ...fallbacks.map((model) => ({ ...request, model }))]
  for (const one of each) {
    const paid = recall(one)
    if (paid) return paid
  }
  for (const [at, one] of each.entries()) {
    try {
      return await call(one)
    } catch (thrown) {
      const next = each[at + 1]
      if (!next || !isTheProviders(thrown)) throw thrown
      const text = `${next.model} is asked instead. ${thrown.info.message}`
      run.log.append({ type: 'node-logged', node, scope, level: 'warn', text })
    }
  }
  throw new Error('the last one answered or failed')
}

/** What a person has set up wrong, a limit of theirs, or their wish to stop, another model must not hide. */
function isTheProviders(thrown: unknown): thrown is NitiError {
  if (!(thrown instanceof NitiError)) return false
  return thrown.info.kind === 'external' || thrown.info.code === 'model.missing-key'
}
