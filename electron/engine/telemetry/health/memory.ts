import { z } from 'zod'
import { errorInfo } from '../../../../shared/errors.ts'

/** When the database was last read from end to end, how long that took, and what was found wrong, in words. */
const integrity = z.object({ at: z.number(), ms: z.number(), problems: z.array(z.string()) })
export type Integrity = z.infer<typeof integrity>

/** How a model provider did when it was last asked; `failures`: in a row, up to now. */
const providerNews = z.object({
  answeredAt: z.number().nullable(),
  failedAt: z.number().nullable(),
  failures: z.number().int(),
  error: errorInfo.pick({ code: true, message: true }).nullable(),
})
export type ProviderNews = z.infer<typeof providerNews>

/** By how much this machine's clock is ahead of that of servers, as their answers said. */
const clockNews = z.object({ skewMs: z.number(), at: z.number() })
export type ClockNews = z.infer<typeof clockNews>

/** What is known from before and does not have to be asked again: kept in the database under the name `health`. */
export const healthMemory = z.object({
  integrity: integrity.nullable().default(null),
  providers: z.record(z.string(), providerNews).default({}),
  clock: clockNews.nullable().default(null),
})
export type HealthMemory = z.infer<typeof healthMemory>
