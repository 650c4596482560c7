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

/** How much is asked of a connection, by all runs together. */
export const connectionLimits = z.object({
  /** Calls under way at once; left out: as many as is usual for the provider. */
  atOnce: z.number().int().min(1).max(1000).optional(),
  /** Requests in any 60 seconds, repeated ones counted; left out: any number. */
  perMinute: z.number().int().min(1).max(100_000).optional(),
})
export type ConnectionLimits = z.infer<typeof connectionLimits>

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
  /** What a person set; null: not set. */
  limits: z.object({ atOnce: z.number().int().nullable(), perMinute: z.number().int().nullable() }),
  /** Calls at once where `limits.atOnce` is not set. */
  usualAtOnce: z.number().int(),
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
  /** Replaces all limits; calls that wait for one go on as soon as the new ones allow it. */
  setLimits: oc.input(provider.extend({ limits: connectionLimits })).output(z.void()),
  /** Forgets key and address; the limits stay. */
  remove: oc.input(provider).output(z.void()),
  /** Asks the provider for its models: proves address and key, costs nothing. */
  test: oc.input(provider).output(z.object({ models: z.array(z.string()), latencyMs: z.number() })),
  /** Looks for local model servers on their usual ports. */
  findLocal: oc.output(z.object({ found: z.array(z.object({ providerId: z.string(), baseUrl: z.string() })) })),
}
