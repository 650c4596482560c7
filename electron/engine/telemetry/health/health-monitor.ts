import type { Clock } from '../../../../shared/clock.ts'
import type { Health, HealthCheck, HealthCheckName } from '../../../../shared/contract/health.ts'
import type { Connection } from '../../../../shared/contract/integrations.ts'
import type { Log } from '../../../../shared/log.ts'
import { createCalmChanges } from '../../calm-changes.ts'
import type { ServerTimes } from '../../http/server-times.ts'
import type { CommittedEvents } from '../../run/committed-events.ts'
import { isAlive } from '../../run/owners.ts'
import type { Queue } from '../../run/queue.ts'
import type { HealthStore } from '../../store/health.store.ts'
import { answerCheck, sumUp } from './check.ts'
import { type BackupNews, checkBackup } from './check-backup.ts'
import { checkClock } from './check-clock.ts'
import { checkConnections } from './check-connections.ts'
import { checkDatabase, type DatabaseFacts, type FileFound } from './check-database.ts'
import { checkDisk } from './check-disk.ts'
import { checkEngine } from './check-engine.ts'
import { checkProviders } from './check-providers.ts'
import { checkQueue } from './check-queue.ts'
import type { ClockWatch } from './clock-watch.ts'
import type { DatabaseFile } from './database-file.ts'
import type { IntegrityKeeper } from './integrity-keeper.ts'
import type { LoopLagWatch } from './loop-lag.ts'
import type { MemoryKeeper } from './memory-keeper.ts'
import { addNews, isProvidersFault, newsIn } from './provider-news.ts'

type Parts = {
  owner: string
  version: string
  /** Whether the program stays; one that ends with its one command looks once and leaves nothing behind. */
  stays: boolean
  clock: Clock
  log: Log
  store: HealthStore
  memory: MemoryKeeper
  file: DatabaseFile
  integrity: IntegrityKeeper
  lag: LoopLagWatch | null
  clockWatch: ClockWatch
  committed: CommittedEvents
  serverTimes: Pick<ServerTimes, 'news' | 'forget'> | undefined
  queue: Pick<Queue, 'standing'>
  connections(): Connection[]
  providers: { id: string; title: string }[]
  backups(): BackupNews | null
  /** The port at which figures are shown to other programs; null: nothing listens. */
  listensAt(): number | null
}

/** Whether the file is still there is looked at this often, and everything else so often. */
const fileMs = 2_000
const allMs = 30_000
/** So many times in a row somebody else was writing: then it is not chance. */
const mostBusy = 4

/** Looks at everything now and then, and says so where the state of something changed. */
export function createHealthMonitor(parts: Parts) {
  const { owner, clock, log, store, memory, file, integrity, stays } = parts
  const changes = createCalmChanges()
  const openedAt = clock.now()
  const began = performance.now()
  let found: FileFound = file.look()
  let write: DatabaseFacts['write'] = null
  let busy = 0
  let stuck: { runId: string; since: number } | null = null
  let latest: Health | null = null
  let told = ''
  let lookedAt = Number.NEGATIVE_INFINITY
  let isOpen = false
  const timers: NodeJS.Timeout[] = []

  /** A real write; also how other programs know that this one is well. */
  function tryToWrite(): void {
    const at = clock.now()
    const started = performance.now()
    try {
      const said = store.beat({ owner, at, listensAt: parts.listensAt() }, stays)
      busy = said === 'busy' ? busy + 1 : 0
      if (said === 'written') write = { at, ms: performance.now() - started, error: null }
      else if (busy >= mostBusy) write = { at, ms: 0, error: 'another program keeps it locked' }
    } catch (thrown) {
      write = { at, ms: 0, error: thrown instanceof Error ? thrown.message : String(thrown) }
    }
  }

  function lookAtQueue(now: number): HealthCheck {
    const standing = parts.queue.standing()
    const { count, oldest } = store.waiting()
    const isSame = stuck !== null && stuck.runId === standing.next
    stuck = standing.next === null ? null : isSame ? stuck : { runId: standing.next, since: now }
    const { underWay, isPaused, isAttended } = standing
    const stuckSince = stuck?.since ?? null
    return checkQueue({ waiting: count, oldestAt: oldest, underWay, isPaused, isAttended, stuckSince, now })
  }

  function lookAtPrograms(now: number): HealthCheck {
    const beats = new Map(store.beats().map((beat) => [beat.owner, beat.at]))
    const programs = store
      .engines()
      .filter((engine) => isAlive(engine.owner))
      .map((engine) => ({ ...engine, isThis: engine.owner === owner, beatAt: beats.get(engine.owner) ?? null }))
    return checkEngine({ lag: parts.lag?.read() ?? null, upMs: performance.now() - began, programs, now })
  }

  function lookAtProviders(now: number): HealthCheck {
    const { providers: known } = memory.read()
    const answers = new Map(store.lastAnswers().map(({ provider, at }) => [provider, at]))
    const providers = parts.providers.map(({ id, title }) => {
      const news = known[id] ?? { answeredAt: null, failedAt: null, failures: 0, error: null }
      const answeredAt = Math.max(news.answeredAt ?? 0, answers.get(id) ?? 0) || null
      // Another program was answered since it failed here.
      const isOver = answeredAt !== null && news.failedAt !== null && answeredAt > news.failedAt
      return { id, title, ...news, answeredAt, ...(isOver && { failures: 0, error: null }) }
    })
    return checkProviders({ providers: providers.filter(({ id }) => id !== 'demo'), now })
  }

  /** What needs the database cannot be told while that does not answer. */
  function attempt(name: HealthCheckName, now: number, work: () => HealthCheck): HealthCheck {
    try {
      return work()
    } catch (thrown) {
      log.warn('a check of health failed', { check: name, reason: String(thrown) })
      return answerCheck(name, now, {
        state: 'off',
        message: 'This cannot be told while the database does not answer.',
      })
    }
  }

  function sum(): Health {
    const now = clock.now()
    const facts = { file: found, write, integrity: memory.read().integrity, isBeingRead: integrity.isReading(), now }
    const checks = [
      checkDatabase(facts),
      attempt('disk', now, () => checkDisk({ ...file.room(), databaseBytes: found.bytes, now })),
      attempt('engine', now, () => lookAtPrograms(now)),
      attempt('queue', now, () => lookAtQueue(now)),
      attempt('providers', now, () => lookAtProviders(now)),
      attempt('connections', now, () => checkConnections({ connections: parts.connections(), now })),
      checkClock({ news: memory.read().clock, setBack: parts.clockWatch.setBack(), now }),
      attempt('backup', now, () => checkBackup({ news: parts.backups(), upMs: performance.now() - began, now })),
    ]
    latest = sumUp({ at: now, version: parts.version, upMs: Math.max(0, now - openedAt), checks })
    const sign = checks.map(({ state, parts: each }) => `${state}(${each.map((part) => part.state).join()})`).join()
    if (sign !== told) changes.tell()
    told = sign
    return latest
  }

  function lookAtFile(): void {
    const { isSuspicious, ...now } = file.look()
    const isNews = now.problem !== found.problem
    found = now
    if (isSuspicious) integrity.read('suspicion')
    if (parts.clockWatch.look()) parts.serverTimes?.forget()
    if (isNews) sum()
  }

  function look(): Health {
    lookedAt = performance.now()
    lookAtFile()
    const time = parts.serverTimes?.news()
    if (time) memory.change({ clock: time })
    tryToWrite()
    memory.keep()
    return sum()
  }

  const stopListening = parts.committed.listen((entries) => {
    for (const entry of entries) {
      const news = newsIn(entry)
      if (news) note(news.provider, news.at, news.error)
    }
  })

  function note(provider: string, at: number, error: Parameters<typeof addNews>[2]): void {
    const { providers } = memory.read()
    memory.change({ providers: { ...providers, [provider]: addNews(providers[provider], at, error) } })
  }

  /** As it was last looked at, at most half a minute ago. */
  function get(): Health {
    return latest && performance.now() - lookedAt < allMs ? latest : look()
  }

  return {
    get,
    /** Something others see of this program is another now. */
    lookSoon(): void {
      if (isOpen) look()
    },
    /** Looks again, and reads the database from end to end. */
    async lookClosely(): Promise<Health> {
      await integrity.read('asked')
      return look()
    },
    /** Whenever something is not as it was told last, and at once. */
    async *watch(signal?: AbortSignal): AsyncGenerator<Health> {
      const news = changes.listen(signal)
      yield get()
      for await (const _ of news) {
        if (latest) yield latest
      }
    },
    /** What came of trying a connection to a provider by hand; and that one is not used any more. */
    providerNews: {
      tested(provider: string, error: Parameters<typeof addNews>[2]): void {
        if (error !== null && !isProvidersFault(error)) return
        note(provider, clock.now(), error)
        sum()
      },
      removed(provider: string): void {
        const { [provider]: _, ...providers } = memory.read().providers
        memory.change({ providers })
        sum()
      },
    },

    open(): void {
      if (!stays) return
      isOpen = true
      integrity.onRead(() => void sum())
      const fileTimer = setInterval(lookAtFile, fileMs)
      const allTimer = setInterval(() => {
        look()
        integrity.readWhereDue()
      }, allMs)
      // Not before the program has shown itself.
      const first = setTimeout(look, 500)
      timers.push(fileTimer, allTimer, first)
      for (const timer of timers) timer.unref()
    },
    async close(): Promise<void> {
      isOpen = false
      for (const timer of timers) clearInterval(timer)
      stopListening()
      await integrity.close()
      parts.lag?.stop()
      if (!stays) return
      try {
        memory.keep()
        store.removeBeat(owner)
      } catch (thrown) {
        log.warn('the end of this program could not be noted', { reason: String(thrown) })
      }
    },
  }
}

export type HealthMonitor = ReturnType<typeof createHealthMonitor>
