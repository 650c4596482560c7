import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'

/** `off`: there is nothing to say, because it is not in use (no provider is set up, no backup wanted). */
export const healthState = z.enum(['ok', 'warn', 'bad', 'off'])
export type HealthState = z.infer<typeof healthState>

export const healthChecks = [
  ...(['database', 'disk', 'engine', 'queue', 'providers', 'connections', 'clock', 'backup'] as const),
] as const
export type HealthCheckName = (typeof healthChecks)[number]

export const healthCheck = z.object({
  name: z.enum(healthChecks),
  state: healthState,
  /** One plain sentence: what is, with its figures. */
  message: z.string(),
  /** What to do; null where nothing is wrong. */
  hint: z.string().nullable(),
  /** Where in the app: `niti://settings/storage`. */
  link: z.string().nullable(),
  /** When it was last looked at; of a provider, when it was last called. */
  at: z.number(),
  /** The same for programs. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** One line each where there are several: providers, connections. */
  parts: z.array(z.object({ title: z.string(), state: healthState, message: z.string(), link: z.string().nullable() })),
})
export type HealthCheck = z.infer<typeof healthCheck>

/** `state` is the worst of all checks. */
export const health = z.object({
  state: healthState.exclude(['off']),
  at: z.number(),
  version: z.string(),
  /** Milliseconds since the engine was opened. */
  upMs: z.number(),
  checks: z.array(healthCheck),
})
export type Health = z.infer<typeof health>

export const healthContract = {
  /** As it was last looked at, at most half a minute ago; `now` looks again, the database's integrity included. */
  get: oc.input(z.object({ now: z.boolean().default(false) })).output(health),
  /** Whenever the state of a check changes, and at once. */
  watch: oc.output(eventIterator(health)),
}
