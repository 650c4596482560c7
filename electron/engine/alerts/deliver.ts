import type { Clock } from '../../../shared/clock.ts'
import type { ChannelTarget } from '../../../shared/contract/channels.ts'
import { type ErrorInfo, NitiError, toErrorInfo, userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { Log } from '../../../shared/log.ts'
import type { ChannelsStore, TakenDelivery } from '../store/channels.store.ts'
import type { Receipt } from './channel-kind.ts'
import { nextTry } from './next-try.ts'
import type { Notice } from './notice.ts'

type Sending = { channelId: string; notice: Notice; messageId: string; signal: AbortSignal }

/** What came of a try: a channel that took it may still complain. */
type Tried = { error: ErrorInfo | null; isTaken: boolean }
type PostOptions = { alertId?: number | null; except?: ChannelTarget['kind'][]; only?: string[] | null }

type Parts = {
  store: ChannelsStore
  workspaceId: string
  clock: Clock
  log: Log
  /** Names this process in the deliveries it takes. */
  owner: string
  isAlive(owner: string): boolean
  /** A host that ends with its one command tries what it made itself once, and leaves the rest to one that stays. */
  stays: boolean
  send(sending: Sending): Promise<Receipt>
  /** Deliveries are others than before. */
  onChange(): void
}

/** The longest one try may take. */
const sendTimeoutMs = 60_000
/** A process that was killed tells nobody, so what it had taken is looked for this often. */
const censusMs = 5_000
/** Timers stop while a machine sleeps, so the time is looked at this often. */
const longestNapMs = 60_000
/** How long closing waits for what is being sent. */
const graceMs = { stays: 2_000, ends: 5_000 }
/** A notice on the desktop is about now: whoever comes back after a day looks at the costs themselves. */
const desktopMs = 24 * 3_600_000
const keptMs = 90 * 24 * 3_600_000

/**
 * Takes alerts to their channels. Each is in the database before it is sent, so that none is lost with the program; of all
 * processes on the data folder one takes it.
 */
export function createDelivery(parts: Parts) {
  const { store, workspaceId, clock, log, owner, stays, send, onChange } = parts
  const closing = new AbortController()
  /** The last of what is being sent through each channel: one after the other, in the order it was made. */
  const turns = new Map<string, Promise<void>>()
  /** What this process made, where it does not stay. */
  const own = new Set<number>()
  let isOpen = true
  let nap = new AbortController()
  let census: NodeJS.Timeout | null = null

  /** Takes what is due, and sleeps until more is. Never throws: what was not taken is there at the next look. */
  function look(): void {
    if (!isOpen) return
    try {
      const now = clock.now()
      // A look first: the write lock is only taken where there is something to take.
      if (store.hasDue(now, isFree)) for (const delivery of store.takeDue(now, owner, isFree)) line(delivery)
      if (stays) sleepUntil(store.nextAt())
    } catch (thrown) {
      log.warn('what is to be delivered could not be looked through', { reason: String(thrown) })
    }
  }

  function isFree({ deliveryId, takenBy }: { deliveryId: number; takenBy: string | null }): boolean {
    if (!stays && !own.has(deliveryId)) return false
    return takenBy === null || (takenBy !== owner && !parts.isAlive(takenBy))
  }

  function line(delivery: TakenDelivery): void {
    own.delete(delivery.deliveryId)
    const { channelId } = delivery
    const turn = (turns.get(channelId) ?? Promise.resolve()).then(() => deliver(delivery))
    turns.set(channelId, turn)
    void turn.then(() => turns.get(channelId) === turn && turns.delete(channelId))
  }

  function sleepUntil(at: number | null): void {
    nap.abort()
    if (at === null) return
    nap = new AbortController()
    const sleepMs = Math.min(longestNapMs, Math.max(1, at - clock.now()))
    clock.sleep(sleepMs, nap.signal).then(look, () => {})
  }

  async function deliver(delivery: TakenDelivery): Promise<void> {
    const { deliveryId, channelId } = delivery
    // The engine is the only writer of this column.
    const notice = JSON.parse(delivery.message) as Notice
    const outcome = await attempt({ channelId, notice, messageId: `niti-${channelId}-${deliveryId}` })
    try {
      if (outcome === 'called-off') store.release(deliveryId, owner)
      else store.settle(deliveryId, owner, whatNow(delivery, outcome))
      onChange()
    } catch (thrown) {
      // It stays taken by this process, and is sent again by another, or after the next start.
      log.warn('a delivery could not be recorded', { deliveryId, reason: String(thrown) })
    }
    look()
  }

  async function attempt(sending: Omit<Sending, 'signal'>): Promise<Tried | 'called-off'> {
    if (closing.signal.aborted) return 'called-off'
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), sendTimeoutMs)
    const signal = AbortSignal.any([closing.signal, timeout.signal])
    try {
      const { complaint = null } = await orAborted(send({ ...sending, signal }), signal)
      return { error: complaint, isTaken: true }
    } catch (thrown) {
      if (closing.signal.aborted) return 'called-off'
      if (timeout.signal.aborted) return { error: tooLate, isTaken: false }
      const bugId = newId('bug', clock.now())
      if (!(thrown instanceof NitiError)) {
        const stack = thrown instanceof Error ? thrown.stack : String(thrown)
        log.error('an alert could not be sent because of a bug', { bugId, channelId: sending.channelId, stack })
      }
      return { error: toErrorInfo(thrown, bugId), isTaken: false }
    } finally {
      clearTimeout(timer)
    }
  }

  function whatNow({ tries }: TakenDelivery, { error, isTaken }: Tried) {
    const at = clock.now()
    if (isTaken) return { state: 'delivered' as const, nextAt: null, error, at }
    const retryAfterMs = retryAfterOf(error)
    const nextAt = mayHelp(error) ? nextTry({ tries: tries + 1, retryAfterMs, now: at, random: Math.random() }) : null
    return { state: nextAt === null ? ('failed' as const) : ('waiting' as const), nextAt, error, at }
  }

  return {
    /** Sends what was left from before, and looks after what other processes leave. */
    open(): void {
      if (!stays) return
      try {
        store.prune(clock.now() - keptMs)
        store.expire('desktop', clock.now() - desktopMs, outdated)
      } catch (thrown) {
        log.warn('old deliveries could not be forgotten', { reason: String(thrown) })
      }
      look()
      census = setInterval(look, censusMs)
      census.unref()
    },

    /**
     * Puts a notice on its way through every channel that is on, as part of the transaction under way if there is one.
     * `except`: kinds of channels that are not told. `only`: these channels, as far as they are on. Answers the deliveries.
     */
    post(notice: Notice, { alertId = null, except = [], only = null }: PostOptions = {}): number[] {
      const wish = { alertId, at: clock.now(), except, only }
      const ids = store.addDeliveries(workspaceId, JSON.stringify(notice), wish)
      if (!stays) for (const id of ids) own.add(id)
      // After the commit: what is rolled back is not sent.
      setImmediate(() => {
        onChange()
        look()
      })
      return ids
    },

    /** Those a notice goes through that names none. */
    channelsOn: (): string[] => store.channelsOn(workspaceId),

    look,

    /** Tries one again now, as often as if it were new. */
    retry(deliveryId: number): void {
      const delivery = store.delivery(workspaceId, deliveryId)
      if (!delivery) throw userError('delivery.not-found', `There is no delivery \`${deliveryId}\`.`)
      const { state, isChannelOn, channelName } = delivery
      if (state === 'delivered') throw userError('delivery.over', `“${delivery.title}” was delivered already.`)
      if (!isChannelOn) {
        throw userError('channel.is-off', `“${channelName}” is switched off.`, { hint: 'Switch it on first.' })
      }
      if (!store.again(deliveryId, clock.now())) {
        throw userError('delivery.under-way', `“${delivery.title}” is being sent to ${channelName} right now.`)
      }
      if (!stays) own.add(deliveryId)
      onChange()
      look()
    },

    /** Waits for what is being sent, for a moment; the rest is called off and sent after the next start. */
    async close(): Promise<void> {
      if (!stays) look()
      isOpen = false
      nap.abort()
      if (census) clearInterval(census)
      const grace = setTimeout(() => closing.abort(), stays ? graceMs.stays : graceMs.ends)
      await Promise.all(turns.values())
      clearTimeout(grace)
      closing.abort()
    },
  }
}

export type Delivery = ReturnType<typeof createDelivery>

const tooLate: ErrorInfo = {
  kind: 'external',
  code: 'channel.timeout',
  message: `There was no answer within ${sendTimeoutMs / 1_000} s.`,
  retryable: true,
}

const outdated: ErrorInfo = {
  kind: 'external',
  code: 'channel.outdated',
  message: 'No program that could show it was there for a day.',
}

/** Keys sealed by another program can be opened by that one: it may be the next to take the delivery. */
function mayHelp(error: ErrorInfo | null): boolean {
  return error?.retryable === true || error?.code.startsWith('secrets.') === true
}

function retryAfterOf(error: ErrorInfo | null): number | null {
  const { details } = error ?? {}
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return null
  return typeof details.retryAfterMs === 'number' ? details.retryAfterMs : null
}

/** Not all that is waited for in a try hears the signal: the host's keychain does not. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
