import type { Json } from '../../../shared/json.ts'
import type { Db } from './open-database.ts'
import type { TriggerAddress } from './triggers.store.ts'

/** How far the looks of a trigger have got. */
export type TriggerLook = {
  /** What it looks at, as text: where that changes, it begins anew. */
  setup: string
  cursor: Json
  /** Ids of events that are known, newest last. */
  seen: string[]
  /** Null until the first look that worked. */
  lookedAt: number | null
  nextAt: number | null
  /** In a row. */
  failures: number
}

type Row = {
  setup: string
  cursor: string | null
  seen: string
  looked_at: number | null
  next_at: number | null
  failures: number
}

/** What triggers that look by themselves have seen. */
export function createTriggerLooksStore(db: Db) {
  const select = db.prepare<[string, string], Row>(
    'SELECT setup, cursor, seen, looked_at, next_at, failures FROM trigger_looks WHERE workflow_id = ? AND node = ?',
  )
  const upsert = db.prepare(`
    INSERT INTO trigger_looks (workflow_id, node, setup, cursor, seen, looked_at, next_at, failures)
    VALUES (@workflowId, @node, @setup, @cursor, @seen, @lookedAt, @nextAt, @failures)
    ON CONFLICT DO UPDATE SET setup = excluded.setup, cursor = excluded.cursor, seen = excluded.seen,
      looked_at = excluded.looked_at, next_at = excluded.next_at, failures = excluded.failures`)
  const remove = db.prepare('DELETE FROM trigger_looks WHERE workflow_id = ? AND node = ?')

  return {
    get({ workflowId, node }: TriggerAddress): TriggerLook | null {
      const row = select.get(workflowId, node)
      if (!row) return null
      return {
        setup: row.setup,
        // Both were written by `put`.
        cursor: row.cursor === null ? null : (JSON.parse(row.cursor) as Json),
        seen: JSON.parse(row.seen) as string[],
        lookedAt: row.looked_at,
        nextAt: row.next_at,
        failures: row.failures,
      }
    },

    put({ workflowId, node }: TriggerAddress, look: TriggerLook): void {
      const [cursor, seen] = [JSON.stringify(look.cursor), JSON.stringify(look.seen)]
      upsert.run({ workflowId, node, ...look, cursor, seen })
    },

    remove({ workflowId, node }: TriggerAddress): void {
      remove.run(workflowId, node)
    },
  }
}

export type TriggerLooksStore = ReturnType<typeof createTriggerLooksStore>
