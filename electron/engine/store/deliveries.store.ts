import type { WebhookDelivery } from '../../../shared/contract/integrations.ts'
import type { Db } from './open-database.ts'
import type { TriggerAddress } from './triggers.store.ts'

/** What is kept of a call at a trigger's address; secrets are out of all of it. */
export type NewDelivery = TriggerAddress & {
  receivedAt: number
  /** What tells it from another; a second one with the same is refused. Null: nothing does, or it began nothing. */
  key: string | null
  method: string
  query: Record<string, string>
  headers: Record<string, string>
  body: Uint8Array
  outcome: WebhookDelivery['outcome']
  reason: string | null
  runId: string | null
  canReplay: boolean
}

/** One whose body is still kept, to be sent through again. */
export type KeptDelivery = TriggerAddress & Pick<NewDelivery, 'method' | 'query' | 'headers' | 'body' | 'canReplay'>

type Row = {
  delivery_id: number
  workflow_id: string
  node: string
  received_at: number
  method: string
  query: string
  headers: string
  body: Buffer | null
  bytes: number
  outcome: WebhookDelivery['outcome']
  reason: string | null
  run_id: string | null
  can_replay: number
}

/** Of one trigger: calls that were believed, and those that were not, which cannot drive the others out. */
const mostKept = { believed: 500, refused: 50 }
/** Bodies of the newest ones are kept, so that they can be sent through again. */
const mostBodies = 100
const longestMs = 30 * 86_400_000
/** How much of a body is shown. */
const shownBytes = 4_000

/** What came in at triggers' addresses. */
export function createDeliveriesStore(db: Db) {
  const insert = db.prepare(`
    INSERT INTO webhook_deliveries
      (workflow_id, node, received_at, key, method, query, headers, body, bytes, outcome, reason, run_id, can_replay)
    VALUES (@workflowId, @node, @receivedAt, @key, @method, @query, @headers, @body, @bytes, @outcome, @reason, @runId,
      @canReplay)
    ON CONFLICT DO NOTHING`)
  const selectKey = db.prepare<[string, string, string], { known: number }>(
    'SELECT EXISTS (SELECT 1 FROM webhook_deliveries WHERE workflow_id = ? AND node = ? AND key = ?) AS known',
  )
  const selectPage = db.prepare<object, Row>(`
    SELECT * FROM webhook_deliveries
    WHERE workflow_id = @workflowId AND node = @node AND delivery_id < @before ORDER BY delivery_id DESC LIMIT @limit`)
  const selectOne = db.prepare<[number], Row>('SELECT * FROM webhook_deliveries WHERE delivery_id = ?')
  const prune = db.prepare(`
    DELETE FROM webhook_deliveries WHERE workflow_id = @workflowId AND node = @node AND (
      received_at < @oldest
      OR delivery_id IN (SELECT delivery_id FROM webhook_deliveries
        WHERE workflow_id = @workflowId AND node = @node AND can_replay = 1
        ORDER BY delivery_id DESC LIMIT -1 OFFSET @believed)
      OR delivery_id IN (SELECT delivery_id FROM webhook_deliveries
        WHERE workflow_id = @workflowId AND node = @node AND can_replay = 0
        ORDER BY delivery_id DESC LIMIT -1 OFFSET @refused))`)
  const clearBodies = db.prepare(`
    UPDATE webhook_deliveries SET body = NULL
    WHERE workflow_id = @workflowId AND node = @node AND body IS NOT NULL AND delivery_id NOT IN (
      SELECT delivery_id FROM webhook_deliveries WHERE workflow_id = @workflowId AND node = @node
      ORDER BY delivery_id DESC LIMIT @bodies)`)

  return {
    /** Its id; null, and nothing noted, where one with this key is known. Old ones are cleared away. */
    add(delivery: NewDelivery): number | null {
      const { workflowId, node, receivedAt } = delivery
      const { changes, lastInsertRowid } = insert.run({
        ...delivery,
        query: JSON.stringify(delivery.query),
        headers: JSON.stringify(delivery.headers),
        body: Buffer.from(delivery.body),
        bytes: delivery.body.length,
        canReplay: delivery.canReplay ? 1 : 0,
      })
      if (changes === 0) return null
      prune.run({ workflowId, node, oldest: receivedAt - longestMs, ...mostKept })
      clearBodies.run({ workflowId, node, bodies: mostBodies })
      return Number(lastInsertRowid)
    },

    knows: ({ workflowId, node }: TriggerAddress, key: string): boolean =>
      selectKey.get(workflowId, node, key)?.known === 1,

    /** Newest first, those before one of them. */
    page({ workflowId, node }: TriggerAddress, { before, limit }: { before?: number; limit: number }) {
      const rows = selectPage.all({
        ...{ workflowId, node, limit: limit + 1 },
        before: before ?? Number.MAX_SAFE_INTEGER,
      })
      return { deliveries: rows.slice(0, limit).map(toDelivery), hasMore: rows.length > limit }
    },

    get(deliveryId: number): WebhookDelivery | null {
      const row = selectOne.get(deliveryId)
      return row ? toDelivery(row) : null
    },

    kept(deliveryId: number): KeptDelivery | null {
      const row = selectOne.get(deliveryId)
      if (!row?.body) return null
      return {
        ...{ workflowId: row.workflow_id, node: row.node, method: row.method, body: row.body },
        // Both were written by `add`.
        query: JSON.parse(row.query) as Record<string, string>,
        headers: JSON.parse(row.headers) as Record<string, string>,
        canReplay: row.can_replay === 1,
      }
    },
  }
}

export type DeliveriesStore = ReturnType<typeof createDeliveriesStore>

function toDelivery(row: Row): WebhookDelivery {
  return {
    deliveryId: row.delivery_id,
    workflowId: row.workflow_id,
    node: row.node,
    receivedAt: row.received_at,
    method: row.method,
    headers: JSON.parse(row.headers) as Record<string, string>, // written by `add`
    body: row.body?.subarray(0, shownBytes).toString() ?? '',
    bytes: row.bytes,
    outcome: row.outcome,
    reason: row.reason,
    runId: row.run_id,
    canReplay: row.can_replay === 1 && row.body !== null,
  }
}
