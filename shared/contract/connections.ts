import { oc } from '@orpc/contract'
import { z } from 'zod'

const price = z.object({ inputUsdPerMillion: z.number().nullable(), outputUsdPerMillion: z.number().nullable() })

export const modelEntry = z.object({
  /** `provider/model`, as nodes name it. */
  ref: z.string(),
  title: z.string(),
  contextTokens: z.number().int().nullable(),
  /** null: nobody knows. */
  price: price.nullable(),
})
export type ModelEntry = z.infer<typeof modelEntry>

/** A model provider as the settings page shows it. */
export const providerState = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  key: z.enum(['required', 'optional', 'none']),
  /** Where the key in use comes from. */
  keyFrom: z.enum(['environment', 'saved', 'none']),
  keyEnv: z.string().nullable(),
  keyUrl: z.string().nullable(),
  baseUrl: z.string(),
  /** A person may change the address in the settings. */
  baseUrlFrom: z.enum(['default', 'environment', 'saved', 'found']),
  /** Ready to be called: it has what it needs, or was found on this machine. */
  ready: z.boolean(),
  local: z.boolean(),
  models: z.array(modelEntry),
})
export type ProviderState = z.infer<typeof providerState>

const provider = z.object({ providerId: z.string() })

export const connectionsContract = {
  /** Every provider with its state. Never holds a key. */
  providers: oc.output(z.object({ providers: z.array(providerState), auto: z.string() })),
  /** Seals the key with the host and keeps only that. `baseUrl` null keeps the provider's own. */
  save: oc
    .input(
      provider.extend({ apiKey: z.string().min(1).max(10_000).optional(), baseUrl: z.url().nullable().optional() }),
    )
    .output(z.void()),
  remove: oc.input(provider).output(z.void()),
  /** Asks the provider for its models: proves address and key, costs nothing. */
  test: oc.input(provider).output(z.object({ models: z.array(z.string()), latencyMs: z.number() })),
  /** Looks for local model servers on their usual ports. */
  findLocal: oc.output(z.object({ found: z.array(z.object({ providerId: z.string(), baseUrl: z.string() })) })),
}
