import type { Budget } from '../../../shared/contract/budgets.ts'
import type { PriceSnapshot } from '../../../shared/run/model-call.ts'
import { createBudgetRows } from './budget-rows.store.ts'
import type { Db } from './open-database.ts'
import { createRunLimits, runLimitId } from './run-limits.store.ts'

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
  /** null where no agent asks. */
  agentId: string | null
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
  /** `zone`: the time zone of budget periods at this moment. */
  touches(budgets: Budget[], caller: Caller, zone: string): Touch[]
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
 * What budgets hold for calls under way. All that changes it is part of a transaction of its caller, together with the
 * events and ledger rows it belongs to: sums and ledger never disagree.
 */
export function createReservations(db: Db) {
  const rows = createBudgetRows(db)
  const runLimits = createRunLimits(db)
  const selectSums = db.prepare<[string, number], SumRow>(
    'SELECT * FROM budget_sums WHERE budget_id = ? AND period_key = ?',
  )
  const insert = db.prepare(`
    INSERT INTO reservations (workspace_id, workflow_id, run_number, agent_id, call_id, provider, model, at, owner, micro_usd,
      input_tokens, output_tokens, price, touches)
    VALUES (@workspaceId, @workflowId, @runNumber, @agentId, @callId, @provider, @model, @at, @owner, @microUsd,
      @inputTokens, @outputTokens, @price, @touches)`)
  const insertSums = db.prepare('INSERT OR IGNORE INTO budget_sums (budget_id, period_key) VALUES (?, ?)')
  // Of a budget that was removed meanwhile there is no row, and none is made.
  const addToSums = db.prepare(`
    UPDATE budget_sums SET settled_micro_usd = settled_micro_usd + @settledMicroUsd,
      settled_tokens = settled_tokens + @settledTokens, reserved_micro_usd = reserved_micro_usd + @reservedMicroUsd,
      reserved_tokens = reserved_tokens + @reservedTokens, unknown_calls = unknown_calls + @unknownCalls
    WHERE budget_id = @budgetId AND period_key = @periodKey`)
  const selectByCall = db.prepare<[string], Row>('SELECT * FROM reservations WHERE call_id = ?')
  const take = db.prepare<[number], Row>('DELETE FROM reservations WHERE reservation_id = ? RETURNING *')
  const selectOpen = db.prepare<[], { owner: string; touches: string }>('SELECT owner, touches FROM reservations')

  function holdersOf(touches: Touch[]): string[] {
    const mine = new Set(touches.map(keyOf))
    const open = selectOpen.all().filter((row) => touchesOf(row).some((touch) => mine.has(keyOf(touch))))
    return [...new Set(open.map(({ owner }) => owner))]
  }

  /**
   * Opens the sums for one transaction, which ends with `close`. What many calls add to the same sum is written once:
   * otherwise it would be most of what a call costs here.
   */
  function open() {
    const budgetsOf = new Map<string, Budget[]>()
    const added = new Map<string, { touch: Touch; sums: BudgetSums; isHeld: boolean; isGivenBack: boolean }>()

    /** No other process can change them within the transaction. */
    function budgetsIn(workspaceId: string): Budget[] {
      const budgets = budgetsOf.get(workspaceId) ?? rows.list(workspaceId)
      budgetsOf.set(workspaceId, budgets)
      return budgets
    }

    function stateOf(touch: Touch, budget: Budget): BudgetState {
      const isOfRun = touch.budgetId === runLimitId
      const row = isOfRun ? runLimits.sums(touch.periodKey) : selectSums.get(touch.budgetId, touch.periodKey)
      const sums = row ? toSums(row) : { ...noSums }
      const more = added.get(keyOf(touch))
      if (more) addSums(sums, more.sums)
      return { budget, periodKey: touch.periodKey, sums }
    }

    function add(touch: Touch, sums: Partial<BudgetSums>, what: 'held' | 'given-back'): void {
      const key = keyOf(touch)
      const entry = added.get(key) ?? { touch, sums: { ...noSums }, isHeld: false, isGivenBack: false }
      addSums(entry.sums, sums)
      if (what === 'held') entry.isHeld = true
      else entry.isGivenBack = true
      added.set(key, entry)
    }

    function release(reservationId: number, real: { microUsd: number | null; tokens: number } | null): void {
      const row = take.get(reservationId)
      if (!row) return
      const settled = real && {
        settledMicroUsd: real.microUsd ?? 0,
        settledTokens: real.tokens,
        unknownCalls: real.microUsd === null ? 1 : 0,
      }
      const reservedTokens = -(row.input_tokens + (row.output_tokens ?? 0))
      const given = { ...settled, reservedMicroUsd: -(row.micro_usd ?? 0), reservedTokens }
      for (const touch of touchesOf(row)) add(touch, given, 'given-back')
    }

    return {
      /** Holds what the decision says in every budget the call touches, or nothing in any. */
      reserve(ask: ReservationAsk): ReservationAnswer {
        const { caller, callId, owner } = ask
        const ofRun = runLimits.budgetOf(caller.runNumber)
        const budgets = [...budgetsIn(caller.workspaceId), ...(ofRun ? [ofRun] : [])]
        const touches = ask.touches(budgets, caller, rows.zone(caller.workspaceId))
        const states = touches.flatMap((touch) => {
          const budget = budgets.find(({ budgetId }) => budgetId === touch.budgetId)
          return budget ? [stateOf(touch, budget)] : []
        })
        const decision = ask.decide(states)
        const held = decision.hold
        const holders = () => holdersOf(touches)
        if (!held) return { decision, reservationId: null, holders }
        const { microUsd, inputTokens, outputTokens } = held
        const { lastInsertRowid } = insert.run({
          ...caller,
          ...{ callId, owner, microUsd, inputTokens, outputTokens },
          price: held.price ? JSON.stringify(held.price) : null,
          touches: JSON.stringify(touches.map((one) => [one.budgetId, one.periodKey])),
        })
        const reserved = { reservedMicroUsd: microUsd ?? 0, reservedTokens: inputTokens + (outputTokens ?? 0) }
        for (const touch of touches) add(touch, reserved, 'held')
        return { decision, reservationId: Number(lastInsertRowid), holders }
      },

      /** The call came to this: what was held for it is given back. */
      settle: (reservationId: number, real: { microUsd: number | null; tokens: number }): void =>
        release(reservationId, real),

      /** The call was not made, or costs nothing. */
      release: (reservationId: number): void => release(reservationId, null),

      /** Writes the sums. Answers those that calls were settled in or released from. */
      close(): Touch[] {
        for (const { touch, sums, isHeld } of added.values()) {
          if (touch.budgetId === runLimitId) {
            runLimits.add({ ...touch, ...sums })
            continue
          }
          if (isHeld) insertSums.run(touch.budgetId, touch.periodKey)
          addToSums.run({ ...touch, ...sums })
        }
        return [...added.values()].filter(({ isGivenBack }) => isGivenBack).map(({ touch }) => touch)
      },
    }
  }

  return {
    open,

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

function addSums(to: BudgetSums, more: Partial<BudgetSums>): void {
  to.settledMicroUsd += more.settledMicroUsd ?? 0
  to.settledTokens += more.settledTokens ?? 0
  to.reservedMicroUsd += more.reservedMicroUsd ?? 0
  to.reservedTokens += more.reservedTokens ?? 0
  to.unknownCalls += more.unknownCalls ?? 0
}

function keyOf({ budgetId, periodKey }: Touch): string {
  return `${budgetId} ${periodKey}`
}
