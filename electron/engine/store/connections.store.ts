import type { Db } from './open-database.ts'

export type StoredConnection = { providerId: string; sealedKey: string | null; baseUrl: string | null }

/** Keys, sealed by the host before they get here, and addresses of model providers. */
export function createConnectionsStore(db: Db) {
  const select = db.prepare<[string], { provider_id: string; sealed_key: string | null; base_url: string | null }>(
    'SELECT provider_id, sealed_key, base_url FROM connections WHERE workspace_id = ?',
  )
  const upsert = db.prepare(`
    INSERT INTO connections (workspace_id, provider_id, sealed_key, base_url, updated_at)
    VALUES (@workspaceId, @providerId, @sealedKey, @baseUrl, @at)
    ON CONFLICT DO UPDATE SET sealed_key = excluded.sealed_key, base_url = excluded.base_url, updated_at = excluded.updated_at`)
  const remove = db.prepare('DELETE FROM connections WHERE workspace_id = ? AND provider_id = ?')

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
      remove.run(workspaceId, providerId)
    },
  }
}

export type ConnectionsStore = ReturnType<typeof createConnectionsStore>
