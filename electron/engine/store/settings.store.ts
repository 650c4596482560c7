import { type Settings, type SettingsChange, settings } from '../../../shared/contract/settings.ts'
import type { Db } from './open-database.ts'

/** A workspace's settings; what was never set has the default of its schema. */
export function createSettingsStore(db: Db) {
  const select = db.prepare<[string], { name: string; value: string }>(
    'SELECT name, value FROM settings WHERE workspace_id = ?',
  )
  const upsert = db.prepare(`
    INSERT INTO settings (workspace_id, name, value) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET value = excluded.value`)

  function get(workspaceId: string): Settings {
    const rows = select.all(workspaceId).map((row) => [row.name, JSON.parse(row.value)])
    return settings.parse(Object.fromEntries(rows))
  }

  return {
    get,
    change: db.transaction((workspaceId: string, change: SettingsChange): Settings => {
      for (const [name, value] of Object.entries(change)) {
        if (value !== undefined) upsert.run(workspaceId, name, JSON.stringify(value))
      }
      return get(workspaceId)
    }),
  }
}

export type SettingsStore = ReturnType<typeof createSettingsStore>
