import { oc } from '@orpc/contract'
import { z } from 'zod'

const period = z.object({
  microUsd: z.number().int(),
  unknownCalls: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
})
export type CostPeriod = z.infer<typeof period>

export const costsContract = {
  /** Sums of the ledger since midnight and since the first of the month, in this machine's zone. */
  summary: oc.output(z.object({ today: period, month: period })),
}
