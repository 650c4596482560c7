import type { Db } from './open-database.ts'

/** A call's input as it was counted here, beside what the provider billed. `factor`: what the tokenizer's count was taken times. */
export type CountedCall = { billed: number; counted: number; factor: number }
export type AskedModel = { provider: string; model: string }

/** What of the ledger tells how well tokens are counted. */
export function createCountedCalls(db: Db, workspaceId: string) {
  // Usage that the provider did not send tells nothing, nor does what another model was asked in the place of this one.
  const select = db.prepare<[string, string, string, number], CountedCall>(`
    SELECT input_tokens AS billed, counted_input_tokens AS counted, COALESCE(count_factor, 1) AS factor FROM (
      SELECT * FROM ledger WHERE workspace_id = ? AND provider = ? AND model = ? ORDER BY ledger_id DESC LIMIT ?
    ) WHERE counted_input_tokens > 0 AND input_tokens > 0 AND estimated = 0 AND at_maximum = 0 AND instead_of IS NULL`)
  const selectProvider = db.prepare<[string, string], { provider: string }>(
    'SELECT provider FROM ledger WHERE workspace_id = ? AND provider > ? ORDER BY provider LIMIT 1',
  )
  const selectModel = db.prepare<[string, string, string], { model: string }>(
    'SELECT model FROM ledger WHERE workspace_id = ? AND provider = ? AND model > ? ORDER BY model LIMIT 1',
  )

  return {
    /** Of the last `most` calls of a model those that were counted, newest first. */
    last: (provider: string, model: string, most: number): CountedCall[] =>
      select.all(workspaceId, provider, model, most),

    /** Every model that was asked so far: from each to the next by the index, as the ledger has many rows and few models. */
    models(): AskedModel[] {
      const models: AskedModel[] = []
      let { provider } = selectProvider.get(workspaceId, '') ?? {}
      while (provider !== undefined) {
        for (let last = selectModel.get(workspaceId, provider, ''); last; ) {
          models.push({ provider, model: last.model })
          last = selectModel.get(workspaceId, provider, last.model)
        }
        provider = selectProvider.get(workspaceId, provider)?.provider
      }
      return models
    },
  }
}

export type CountedCalls = ReturnType<typeof createCountedCalls>
