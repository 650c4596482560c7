import type { Json } from '../../../shared/json.ts'
import type { Db } from './open-database.ts'

/** Settings of parts that keep their own: one JSON value under each name. Who reads one checks it with its schema. */
export function createNamedSettingsStore(db: Db, workspaceId: string) {
  const select = db.prepare<[string, string], { value: string }>(
    'SELECT value FROM named_settings WHERE workspace_id = ? AND name = ?',
  )
  const put = db.prepare(`
    INSERT INTO named_settings (workspace_id, name, value) VALUES (?, ?, ?)
    ON CONFLICT (workspace_id, name) DO UPDATE SET value = excluded.value`)

  return {
    /** undefined: nothing was kept under this name. */
    get(name: string): Json | undefined {
      const row = select.get(workspaceId, name)
      return row && (JSON.parse(row.value) as Json) // written by `set`
    },
    set(name: string, value: Json): void {
      put.run(workspaceId, name, JSON.stringify(value))
    },
  }
}

export type NamedSettingsStore = ReturnType<typeof createNamedSettingsStore>
