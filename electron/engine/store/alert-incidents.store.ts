import type { AlertIncident } from '../../../shared/contract/alerts.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import type { Db } from './open-database.ts'

/** What there is to say of an incident that quiet hours keep back. */
export type Says = 'fired' | 'again' | 'recovered'

/** One that is not over, or that there is still something to say of. */
export type OpenIncident = {
  incidentId: number
  ruleId: string | null
  subjectKey: string
  subject: string
  kind: string
  title: string
  body: string
  link: string | null
  runId: string | null
  openedAt: number
  times: number
  lastAt: number
  /** When it was told last; null: not yet. */
  toldAt: number | null
  heldUntil: number | null
  says: Says | null
  recoveredAt: number | null
  acknowledgedAt: number | null
}
export type NewIncident = Omit<OpenIncident, 'incidentId' | 'recoveredAt' | 'acknowledgedAt'> & {
  budgetAlertId?: number
}
type Change = Partial<Omit<OpenIncident, 'incidentId' | 'ruleId' | 'subjectKey'>>

type Row = {
  incident_id: number
  rule_id: string | null
  budget_alert_id: number | null
  subject_key: string
  subject: string
  kind: string
  title: string
  body: string
  link: string | null
  run_id: string | null
  opened_at: number
  times: number
  last_at: number
  told_at: number | null
  held_until: number | null
  says: Says | null
  recovered_at: number | null
  acknowledged_at: number | null
}
type DeliveryRow = {
  incident_id: number
  delivery_id: number
  name: string
  title: string
  state: AlertIncident['deliveries'][number]['state']
  tried_at: number | null
  error: string | null
}
type Wish = { state: 'open' | 'unacknowledged' | 'all'; ruleId?: string; before?: number; limit: number }

const inState = {
  open: 'recovered_at IS NULL',
  unacknowledged: 'recovered_at IS NULL AND acknowledged_at IS NULL',
  all: 'TRUE',
}

const columns: Record<keyof Change, string> = {
  ...{ subject: 'subject', kind: 'kind', title: 'title', body: 'body', link: 'link', runId: 'run_id', times: 'times' },
  ...{ openedAt: 'opened_at', lastAt: 'last_at', toldAt: 'told_at', heldUntil: 'held_until', says: 'says' },
  ...{ recoveredAt: 'recovered_at', acknowledgedAt: 'acknowledged_at' },
}

/** Each time that a rule fired, or a budget was told of, with what was sent about it. */
export function createAlertIncidentsStore(db: Db, workspaceId: string) {
  const selectOpen = db.prepare<[string, string], Row>(
    'SELECT * FROM alert_incidents WHERE rule_id = ? AND subject_key = ? AND recovered_at IS NULL',
  )
  const selectOpenOf = db.prepare<[string], Row>(
    'SELECT * FROM alert_incidents WHERE rule_id = ? AND recovered_at IS NULL ORDER BY incident_id',
  )
  const selectHeld = db.prepare<[string], Row>(
    'SELECT * FROM alert_incidents WHERE held_until IS NOT NULL AND workspace_id = ? ORDER BY incident_id',
  )
  const insert = db.prepare(`
    INSERT INTO alert_incidents (workspace_id, rule_id, budget_alert_id, subject_key, subject, kind, title, body, link, run_id,
      opened_at, times, last_at, told_at, held_until, says)
    VALUES (@workspaceId, @ruleId, @budgetAlertId, @subjectKey, @subject, @kind, @title, @body, @link, @runId,
      @openedAt, @times, @lastAt, @toldAt, @heldUntil, @says)`)
  const linkDelivery = db.prepare('INSERT OR IGNORE INTO incident_deliveries (incident_id, delivery_id) VALUES (?, ?)')
  const selectDeliveries = db.prepare<[number], DeliveryRow>(`
    SELECT incident_id, delivery_id, name, message ->> '$.title' AS title, state, tried_at, error
    FROM incident_deliveries JOIN deliveries USING (delivery_id) JOIN channels USING (channel_id)
    WHERE incident_id = ? ORDER BY delivery_id DESC`)
  const selectCount = db.prepare<[string], { count: number }>(`
    SELECT COUNT(*) AS count FROM alert_incidents
    WHERE workspace_id = ? AND recovered_at IS NULL AND acknowledged_at IS NULL`)
  const selectToAcknowledge = db.prepare<[string], { incident_id: number }>(`
    SELECT incident_id FROM alert_incidents
    WHERE workspace_id = ? AND recovered_at IS NULL AND acknowledged_at IS NULL ORDER BY incident_id`)
  const acknowledge = db.prepare(`
    UPDATE alert_incidents SET acknowledged_at = @at,
      held_until = CASE WHEN says = 'recovered' THEN held_until END,
      says = CASE WHEN says = 'recovered' THEN says END
    WHERE workspace_id = @workspaceId AND incident_id = @incidentId AND acknowledged_at IS NULL`)
  const acknowledgeBudget = db.prepare(`
    UPDATE budget_alerts SET acknowledged_at = @at WHERE acknowledged_at IS NULL
      AND alert_id = (SELECT budget_alert_id FROM alert_incidents WHERE incident_id = @incidentId)`)
  const prune = db.prepare(`
    DELETE FROM alert_incidents WHERE last_at < ? AND (recovered_at IS NOT NULL OR rule_id IS NULL)`)
  const selectFiring = db.prepare<[string], { rule_id: string; since: number | null; last: number }>(`
    SELECT rule_id, MIN(CASE WHEN recovered_at IS NULL THEN opened_at END) AS since, MAX(last_at) AS last
    FROM alert_incidents WHERE workspace_id = ? AND rule_id IS NOT NULL GROUP BY rule_id`)

  return {
    /** The one that is open of a rule about a subject. */
    open(ruleId: string, subjectKey: string): OpenIncident | null {
      const row = selectOpen.get(ruleId, subjectKey)
      return row ? toOpen(row) : null
    },
    openOf: (ruleId: string): OpenIncident[] => selectOpenOf.all(ruleId).map(toOpen),
    /** Oldest first. */
    held: (): OpenIncident[] => selectHeld.all(workspaceId).map(toOpen),

    /** Answers its number. */
    add({ budgetAlertId, ...incident }: NewIncident): number {
      const row = { ...incident, budgetAlertId: budgetAlertId ?? null, workspaceId }
      return Number(insert.run(row).lastInsertRowid)
    },
    change(incidentId: number, change: Change): void {
      const set = Object.keys(change).map((key) => `${columns[key as keyof Change]} = @${key}`) // of `Change`
      if (set.length === 0) return
      db.prepare(`UPDATE alert_incidents SET ${set.join(', ')} WHERE incident_id = @incidentId`).run({
        ...change,
        incidentId,
      })
    },
    /** These deliveries tell of it. */
    link(incidentId: number, deliveryIds: number[]): void {
      for (const deliveryId of deliveryIds) linkDelivery.run(incidentId, deliveryId)
    },

    /** Newest first. */
    list({ state, ruleId, before, limit }: Wish): AlertIncident[] {
      const sql = `SELECT * FROM alert_incidents WHERE workspace_id = @workspaceId AND ${inState[state]}
        ${ruleId === undefined ? '' : 'AND rule_id = @ruleId'} ${before === undefined ? '' : 'AND incident_id < @before'}
        ORDER BY incident_id DESC LIMIT @limit`
      const wish = {
        workspaceId,
        limit,
        ...(ruleId !== undefined && { ruleId }),
        ...(before !== undefined && { before }),
      }
      return db
        .prepare<[object], Row>(sql)
        .all(wish)
        .map((row) => toIncident(row, selectDeliveries.all(row.incident_id)))
    },
    /** Open ones that nobody has acknowledged. */
    count: (): number => selectCount.get(workspaceId)?.count ?? 0,
    /** By rule: since when the oldest open one is there, and when one came true last. */
    firing(): Map<string, { since: number | null; last: number }> {
      return new Map(selectFiring.all(workspaceId).map(({ rule_id, ...row }) => [rule_id, row]))
    },

    /** Those named, or all that are open. A budget's is acknowledged with its alert. Answers how many were not before. */
    acknowledge: db.transaction((incidentIds: number[] | null, at: number): number => {
      const ids = incidentIds ?? selectToAcknowledge.all(workspaceId).map((row) => row.incident_id)
      return ids.reduce((count, incidentId) => {
        const changed = acknowledge.run({ workspaceId, incidentId, at }).changes
        acknowledgeBudget.run({ incidentId, at })
        return count + changed
      }, 0)
    }).immediate,

    /** Forgets what was over before this time. */
    prune(before: number): void {
      prune.run(before)
    },
  }
}

export type AlertIncidentsStore = ReturnType<typeof createAlertIncidentsStore>

function toOpen(row: Row): OpenIncident {
  return {
    ...{ incidentId: row.incident_id, ruleId: row.rule_id, subjectKey: row.subject_key, subject: row.subject },
    ...{ kind: row.kind, title: row.title, body: row.body, link: row.link, runId: row.run_id },
    ...{ openedAt: row.opened_at, times: row.times, lastAt: row.last_at, toldAt: row.told_at },
    ...{ heldUntil: row.held_until, says: row.says },
    ...{ recoveredAt: row.recovered_at, acknowledgedAt: row.acknowledged_at },
  }
}

function toIncident(row: Row, deliveries: DeliveryRow[]): AlertIncident {
  const { subjectKey: _, toldAt: __, says: ___, ...incident } = toOpen(row)
  return {
    ...incident,
    deliveries: deliveries.map((delivery) => ({
      ...{ deliveryId: delivery.delivery_id, channelName: delivery.name, title: delivery.title },
      ...{ state: delivery.state, at: delivery.tried_at },
      error: delivery.error === null ? null : (JSON.parse(delivery.error) as ErrorInfo), // written by the engine
    })),
  }
}
