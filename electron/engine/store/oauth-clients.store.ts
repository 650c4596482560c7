import type { Db } from './open-database.ts'

/** A person's own OAuth client at a service; its secret, if it has one, as the host sealed it. */
export type StoredOAuthClient = { clientId: string; sealedSecret: string | null }

type Key = { integrationId: string; method: string }

/** OAuth clients people registered with services, one for each way of signing in. */
export function createOAuthClientsStore(db: Db, workspaceId: string) {
  const select = db.prepare<[string, string, string], { client_id: string; sealed_secret: string | null }>(`
    SELECT client_id, sealed_secret FROM oauth_clients WHERE workspace_id = ? AND integration_id = ? AND method = ?`)
  const upsert = db.prepare(`
    INSERT INTO oauth_clients (workspace_id, integration_id, method, client_id, sealed_secret, updated_at)
    VALUES (@workspaceId, @integrationId, @method, @clientId, @sealedSecret, @at)
    ON CONFLICT DO UPDATE SET client_id = excluded.client_id, sealed_secret = excluded.sealed_secret,
      updated_at = excluded.updated_at`)
  const remove = db.prepare('DELETE FROM oauth_clients WHERE workspace_id = ? AND integration_id = ? AND method = ?')

  return {
    get({ integrationId, method }: Key): StoredOAuthClient | null {
      const row = select.get(workspaceId, integrationId, method)
      return row ? { clientId: row.client_id, sealedSecret: row.sealed_secret } : null
    },
    save({ integrationId, method }: Key, { clientId, sealedSecret }: StoredOAuthClient, at: number): void {
      upsert.run({ workspaceId, integrationId, method, clientId, sealedSecret, at })
    },
    remove({ integrationId, method }: Key): void {
      remove.run(workspaceId, integrationId, method)
    },
  }
}

export type OAuthClientsStore = ReturnType<typeof createOAuthClientsStore>
