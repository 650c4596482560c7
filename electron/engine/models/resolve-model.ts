import { userError } from '../../../shared/errors.ts'
import { splitModelRef } from '../../../shared/model-ref.ts'
import type { Provider } from './define-provider.ts'
import type { LocalServer } from './local-servers.ts'

export type Available = {
  providers: Provider[]
  /** The person's choice for `auto`, as `provider/model`. */
  defaultModel?: string | null
  /** Ids of the providers for which a key is stored or set in the environment. */
  withKey: string[]
  localServers: LocalServer[]
}

/** Who is asked first when several keys are there; then the others by name. */
const preferred = ['openai', 'gemini', 'anthropic']

/**
 * The model a reference means. `auto` is the person's default, else the default model of the first provider with a key,
 * else a model of a server found on this machine, else the offline demo model. Anything else stands for itself.
 */
export function resolveModel(ref: string, available: Available): string {
  if (ref !== 'auto') return ref
  if (available.defaultModel && available.defaultModel !== 'auto') return available.defaultModel
  const rank = (id: string) => (preferred.includes(id) ? preferred.indexOf(id) : preferred.length)
  const keyed = available.providers
    .filter((provider) => provider.defaultModel && provider.key !== 'none' && available.withKey.includes(provider.id))
    .toSorted((a, b) => rank(a.id) - rank(b.id) || (a.id < b.id ? -1 : 1))[0]
  if (keyed) return `${keyed.id}/${keyed.defaultModel}`
  const server = available.localServers.find(({ models }) => models.length > 0)
  return server ? `${server.providerId}/${server.models[0]?.id}` : 'demo/demo'
}

/**
 * The provider and its own name of the model, from `provider/model`; the model's name may hold slashes itself.
 * @throws a user error that lists the known providers.
 */
export function findModel(ref: string, providers: Provider[]): { provider: Provider; model: string } {
  const { provider: id, model } = splitModelRef(ref)
  if (id === '' || model === '') {
    throw userError('model.bad-reference', `"${ref}" is not a model. Write provider/model, such as openai/gpt-4o-mini.`)
  }
  const provider = providers.find((candidate) => candidate.id === id)
  if (provider) return { provider, model }
  const known = providers.map((candidate) => candidate.id).toSorted()
  throw userError('model.unknown-provider', `There is no model provider "${id}". Known: ${known.join(', ')}.`)
}
