import type { Channel, ChannelTarget, Delivery } from '../../../shared/contract/channels.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import type { Db } from './open-database.ts'

/** With what is secret of it, as the host sealed it. */
export type StoredChannel = Channel & { sealed: string | null }

/** A delivery this process has taken, with what it takes to make it. */
export type TakenDelivery = { deliveryId: number; channelId: string; tries: number; message: string }

type ChannelRow = {
  channel_id: string
  name: string
  target: string
  sealed: string | null
  url_hint: string | null
  has_password: number
  has_secret: number
  is_on: number
  created_at: number
  updated_at: number
}
type DeliveryRow = {
  delivery_id: number
  channel_id: string
  name: string
  message: string
  state: Delivery['state']
  tries: number
  created_at: number
  tried_at: number | null
  next_at: number | null
  taken_by: string | null
  error: string | null
}
type IsFree = (delivery: { deliveryId: number; takenBy: string | null }) => boolean
type NewDelivery = { alertId: number | null; at: number; except: ChannelTarget['kind'][]; only: string[] | null }
type Outcome = { state: Delivery['state']; nextAt: number | null; error: ErrorInfo | null; at: number }

/** So many are taken at a time: the rest is there for other processes, and for the next look. */
const mostAtOnce = 50

/** Where alerts go, and what of them is on its way there. */
export function createChannelsStore(db: Db) {
  const selectAll = db.prepare<[string], ChannelRow>(`
    SELECT * FROM channels WHERE workspace_id = ? ORDER BY target ->> '$.kind' <> 'desktop', created_at, channel_id`)
  const insert = db.prepare(`
    INSERT INTO channels (channel_id, workspace_id, name, target, sealed, url_hint, has_password, has_secret, is_on,
      created_at, updated_at)
    VALUES (@channelId, @workspaceId, @name, @target, @sealed, @urlHint, @hasPassword, @hasSecret, @isOn, @createdAt,
      @updatedAt)`)
  const update = db.prepare(`
    UPDATE channels SET name = @name, target = @target, sealed = @sealed, url_hint = @urlHint,
      has_password = @hasPassword, has_secret = @hasSecret, is_on = @isOn, updated_at = @updatedAt
    WHERE workspace_id = @workspaceId AND channel_id = @channelId`)
  const remove = db.prepare('DELETE FROM channels WHERE workspace_id = ? AND channel_id = ?')
  const giveUp = db.prepare(`
    UPDATE deliveries SET state = 'failed', next_at = NULL, error = @error
    WHERE channel_id = @channelId AND state = 'waiting'`)

  const selectOn = db.prepare<[string], { channel_id: string; kind: ChannelTarget['kind'] }>(`
    SELECT channel_id, target ->> '$.kind' AS kind FROM channels WHERE workspace_id = ? AND is_on ORDER BY created_at`)
  const insertDelivery = db.prepare(`
    INSERT INTO deliveries (channel_id, alert_id, message, state, created_at, next_at)
    VALUES (@channelId, @alertId, @message, 'waiting', @at, @at)`)
  const selectDeliveries = db.prepare<[{ workspaceId: string; state: string | null; limit: number }], DeliveryRow>(`
    SELECT deliveries.*, channels.name FROM deliveries JOIN channels USING (channel_id)
    WHERE workspace_id = @workspaceId AND (@state IS NULL OR state = @state) ORDER BY delivery_id DESC LIMIT @limit`)
  const selectDelivery = db.prepare<[string, number], DeliveryRow & { is_on: number }>(`
    SELECT deliveries.*, channels.name, is_on FROM deliveries JOIN channels USING (channel_id)
    WHERE workspace_id = ? AND delivery_id = ?`)
  const selectDue = db.prepare<[number], Pick<DeliveryRow, 'delivery_id' | 'taken_by'>>(`
    SELECT delivery_id, taken_by FROM deliveries WHERE state = 'waiting' AND next_at <= ? ORDER BY delivery_id`)
  const selectTaken = db.prepare<[number], Pick<DeliveryRow, 'delivery_id' | 'channel_id' | 'tries' | 'message'>>(
    'SELECT delivery_id, channel_id, tries, message FROM deliveries WHERE delivery_id = ?',
  )
  const selectNext = db.prepare<[], { at: number | null }>(`
    SELECT MIN(next_at) AS at FROM deliveries WHERE state = 'waiting' AND taken_by IS NULL`)
  const take = db.prepare('UPDATE deliveries SET taken_by = ? WHERE delivery_id = ?')
  const release = db.prepare(`
    UPDATE deliveries SET taken_by = NULL WHERE delivery_id = ? AND taken_by = ? AND state = 'waiting'`)
  const settle = db.prepare(`
    UPDATE deliveries SET state = @state, tries = tries + 1, tried_at = @at, next_at = @nextAt, taken_by = NULL,
      error = @error
    WHERE delivery_id = @deliveryId AND taken_by = @owner AND state = 'waiting'`)
  const again = db.prepare(`
    UPDATE deliveries SET state = 'waiting', tries = 0, next_at = @at WHERE delivery_id = @deliveryId AND taken_by IS NULL`)
  const expire = db.prepare(`
    UPDATE deliveries SET state = 'failed', next_at = NULL, error = @error
    WHERE state = 'waiting' AND next_at < @before AND taken_by IS NULL
      AND channel_id IN (SELECT channel_id FROM channels WHERE target ->> '$.kind' = @kind)`)
  const prune = db.prepare("DELETE FROM deliveries WHERE state <> 'waiting' AND created_at < ?")

  function rowOf({ target, hasPassword, hasSecret, isOn, ...channel }: StoredChannel, workspaceId: string) {
    const flags = { hasPassword: Number(hasPassword), hasSecret: Number(hasSecret), isOn: Number(isOn) }
    return { ...channel, ...flags, target: JSON.stringify(target), workspaceId }
  }

  function freeAndDue(now: number, isFree: IsFree): number[] {
    return selectDue
      .all(now)
      .filter((row) => isFree({ deliveryId: row.delivery_id, takenBy: row.taken_by }))
      .map((row) => row.delivery_id)
  }

  const takeDue = db.transaction((now: number, owner: string, isFree: IsFree): TakenDelivery[] =>
    freeAndDue(now, isFree)
      .slice(0, mostAtOnce)
      .flatMap((deliveryId) => {
        take.run(owner, deliveryId)
        return selectTaken.all(deliveryId)
      })
      .map(({ delivery_id, channel_id, ...row }) => ({ deliveryId: delivery_id, channelId: channel_id, ...row })),
  )

  return {
    /** The desktop's own first, then oldest first. */
    list: (workspaceId: string): StoredChannel[] => selectAll.all(workspaceId).map(toChannel),

    create(workspaceId: string, channel: StoredChannel): void {
      insert.run(rowOf(channel, workspaceId))
    },

    /** `unsent`: why what waits for a channel that is switched off is given up. */
    change: db.transaction((workspaceId: string, channel: StoredChannel, unsent: ErrorInfo): void => {
      update.run(rowOf(channel, workspaceId))
      if (!channel.isOn) giveUp.run({ channelId: channel.channelId, error: JSON.stringify(unsent) })
    }),

    /** What was and is on its way through it goes with it. */
    remove(workspaceId: string, channelId: string): boolean {
      return remove.run(workspaceId, channelId).changes > 0
    },

    channelsOn: (workspaceId: string): string[] => selectOn.all(workspaceId).map(({ channel_id }) => channel_id),

    /** One for each channel that is on (and among `only`); within the transaction that is under way, if one is. Answers their ids. */
    addDeliveries: db.transaction(
      (workspaceId: string, message: string, { alertId, at, except, only }: NewDelivery): number[] =>
        selectOn
          .all(workspaceId)
          .filter(({ kind, channel_id }) => !except.includes(kind) && (only?.includes(channel_id) ?? true))
          .map(({ channel_id }) =>
            Number(insertDelivery.run({ channelId: channel_id, alertId, message, at }).lastInsertRowid),
          ),
    ),

    /** Newest first. */
    deliveries: (workspaceId: string, { state, limit }: { state?: Delivery['state']; limit: number }): Delivery[] =>
      selectDeliveries.all({ workspaceId, state: state ?? null, limit }).map(toDelivery),

    delivery(workspaceId: string, deliveryId: number): (Delivery & { isChannelOn: boolean }) | null {
      const row = selectDelivery.get(workspaceId, deliveryId)
      return row ? { ...toDelivery(row), isChannelOn: row.is_on === 1 } : null
    },

    hasDue: (now: number, isFree: IsFree): boolean => freeAndDue(now, isFree).length > 0,

    /** Makes those that are due and `isFree` this owner's, so that of several processes one delivers each. */
    takeDue: (now: number, owner: string, isFree: IsFree): TakenDelivery[] => takeDue.immediate(now, owner, isFree),

    /** When the next one nobody has taken is due. */
    nextAt: (): number | null => selectNext.get()?.at ?? null,

    /** Gives one back untried. */
    release(deliveryId: number, owner: string): void {
      release.run(deliveryId, owner)
    },

    /** What became of a try. Changes nothing where the delivery is not this owner's any more. */
    settle(deliveryId: number, owner: string, { error, ...outcome }: Outcome): void {
      settle.run({ deliveryId, owner, ...outcome, error: error && JSON.stringify(error) })
    },

    /** Due now, with all its tries before it. False where a try of it is under way. */
    again: (deliveryId: number, at: number): boolean => again.run({ deliveryId, at }).changes > 0,

    /** Gives up what was due through a kind of channel before this time, and nobody was there to send. */
    expire(kind: ChannelTarget['kind'], before: number, error: ErrorInfo): void {
      expire.run({ kind, before, error: JSON.stringify(error) })
    },

    /** Forgets what was delivered or given up before this time. */
    prune(before: number): void {
      prune.run(before)
    },
  }
}

export type ChannelsStore = ReturnType<typeof createChannelsStore>

function toChannel(row: ChannelRow): StoredChannel {
  return {
    channelId: row.channel_id,
    name: row.name,
    // The engine is the only writer of this column and of the one for errors.
    target: JSON.parse(row.target) as ChannelTarget,
    sealed: row.sealed,
    urlHint: row.url_hint,
    hasPassword: row.has_password === 1,
    hasSecret: row.has_secret === 1,
    isOn: row.is_on === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function toDelivery(row: DeliveryRow): Delivery {
  const { title } = JSON.parse(row.message) as { title: string }
  return {
    ...{ deliveryId: row.delivery_id, channelId: row.channel_id, channelName: row.name, title },
    ...{ state: row.state, tries: row.tries },
    ...{ createdAt: row.created_at, triedAt: row.tried_at, nextAt: row.next_at },
    error: row.error === null ? null : (JSON.parse(row.error) as ErrorInfo),
  }
}
