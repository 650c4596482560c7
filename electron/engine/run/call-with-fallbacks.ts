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
  { run, node, scope, signal }: Pick<EffectSource, 'run' | 'node' | 'scope' | 'signal'>,
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
      // A model that a person chose in the place of the node's own is the one that was asked, and there is no next.
      const isChosen = run.switches.of({ node, scope }) !== undefined
      if (!next || isChosen || signal.aborted || !isTheProviders(thrown)) throw thrown
      const text = `${next.model} is asked instead. ${thrown.info.message}`
      run.log.append({ type: 'node-logged', node, scope, level: 'warn', text })
    }
  }
  throw new Error('the last one answered or failed')
}

/** What keeps one model, or its provider, from being asked at all; another may be asked all the same. */
const ownReasons = new Set([
  ...['model.missing-key', 'model.wrong-key', 'model.quota-exhausted', 'model.unknown-model', 'model.unknown-provider'],
  ...['model.missing-base-url', 'model.bad-base-url', 'model.moved', 'model.no-tools', 'model.file-not-taken'],
])

/** What the request itself is wrong in, a limit of a person's, or their wish to stop, another model must not hide. */
function isTheProviders(thrown: unknown): thrown is NitiError {
  if (!(thrown instanceof NitiError)) return false
  return thrown.info.kind === 'external' || ownReasons.has(thrown.info.code)
}
