import type { Budget } from '../../../shared/contract/budgets.ts'
import type { PriceSnapshot } from '../../../shared/run/model-call.ts'
import { createBudgetRows } from './budget-rows.ts'
import type { Db } from './open-database.ts'

/** A budget's sums of one period, which a call or its reservation is part of. */
export type Touch = { budgetId: string; periodKey: number }

export type BudgetSums = {
  settledMicroUsd: number
  settledTokens: number
  reservedMicroUsd: number
  reservedTokens: number
  unknownCalls: number
}

/** A budget as a call finds it: in the period the call falls into. */
export type BudgetState = { budget: Budget; periodKey: number; sums: BudgetSums }

/** The most a call may come to. `microUsd` null: nobody knows its price; `outputTokens` null: nobody knows how many. */
export type Hold = {
  microUsd: number | null
  inputTokens: number
  outputTokens: number | null
  price: PriceSnapshot | null
}

/** Whose call it is: what budgets go by. */
export type Caller = {
  workspaceId: string
  workflowId: string | null
  runNumber: number
  provider: string
  model: string
  at: number
}

/** What the budgets are asked before a call. Both functions are called inside the transaction and must not wait. */
export type ReservationAsk<D extends { hold: Hold | null } = { hold: Hold | null }> = {
  caller: Caller
  callId: string
  /** The process that makes the call. */
  owner: string
  touches(budgets: Budget[], caller: Caller): Touch[]
  decide(states: BudgetState[]): D
}

export type ReservationAnswer<D extends { hold: Hold | null } = { hold: Hold | null }> = {
  decision: D
  /** null where the decision holds nothing. */
  reservationId: number | null
  /** The process of each reservation open in the budgets the call touches. */
  holders(): string[]
}

/** A reservation that nobody released or settled: its call was cut off. */
export type LeftReservation = Hold & { reservationId: number }

type Row = {
  reservation_id: number
  micro_usd: number | null
  input_tokens: number
  output_tokens: number | null
  price: string | null
  touches: string
}
type SumRow = {
  settled_micro_usd: number
  settled_tokens: number
  reserved_micro_usd: number
  reserved_tokens: number
  unknown_calls: number
}

const noSums: BudgetSums = {
  ...{ settledMicroUsd: 0, settledTokens: 0, reservedMicroUsd: 0, reservedTokens: 0, unknownCalls: 0 },
}

/**
 * What budgets hold for calls under way. Every function here is part of a transaction of its caller, together with the
 * events and ledger rows it belongs to: sums and ledger never disagree.
 */
export function createReservations(db: Db) {
  const rows = createBudgetRows(db)
  const selectSums = db.prepare<[string, number], SumRow>(
    'SELECT * FROM budget_sums WHERE budget_id = ? AND period_key = ?',
  )
  const insert = db.prepare(`
    INSERT INTO reservations (workspace_id, workflow_id, run_number, call_id, provider, model, at, owner, micro_usd,
      input_tokens, output_tokens, price, touches)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const hold = db.prepare(`
    INSERT INTO budget_sums (budget_id, period_key, reserved_micro_usd, reserved_tokens) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET reserved_micro_usd = reserved_micro_usd + excluded.reserved_micro_usd,
      reserved_tokens = reserved_tokens + excluded.reserved_tokens`)
  const selectByCall = db.prepare<[string], Row>('SELECT * FROM reservations WHERE call_id = ?')
  const take = db.prepare<[number], Row>('DELETE FROM reservations WHERE reservation_id = ? RETURNING *')
  // Not an upsert: a budget that was removed meanwhile stays removed.
  const settleSums = db.prepare(`
    UPDATE budget_sums SET settled_micro_usd = settled_micro_usd + ?, settled_tokens = settled_tokens + ?,
      unknown_calls = unknown_calls + ?, reserved_micro_usd = reserved_micro_usd - ?, reserved_tokens = reserved_tokens - ?
    WHERE budget_id = ? AND period_key = ?`)
  const selectOpen = db.prepare<[], { owner: string; touches: string }>('SELECT owner, touches FROM reservations')

  function stateOf(budgets: Budget[]) {
    return ({ budgetId, periodKey }: Touch): BudgetState[] => {
      const budget = budgets.find((one) => one.budgetId === budgetId)
      const row = selectSums.get(budgetId, periodKey)
      return budget ? [{ budget, periodKey, sums: row ? toSums(row) : noSums }] : []
    }
  }

  function holdersOf(touches: Touch[]): string[] {
    const mine = new Set(touches.map(keyOf))
    const open = selectOpen.all().filter((row) => touchesOf(row).some((touch) => mine.has(keyOf(touch))))
    return [...new Set(open.map(({ owner }) => owner))]
  }

  function release(reservationId: number, real: { microUsd: number | null; tokens: number } | null): Touch[] {
    const row = take.get(reservationId)
    if (!row) return []
    const tokens = row.input_tokens + (row.output_tokens ?? 0)
    const isUnknown = real !== null && real.microUsd === null
    const touches = touchesOf(row)
    for (const { budgetId, periodKey } of touches) {
      settleSums.run(
        ...[real?.microUsd ?? 0, real?.tokens ?? 0, isUnknown ? 1 : 0],
        ...[row.micro_usd ?? 0, tokens, budgetId, periodKey],
      )
    }
    return touches
  }

  return {
    /** Reads a workspace's budgets, once in a transaction: no other can change them meanwhile. */
    readBudgets(): (workspaceId: string) => Budget[] {
      const known = new Map<string, Budget[]>()
      return (workspaceId) => {
        const budgets = known.get(workspaceId) ?? rows.list(workspaceId)
        known.set(workspaceId, budgets)
        return budgets
      }
    },

    /**
     * Holds what the decision says in every budget the call touches, or nothing in any. `budgetsOf` is a `readBudgets` of
     * this same transaction.
     */
    reserve(ask: ReservationAsk, budgetsOf: (workspaceId: string) => Budget[]): ReservationAnswer {
      const { caller, callId, owner } = ask
      const budgets = budgetsOf(caller.workspaceId)
      const touches = ask.touches(budgets, caller)
      const decision = ask.decide(touches.flatMap(stateOf(budgets)))
      const held = decision.hold
      const holders = () => holdersOf(touches)
      if (!held) return { decision, reservationId: null, holders }
      const { workspaceId, workflowId, runNumber, provider, model, at } = caller
      const { microUsd, inputTokens, outputTokens, price } = held
      const { lastInsertRowid } = insert.run(
        ...[
          workspaceId,
          workflowId,
          runNumber,
          callId,
          provider,
          model,
          at,
          owner,
          microUsd,
          inputTokens,
          outputTokens,
        ],
        ...[price ? JSON.stringify(price) : null, JSON.stringify(touches.map((one) => [one.budgetId, one.periodKey]))],
      )
      for (const { budgetId, periodKey } of touches) {
        hold.run(budgetId, periodKey, microUsd ?? 0, inputTokens + (outputTokens ?? 0))
      }
      return { decision, reservationId: Number(lastInsertRowid), holders }
    },

    /** The call came to this: what was held for it is given back. Answers the sums that changed. */
    settle(reservationId: number, real: { microUsd: number | null; tokens: number }): Touch[] {
      return release(reservationId, real)
    },

    /** The call was not made, or costs nothing. */
    release(reservationId: number): Touch[] {
      return release(reservationId, null)
    },

    /** What is held for a call still; undefined where nothing is, so that it never left. */
    ofCall(callId: string): LeftReservation | undefined {
      const row = selectByCall.get(callId)
      return row && { reservationId: row.reservation_id, ...toHold(row) }
    },
  }
}

export type Reservations = ReturnType<typeof createReservations>

export function toSums(row: SumRow): BudgetSums {
  return {
    settledMicroUsd: row.settled_micro_usd,
    settledTokens: row.settled_tokens,
    reservedMicroUsd: row.reserved_micro_usd,
    reservedTokens: row.reserved_tokens,
    unknownCalls: row.unknown_calls,
  }
}

function toHold(row: Row): Hold {
  const { micro_usd: microUsd, input_tokens: inputTokens, output_tokens: outputTokens } = row
  return { microUsd, inputTokens, outputTokens, price: row.price === null ? null : JSON.parse(row.price) }
}

function touchesOf({ touches }: { touches: string }): Touch[] {
  const pairs: [string, number][] = JSON.parse(touches)
  return pairs.map(([budgetId, periodKey]) => ({ budgetId, periodKey }))
}

function keyOf({ budgetId, periodKey }: Touch): string {
  return `${budgetId} ${periodKey}`
}
