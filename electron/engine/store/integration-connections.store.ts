import type { Connection } from '../../../shared/contract/integrations.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import type { Db } from './open-database.ts'

/** `sealed`: everything secret of it, as the host sealed it. `refreshed`: how often its credential was renewed. */
export type StoredIntegrationConnection = Omit<Connection, 'usedBy'> & { sealed: string | null; refreshed: number }

type State = Pick<Connection, 'state' | 'error'>
/** What a renewed credential changes. */
export type Renewal = { sealed: string; expiresAt: number | null; scopes: string[] | null; at: number }

type Row = {
  connection_id: string
  integration_id: string
  method: string
  title: string
  account: string
  fields: string
  sealed: string | null
  scopes: string
  missing_scopes: string
  state: Connection['state']
  error: string | null
  expires_at: number | null
  renews: number
  allow_private: number
  created_at: number
  last_used_at: number | null
  last_tested_at: number | null
  refreshed: number
}
type UsedRow = { connection_id: string; workflow_id: string; name: string }

/** A program that renews a credential has this long before another may try. */
const claimLastsMs = 60_000

/** Accounts at services. */
export function createIntegrationConnectionsStore(db: Db, workspaceId: string) {
  const columns = `connection_id, integration_id, method, title, account, fields, sealed, scopes, missing_scopes, state, error,
    expires_at, renews, allow_private, created_at, last_used_at, last_tested_at, refreshed`
  const selectAll = db.prepare<[string], Row>(`
    SELECT ${columns} FROM integration_connections WHERE workspace_id = ? ORDER BY created_at, connection_id`)
  const selectOf = db.prepare<[string, string], Row>(`
    SELECT ${columns} FROM integration_connections WHERE workspace_id = ? AND integration_id = ?
    ORDER BY created_at, connection_id`)
  const selectOne = db.prepare<[string, string], Row>(`
    SELECT ${columns} FROM integration_connections WHERE workspace_id = ? AND connection_id = ?`)
  const insert = db.prepare(`
    INSERT INTO integration_connections (connection_id, workspace_id, integration_id, method, title, account, fields, sealed,
      scopes, missing_scopes, state, error, expires_at, renews, allow_private, created_at, updated_at, last_used_at,
      last_tested_at)
    VALUES (@connectionId, @workspaceId, @integrationId, @method, @title, @account, @fields, @sealed, @scopes, @missingScopes,
      @state, @error, @expiresAt, @renews, @allowPrivate, @createdAt, @createdAt, @lastUsedAt, @lastTestedAt)`)
  // Whoever renews the old credential at this moment loses its claim, and with it the right to store what it got.
  const replace = db.prepare(`
    UPDATE integration_connections SET method = @method, title = @title, account = @account, fields = @fields,
      sealed = @sealed, scopes = @scopes, missing_scopes = @missingScopes, state = @state, error = @error,
      expires_at = @expiresAt, renews = @renews, allow_private = @allowPrivate, updated_at = @at,
      last_tested_at = @lastTestedAt, refreshed = refreshed + 1, refresh_owner = NULL
    WHERE workspace_id = @workspaceId AND connection_id = @connectionId`)
  const setTitle = db.prepare(`
    UPDATE integration_connections SET title = @title, updated_at = @at
    WHERE workspace_id = @workspaceId AND connection_id = @connectionId`)
  const setState = db.prepare(`
    UPDATE integration_connections SET state = @state, error = @error
    WHERE workspace_id = @workspaceId AND connection_id = @connectionId AND refreshed = @refreshed`)
  const setTested = db.prepare(`
    UPDATE integration_connections SET state = @state, error = @error, last_tested_at = @at,
      account = COALESCE(@account, account)
    WHERE workspace_id = @workspaceId AND connection_id = @connectionId`)
  const setUsed = db.prepare(`
    UPDATE integration_connections SET last_used_at = @at WHERE workspace_id = @workspaceId AND connection_id = @connectionId`)
  const remove = db.prepare('DELETE FROM integration_connections WHERE workspace_id = ? AND connection_id = ?')

  const selectClaim = db.prepare<
    [string, string],
    { refreshed: number; refresh_owner: string | null; refresh_began_at: number | null }
  >(`
    SELECT refreshed, refresh_owner, refresh_began_at FROM integration_connections
    WHERE workspace_id = ? AND connection_id = ?`)
  const setClaim = db.prepare(`
    UPDATE integration_connections SET refresh_owner = @owner, refresh_began_at = @at
    WHERE workspace_id = @workspaceId AND connection_id = @connectionId`)
  const renew = db.prepare(`
    UPDATE integration_connections SET sealed = @sealed, expires_at = @expiresAt, scopes = COALESCE(@scopes, scopes),
      state = 'working', error = NULL, refreshed = refreshed + 1, refresh_owner = NULL, updated_at = @at
    WHERE workspace_id = @workspaceId AND connection_id = @connectionId AND refresh_owner = @owner`)
  const release = db.prepare(`
    UPDATE integration_connections SET refresh_owner = NULL
    WHERE workspace_id = ? AND connection_id = ? AND refresh_owner = ?`)
  // Ids are long and given out once, so a document that holds one in quotes names it.
  const selectUsed = db.prepare<[string], UsedRow>(`
    SELECT c.connection_id, w.workflow_id, w.name FROM integration_connections c
    JOIN workflows w ON w.workspace_id = c.workspace_id AND w.removed_at IS NULL
      AND (instr(w.document, '"' || c.connection_id || '"') > 0
        OR (instr(w.document, '"type":"' || c.integration_id || '.') > 0 AND NOT EXISTS (
          SELECT 1 FROM integration_connections o WHERE o.workspace_id = c.workspace_id
            AND o.integration_id = c.integration_id AND o.connection_id <> c.connection_id)))
    WHERE c.workspace_id = ? ORDER BY w.name`)

  function rowOf({ sealed, refreshed: _, ...connection }: StoredIntegrationConnection) {
    const { fields, scopes, missingScopes, error, renews, allowPrivate, ...rest } = connection
    const texts = { scopes: JSON.stringify(scopes), missingScopes: JSON.stringify(missingScopes) }
    const more = { fields: JSON.stringify(fields), error: error && JSON.stringify(error), sealed, workspaceId }
    return { ...rest, ...texts, ...more, renews: Number(renews), allowPrivate: Number(allowPrivate) }
  }

  const claim = db.transaction(
    (wish: { connectionId: string; refreshed: number; owner: string; at: number; isAlive(owner: string): boolean }) => {
      const row = selectClaim.get(workspaceId, wish.connectionId)
      if (!row) return 'gone'
      if (row.refreshed !== wish.refreshed) return 'renewed'
      const { refresh_owner: holder, refresh_began_at: beganAt } = row
      const isHeld = holder !== null && (beganAt ?? 0) > wish.at - claimLastsMs && wish.isAlive(holder)
      if (isHeld) return 'held'
      const { connectionId, owner, at } = wish
      setClaim.run({ connectionId, owner, at, workspaceId })
      return 'mine'
    },
  )

  return {
    /** Oldest first. */
    list: (integrationId?: string): StoredIntegrationConnection[] =>
      (integrationId === undefined ? selectAll.all(workspaceId) : selectOf.all(workspaceId, integrationId)).map(
        toStored,
      ),

    get(connectionId: string): StoredIntegrationConnection | null {
      const row = selectOne.get(workspaceId, connectionId)
      return row ? toStored(row) : null
    },

    create(connection: StoredIntegrationConnection): void {
      insert.run(rowOf(connection))
    },

    /** Signed in again. When it was made and last used stays. */
    replace(connection: StoredIntegrationConnection, at: number): void {
      const { createdAt: _, lastUsedAt: __, integrationId: ___, ...row } = rowOf(connection)
      replace.run({ ...row, at })
    },

    rename: (connectionId: string, title: string, at: number): boolean =>
      setTitle.run({ connectionId, title, at, workspaceId }).changes > 0,

    /** How it stands, unless its credential was renewed since. */
    setState(
      { connectionId, refreshed }: { connectionId: string; refreshed: number },
      { state, error }: State,
    ): boolean {
      const row = { connectionId, refreshed, state, error: error && JSON.stringify(error), workspaceId }
      return setState.run(row).changes > 0
    },

    /** `account` null: as it was. */
    setTested(
      connectionId: string,
      { state, error, account, at }: State & { account: string | null; at: number },
    ): void {
      setTested.run({ connectionId, state, error: error && JSON.stringify(error), account, at, workspaceId })
    },

    setUsed(connectionId: string, at: number): void {
      setUsed.run({ connectionId, at, workspaceId })
    },

    remove: (connectionId: string): boolean => remove.run(workspaceId, connectionId).changes > 0,

    /**
     * Makes this owner the one that renews the credential that was renewed `refreshed` times. `renewed`: somebody has,
     * meanwhile. `held`: another program is at it.
     */
    claim: (wish: Parameters<typeof claim>[0]): 'mine' | 'held' | 'renewed' | 'gone' => claim.immediate(wish),

    /** Stores a renewed credential and gives the claim back. False where the claim was lost. */
    renew(connectionId: string, owner: string, { scopes, ...renewal }: Renewal): boolean {
      const row = { connectionId, owner, ...renewal, scopes: scopes && JSON.stringify(scopes), workspaceId }
      return renew.run(row).changes > 0
    },

    release(connectionId: string, owner: string): void {
      release.run(workspaceId, connectionId, owner)
    },

    /** The workflows that name each connection; of a service's only one also those that use it without naming it. */
    usedBy(): Map<string, Connection['usedBy']> {
      const used = new Map<string, Connection['usedBy']>()
      for (const { connection_id, workflow_id, name } of selectUsed.all(workspaceId)) {
        used.set(connection_id, [...(used.get(connection_id) ?? []), { workflowId: workflow_id, name }])
      }
      return used
    },
  }
}

export type IntegrationConnectionsStore = ReturnType<typeof createIntegrationConnectionsStore>

function toStored(row: Row): StoredIntegrationConnection {
  return {
    connectionId: row.connection_id,
    integrationId: row.integration_id,
    method: row.method,
    title: row.title,
    account: row.account,
    // The engine is the only writer of the columns that hold JSON.
    fields: JSON.parse(row.fields) as Record<string, string>,
    sealed: row.sealed,
    scopes: JSON.parse(row.scopes) as string[],
    missingScopes: JSON.parse(row.missing_scopes) as string[],
    state: row.state,
    error: row.error === null ? null : (JSON.parse(row.error) as ErrorInfo),
    expiresAt: row.expires_at,
    renews: row.renews === 1,
    allowPrivate: row.allow_private === 1,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    lastTestedAt: row.last_tested_at,
    refreshed: row.refreshed,
  }
}
