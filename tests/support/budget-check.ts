import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { JsonObject } from '../../shared/json.ts'
import type { StreamedAnswer } from './model-server.ts'

type SumRow = {
  budget_id: string
  period_key: number
  limit_micro_usd: number | null
  limit_tokens: number | null
  settled_micro_usd: number
  settled_tokens: number
  reserved_micro_usd: number
  reserved_tokens: number
}

/** Looks at the budgets of a data folder from outside, with nothing of ours in between. */
export function openBudgetCheck(dataDir: string) {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const sums = db.prepare<[], SumRow>('SELECT * FROM budget_sums JOIN budgets USING (budget_id)')
  const held = db.prepare<[], { micro_usd: number | null; tokens: number; touches: string }>(
    'SELECT micro_usd, input_tokens + COALESCE(output_tokens, 0) AS tokens, touches FROM reservations',
  )
  const booked = db.prepare<[], { micro_usd: number; tokens: number }>(
    'SELECT COALESCE(SUM(micro_usd), 0) AS micro_usd, COALESCE(SUM(input_tokens + output_tokens), 0) AS tokens FROM ledger',
  )

  /** Everything that is wrong at this instant, in one reading of the database. */
  const problems = db.transaction((): string[] => {
    const found: string[] = []
    const reservations = held.all()
    for (const row of sums.all()) {
      const name = `${row.budget_id} ${row.period_key}`
      const [money, tokens] = [row.settled_micro_usd + row.reserved_micro_usd, row.settled_tokens + row.reserved_tokens]
      if (row.limit_micro_usd !== null && money > row.limit_micro_usd)
        found.push(`${name}: ${money} of ${row.limit_micro_usd}`)
      if (row.limit_tokens !== null && tokens > row.limit_tokens)
        found.push(`${name}: ${tokens} tokens of ${row.limit_tokens}`)
      const mine = reservations.filter(({ touches }) =>
        (JSON.parse(touches) as [string, number][]).some(([id, key]) => id === row.budget_id && key === row.period_key),
      )
      const heldMoney = mine.reduce((sum, one) => sum + (one.micro_usd ?? 0), 0)
      const heldTokens = mine.reduce((sum, one) => sum + one.tokens, 0)
      if (heldMoney !== row.reserved_micro_usd) found.push(`${name}: ${row.reserved_micro_usd} held for ${heldMoney}`)
      if (heldTokens !== row.reserved_tokens)
        found.push(`${name}: ${row.reserved_tokens} tokens held for ${heldTokens}`)
    }
    return found
  })

  return {
    problems: (): string[] => problems.deferred(),
    ledger: () => booked.get() ?? { micro_usd: 0, tokens: 0 },
    /** Settled in a budget over all its periods. */
    settled: (budgetId: string) =>
      sums.all().reduce((sum, row) => sum + (row.budget_id === budgetId ? row.settled_micro_usd : 0), 0),
    /** Reservations made since the database was. */
    reservationsMade: (): number =>
      db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'reservations'").pluck().get() ?? 0,
    /** Calls nobody knows the cost of, in the ledger with the most it may be. */
    atMaximum: (): number => db.prepare<[], number>('SELECT COUNT(*) FROM ledger WHERE at_maximum').pluck().get() ?? 0,
    openReservations: (): number => held.all().length,
    close(): void {
      db.close()
    },
  }
}

/** Micro-dollars of gpt-4o: 2.5 for a token in, 10 for one out. */
export const gpt4o = { input: 2.5, output: 10 }
export const costOf = (inputTokens: number, outputTokens: number) =>
  Math.round(inputTokens * gpt4o.input + outputTokens * gpt4o.output)

/** What the provider counts: a little less than its real tokenizer does for the English of these tests. */
export const inputTokensOf = (messages: unknown): number => Math.ceil(JSON.stringify(messages).length / 6)

/** An answer as long as it was allowed to be. */
export function answerAtLimit(body: JsonObject, outputTokens = Number(body.max_completion_tokens)): StreamedAnswer {
  return {
    text: 'word '.repeat(4),
    usage: { inputTokens: inputTokensOf(body.messages), outputTokens },
    finish: outputTokens === body.max_completion_tokens ? 'length' : 'stop',
  }
}
