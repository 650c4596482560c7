import type { Db } from './open-database.ts'
import type { TriggerAddress } from './triggers.store.ts'

/** What calls at triggers' addresses are proved with, sealed by the host. */
export function createWebhookSecretsStore(db: Db) {
  const select = db.prepare<[string, string], { sealed: string; shown: number }>(
    'SELECT sealed, shown FROM webhook_secrets WHERE workflow_id = ? AND node = ?',
  )
  const upsert = db.prepare(`
    INSERT INTO webhook_secrets (workflow_id, node, sealed, shown) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET sealed = excluded.sealed, shown = excluded.shown`)
  const insert = db.prepare(
    'INSERT INTO webhook_secrets (workflow_id, node, sealed, shown) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const remove = db.prepare('DELETE FROM webhook_secrets WHERE workflow_id = ? AND node = ?')

  return {
    /** `shown`: the person has to see it, to confirm it at the service. */
    get({ workflowId, node }: TriggerAddress): { sealed: string; shown: boolean } | null {
      const row = select.get(workflowId, node)
      return row ? { sealed: row.sealed, shown: row.shown === 1 } : null
    },

    put({ workflowId, node }: TriggerAddress, { sealed, shown }: { sealed: string; shown: boolean }): void {
      upsert.run(workflowId, node, sealed, shown ? 1 : 0)
    },

    /** False, and nothing changed, where there is one. */
    putFirst: ({ workflowId, node }: TriggerAddress, { sealed, shown }: { sealed: string; shown: boolean }): boolean =>
      insert.run(workflowId, node, sealed, shown ? 1 : 0).changes > 0,

    remove({ workflowId, node }: TriggerAddress): void {
      remove.run(workflowId, node)
    },
  }
}

export type WebhookSecretsStore = ReturnType<typeof createWebhookSecretsStore>
