import type { Db } from './open-database.ts'

export type StoredConnection = { providerId: string; sealedKey: string | null; baseUrl: string | null }
export type StoredLimits = { atOnce: number | null; perMinute: number | null }

/** Keys, sealed by the host before they get here, addresses of model providers, and how much is asked of them. */
export function createConnectionsStore(db: Db) {
  const select = db.prepare<[string], { provider_id: string; sealed_key: string | null; base_url: string | null }>(
    'SELECT provider_id, sealed_key, base_url FROM connections WHERE workspace_id = ?',
  )
  const upsert = db.prepare(`
    INSERT INTO connections (workspace_id, provider_id, sealed_key, base_url, updated_at)
    VALUES (@workspaceId, @providerId, @sealedKey, @baseUrl, @at)
    ON CONFLICT DO UPDATE SET sealed_key = excluded.sealed_key, base_url = excluded.base_url, updated_at = excluded.updated_at`)
  // Its limits stay: they are no part of what was entered to reach it.
  const clear = db.prepare(
    'UPDATE connections SET sealed_key = NULL, base_url = NULL WHERE workspace_id = ? AND provider_id = ?',
  )
  const selectLimits = db.prepare<[string, string], { at_once: number | null; per_minute: number | null }>(
    'SELECT at_once, per_minute FROM connections WHERE workspace_id = ? AND provider_id = ?',
  )
  const upsertLimits = db.prepare(`
    INSERT INTO connections (workspace_id, provider_id, at_once, per_minute, updated_at)
    VALUES (@workspaceId, @providerId, @atOnce, @perMinute, @at)
    ON CONFLICT DO UPDATE SET at_once = excluded.at_once, per_minute = excluded.per_minute`)

  return {
    list(workspaceId: string): StoredConnection[] {
      return select
        .all(workspaceId)
        .map((row) => ({ providerId: row.provider_id, sealedKey: row.sealed_key, baseUrl: row.base_url }))
    },
    save(entry: StoredConnection & { workspaceId: string; at: number }): void {
      upsert.run(entry)
    },
    remove(workspaceId: string, providerId: string): void {
      clear.run(workspaceId, providerId)
    },
    limits(workspaceId: string, providerId: string): StoredLimits {
      const row = selectLimits.get(workspaceId, providerId)
      return { atOnce: row?.at_once ?? null, perMinute: row?.per_minute ?? null }
    },
    saveLimits(entry: StoredLimits & { workspaceId: string; providerId: string; at: number }): void {
      upsertLimits.run(entry)
    },
  }
}

export type ConnectionsStore = ReturnType<typeof createConnectionsStore>
