import { containersOf } from '../../../shared/run/events.ts'
import type { Db } from './open-database.ts'

/** What a node's model calls came to in its last runs; tokens are those of one call, on average. */
export type NodeHistory = {
  runs: number
  calls: number
  callsPerRun: number
  inputTokens: number
  /** Part of the input. */
  cachedInputTokens: number
  outputTokens: number
}

type CallRow = {
  run_number: number
  scope: string
  input_tokens: number
  cached_input_tokens: number
  output_tokens: number
}

/** Older runs say less about the next one, the workflow having been edited since. */
const mostRuns = 20
/** Calls looked at, at most: a loop over a long list says enough with a part of them. */
const mostCalls = 20_000

/** Reads what nodes asked models for, out of the ledger. Dry runs and calls of unknown usage tell nothing, so they are passed over. */
export function createNodeHistoryStore(db: Db) {
  const select = db.prepare<[string, string], CallRow>(`
    SELECT ledger.run_number, scope, ledger.input_tokens, cached_input_tokens, ledger.output_tokens
    FROM ledger JOIN runs ON runs.run_number = ledger.run_number
    WHERE ledger.workflow_id = ? AND node = ? AND instead_of IS NULL AND at_maximum = 0
      AND dry_run = 0 AND status IN ('succeeded', 'failed')
    ORDER BY ledger_id DESC`)

  return {
    /** `path`: the node's id after those of the containers it stands in, such as `perFile/summarise`; null where it never asked. */
    of(workflowId: string, path: string): NodeHistory | null {
      const node = path.slice(path.lastIndexOf('/') + 1)
      const around = path.slice(0, Math.max(0, path.length - node.length - 1))
      const runs = new Map<number, CallRow[]>()
      let looked = 0
      for (const row of select.iterate(workflowId, node)) {
        if (containersOf(row.scope).join('/') !== around) continue
        const rows = runs.get(row.run_number)
        if (!rows && runs.size === mostRuns) break
        if (looked++ === mostCalls) {
          // The run whose calls were not all read would count for fewer than it made.
          if (runs.size > 1) runs.delete(row.run_number)
          break
        }
        if (rows) rows.push(row)
        else runs.set(row.run_number, [row])
      }
      const rows = [...runs.values()].flat()
      if (rows.length === 0) return null
      const mean = (count: (row: CallRow) => number) => rows.reduce((sum, row) => sum + count(row), 0) / rows.length
      return {
        ...{ runs: runs.size, calls: rows.length, callsPerRun: rows.length / runs.size },
        inputTokens: mean((row) => row.input_tokens),
        cachedInputTokens: mean((row) => row.cached_input_tokens),
        outputTokens: mean((row) => row.output_tokens),
      }
    },
  }
}

export type NodeHistoryStore = ReturnType<typeof createNodeHistoryStore>
