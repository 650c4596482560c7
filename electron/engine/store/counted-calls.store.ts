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
  // From each model to the next one by the index: the ledger may have millions of rows, and a few models.
  const selectModels = db.prepare<{ workspaceId: string }, AskedModel>(`
    WITH RECURSIVE asked (provider, model) AS (
      SELECT * FROM (SELECT provider, model FROM ledger WHERE workspace_id = @workspaceId ORDER BY provider, model LIMIT 1)
      UNION ALL
      SELECT
        (SELECT provider FROM ledger WHERE workspace_id = @workspaceId
          AND (provider, model) > (asked.provider, asked.model) ORDER BY provider, model LIMIT 1),
        (SELECT model FROM ledger WHERE workspace_id = @workspaceId
          AND (provider, model) > (asked.provider, asked.model) ORDER BY provider, model LIMIT 1)
      FROM asked WHERE asked.provider IS NOT NULL
    ) SELECT provider, model FROM asked WHERE provider IS NOT NULL`)

  return {
    /** Of the last `most` calls of a model those that were counted, newest first. */
    last: (provider: string, model: string, most: number): CountedCall[] =>
      select.all(workspaceId, provider, model, most),

    /** Every model that was billed for so far. */
    models: (): AskedModel[] => selectModels.all({ workspaceId }),
  }
}

export type CountedCalls = ReturnType<typeof createCountedCalls>
