import type { OpenWait } from '../../../shared/contract/waits.ts'
import type { Json } from '../../../shared/json.ts'
import type { RunEventBody } from '../../../shared/run/events.ts'
import type { WaitAsk, WaitEnd } from '../../../shared/run/wait.ts'
import type { Db } from './open-database.ts'

/** How a wait was settled: by its time, a call, a person. Written once; the run takes it up when it gets to know of it. */
export type SettledWait = { end: WaitEnd; answer: Json; by: string; at: number }

export type StoredWait = OpenWait & { token: string | null; settled: SettledWait | null; isOver: boolean }

type WaitRow = {
  wait_id: string
  run_id: string
  workflow_id: string | null
  workflow_name: string
  node: string
  scope: string
  ask: string
  token: string | null
  opened_at: number
  how: WaitEnd | null
  answer: string | null
  answered_by: string | null
  answered_at: number | null
  ended_at: number | null
}

const columns = `wait_id, run_id, workflow_id, workflow_name, node, scope, ask, token, opened_at, how, answer, answered_by,
  answered_at, ended_at`

/** The rows that follow from a run's events, written in the transaction of those events. */
export function createWaitRows(db: Db) {
  const insert = db.prepare(`
    INSERT INTO waits (wait_id, workspace_id, run_number, node, scope, kind, ask, token, due_at, opened_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const end = db.prepare(`
    UPDATE waits SET ended_at = @at, how = COALESCE(how, @end), answer = COALESCE(answer, @answer),
      answered_by = COALESCE(answered_by, @by), answered_at = COALESCE(answered_at, @at)
    WHERE wait_id = @waitId`)
  const endAll = db.prepare(`
    UPDATE waits SET ended_at = @at, how = COALESCE(how, 'cancelled'), answered_at = COALESCE(answered_at, @at)
    WHERE run_number = @runNumber AND ended_at IS NULL`)

  return {
    write(run: { runNumber: number; workspaceId: string }, at: number, body: RunEventBody): void {
      switch (body.type) {
        case 'wait-started': {
          const { waitId, node, scope, ask, token = null } = body
          const { runNumber, workspaceId } = run
          insert.run(waitId, workspaceId, runNumber, node, scope, ask.kind, JSON.stringify(ask), token, ask.dueAt, at)
          return
        }
        case 'wait-ended': {
          const { waitId, by } = body
          end.run({ waitId, end: body.end, answer: JSON.stringify(body.answer), by, at })
          return
        }
        case 'run-finished':
          // However the run ended: nobody is asked what nobody waits for.
          endAll.run({ runNumber: run.runNumber, at })
          return
      }
    },
  }
}

/** What runs wait for, and the answers to it, from whichever process they come. */
export function createWaitsStore(db: Db) {
  const select = `SELECT ${columns} FROM waits JOIN runs USING (run_number)`
  const selectOne = db.prepare<[string], WaitRow>(`${select} WHERE wait_id = ?`)
  const selectByToken = db.prepare<[string], WaitRow>(`${select} WHERE token = ?`)
  const selectSettled = db.prepare<[], WaitRow>(`${select} WHERE waits.ended_at IS NULL AND how IS NOT NULL`)
  const settleOpen = db.prepare(`
    UPDATE waits SET how = @end, answer = @answer, answered_by = @by, answered_at = @at
    WHERE wait_id = @waitId AND how IS NULL AND ended_at IS NULL`)
  const selectState = db.prepare<[], { state: string }>(`
    SELECT COUNT(*) || ' ' || TOTAL(opened_at) AS state FROM waits WHERE ended_at IS NULL AND how IS NULL`)

  return {
    get(waitId: string): StoredWait | undefined {
      const row = selectOne.get(waitId)
      return row && toWait(row)
    },

    byToken(token: string): StoredWait | undefined {
      const row = selectByToken.get(token)
      return row && toWait(row)
    },

    /** What is waited for and has no answer yet, oldest first. */
    list(filter: { workspaceId: string; runId?: string; kind?: WaitAsk['kind'] }): StoredWait[] {
      const conditions = ['waits.workspace_id = @workspaceId', 'waits.ended_at IS NULL', 'how IS NULL']
      if (filter.runId !== undefined) conditions.push('run_id = @runId')
      if (filter.kind !== undefined) conditions.push('kind = @kind')
      const sql = `${select} WHERE ${conditions.join(' AND ')} ORDER BY opened_at, wait_id`
      return db.prepare<[typeof filter], WaitRow>(sql).all(filter).map(toWait)
    },

    /** Answers that no run has taken up yet. */
    settled(): StoredWait[] {
      return selectSettled.all().map(toWait)
    },

    /** False, with nothing changed, where it is over or was answered before: of two at the same time one wins. */
    settle(waitId: string, { answer, ...settled }: SettledWait): boolean {
      return settleOpen.run({ waitId, ...settled, answer: JSON.stringify(answer) }).changes > 0
    },

    /** Settles waits whose time has come, in one go: a thousand that end together cost one write to disk. */
    settleDue: db.transaction((waitIds: string[], at: number): void => {
      for (const waitId of waitIds) settleOpen.run({ waitId, end: 'due', answer: 'null', by: '', at })
    }),

    /** Changes when what is waited for does, in this process or another. */
    state(): string {
      return selectState.get()?.state ?? ''
    },
  }
}

export type WaitsStore = ReturnType<typeof createWaitsStore>

function toWait(row: WaitRow): StoredWait {
  const { how, answer, answered_by, answered_at } = row
  return {
    waitId: row.wait_id,
    runId: row.run_id,
    workflowId: row.workflow_id,
    workflowName: row.workflow_name,
    node: row.node,
    scope: row.scope,
    // The engine is the only writer of this column and of the one for answers.
    ask: JSON.parse(row.ask) as WaitAsk,
    openedAt: row.opened_at,
    token: row.token,
    settled: how && { end: how, answer: JSON.parse(answer ?? 'null'), by: answered_by ?? '', at: answered_at ?? 0 },
    isOver: row.ended_at !== null,
  }
}
