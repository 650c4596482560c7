import { statfs } from 'node:fs/promises'
import type { Clock } from '../../../../shared/clock.ts'
import type { AlertKind } from '../../../../shared/contract/alerts.ts'
import type { Log } from '../../../../shared/log.ts'
import type { RunChanges } from '../../run/run-changes.ts'
import type { AlertIncidentsStore } from '../../store/alert-incidents.store.ts'
import type { AlertRulesStore } from '../../store/alert-rules.store.ts'
import type { Account } from './decide-standing.ts'
import type { Outside, RuleLook } from './look-at-rules.ts'

type Parts = {
  rules: AlertRulesStore
  incidents: AlertIncidentsStore
  look: RuleLook
  runChanges: RunChanges
  connections(): Account[]
  dataDir: string
  clock: Clock
  log: Log
  owner: string
  isAlive(owner: string): boolean
  /** Of this engine, in whichever program it is. */
  engineId: string
  /** Rules or incidents are others than before. */
  tell(): void
}

/** What only time makes true is looked at so often. */
const beatMs = 60_000
/** Much may end at once: its news is collected for a moment. */
const gatherMs = 250
/** How often is looked whether another program changed something, or ended. */
const lookEveryMs = 2_000
const keptMs = 90 * 24 * 3_600_000
const pruneEveryMs = 24 * 3_600_000

/** Come true when a run ends, and at no other time. */
const byEnds = new Set<AlertKind>(['run-failed', 'failed-in-a-row'])

/**
 * Keeps watch over the alert rules, as long as no other engine on the same data folder does: when runs end, whichever program
 * had them, and by the clock once a minute where a rule, a repeat or quiet hours ask for it.
 */
export function keepAlertWatch(parts: Parts) {
  const { rules, incidents, look, clock, log, engineId, tell } = parts
  const closing = new AbortController()
  let isKeeper = false
  let seenVersion = -1
  let prunedAt = 0
  let gathering: NodeJS.Timeout | null = null
  let nap = new AbortController()
  let work: Promise<void> = Promise.resolve()
  let isQueued = false

  const timer = setInterval(watchOthers, lookEveryMs)
  timer.unref()
  const following = followRuns()
  wake()

  /** Looks at everything, one look after the other. Whoever calls this meanwhile gets one more after it. */
  function wake(): Promise<void> {
    if (isQueued) return work
    isQueued = true
    work = work.then(lookAtAll).catch((thrown) => {
      if (!closing.signal.aborted) log.error('the alert rules could not be looked at', { stack: stackOf(thrown) })
    })
    return work
  }

  async function lookAtAll(): Promise<void> {
    isQueued = false
    if (closing.signal.aborted) return
    isKeeper = rules.keep({ owner: parts.owner, engineId }, parts.isAlive)
    nap.abort()
    if (!isKeeper) return
    forgetOld()
    const outside = await readOutside()
    if (closing.signal.aborted) return
    let hasNews = false
    for (let isMore = true; isMore; ) {
      const ends = look.lookAtEnds(engineId)
      hasNews ||= ends.hasNews
      isMore = ends.isMore
    }
    if (needsClock()) {
      hasNews = look.lookAtClock(engineId, outside) || hasNews
      if (needsClock()) sleep()
    }
    if (hasNews) tell()
  }

  /** Whether anything changes by itself: as long as nothing does, nobody is woken. */
  function needsClock(): boolean {
    if (incidents.held().length > 0) return true
    const on = rules.list().filter(({ isOn }) => isOn)
    return on.some(
      ({ condition, repeatMinutes, ruleId }) =>
        !byEnds.has(condition.kind) ||
        (repeatMinutes !== null && incidents.openOf(ruleId).some(({ acknowledgedAt }) => acknowledgedAt === null)),
    )
  }

  function sleep(): void {
    const ended = new AbortController()
    nap = ended
    const now = clock.now()
    const ends = incidents.held().flatMap(({ heldUntil }) => (heldUntil === null ? [] : [heldUntil - now]))
    const ms = Math.max(1_000, Math.min(beatMs, ...ends))
    clock.sleep(ms, ended.signal).then(wake, () => {})
  }

  async function readOutside(): Promise<Outside> {
    const wanted = new Set(rules.list().flatMap(({ isOn, condition }) => (isOn ? [condition.kind] : [])))
    return {
      connections: wanted.has('connection-expiring') ? parts.connections() : null,
      freeMegabytes: wanted.has('disk-nearly-full') ? await freeMegabytes() : null,
    }
  }

  async function freeMegabytes(): Promise<number | null> {
    try {
      const { bavail, bsize } = await statfs(parts.dataDir)
      return (bavail * bsize) / 1_000_000
    } catch (thrown) {
      log.warn('how full the disk is could not be read', { reason: String(thrown) })
      return null
    }
  }

  function forgetOld(): void {
    const now = clock.now()
    if (now - prunedAt < pruneEveryMs) return
    prunedAt = now
    incidents.prune(now - keptMs)
  }

  function watchOthers(): void {
    try {
      const version = rules.dataVersion()
      const isOther = version !== seenVersion
      seenVersion = version
      if (isOther || !isKeeper) void wake()
    } catch (thrown) {
      log.warn('it could not be looked whether another program changed something', { reason: String(thrown) })
    }
  }

  async function followRuns(): Promise<void> {
    for await (const _ of parts.runChanges.listen(closing.signal)) {
      if (!isKeeper) continue
      gathering ??= setTimeout(() => {
        gathering = null
        void wake()
      }, gatherMs)
    }
  }

  return {
    wake,

    /** Stops looking; another engine may. What ended meanwhile is found by it, or by the next start. */
    async close(): Promise<void> {
      closing.abort()
      clearInterval(timer)
      if (gathering) clearTimeout(gathering)
      nap.abort()
      await Promise.all([work, following])
      nap.abort()
      rules.letGo(engineId)
    },
  }
}

export type AlertWatch = ReturnType<typeof keepAlertWatch>

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}
