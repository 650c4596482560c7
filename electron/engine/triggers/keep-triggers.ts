import type { Clock } from '../../../shared/clock.ts'
import type { Settings } from '../../../shared/contract/settings.ts'
import { NitiError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import type { Log } from '../../../shared/log.ts'
import { fileWatchParams } from '../../../shared/workflow/trigger-params.ts'
import { isAlive, ownerName } from '../run/owners.ts'
import type { RunChanges } from '../run/run-changes.ts'
import type { RunsStore } from '../store/runs.store.ts'
import type { TriggerRow, TriggersStore } from '../store/triggers.store.ts'
import type { Propagation } from '../telemetry/otel/propagation.ts'
import { createFollower } from './after-run.ts'
import { createDeliver } from './deliver.ts'
import type { FileChange, FileWatch } from './file-watch.ts'
import { createFire, type StartTriggered } from './fire.ts'
import { createPublicAddress, type PublicSettings } from './public-address.ts'
import { depthOf, readResult, traceAfter } from './run-result.ts'
import { createScheduler } from './schedule.ts'
import { createServiceWebhook } from './service-webhook.ts'
import { createTakeEvents } from './take-events.ts'
import type { TriggerServices } from './trigger-services.ts'
import { createServiceWatch } from './watch-services.ts'
import { createWebhooks } from './webhook.ts'
import type { WebhookListener } from './webhook-listener.ts'
import type { WebhookSecrets } from './webhook-secrets.ts'

/** How often is looked whether another program changed something, ended, or what did not work works now. */
const lookEveryMs = 2_000
/** Files a run is told of by name when many come together. */
const mostFiles = 1_000

type Parts = {
  store: TriggersStore
  runs: RunsStore
  runChanges: RunChanges
  /** Of this engine, in whichever program it is. */
  engineId: string
  start: StartTriggered
  clock: Clock
  log: Log
  filesDir: string
  settings(): PublicSettings & Pick<Settings, 'webhookPort'>
  services: TriggerServices
  secrets: WebhookSecrets
  propagation: Propagation
  /** Resolves when a run has ended, or the signal aborts. */
  untilOver(runId: string, signal: AbortSignal): Promise<void>
  onWaitCall(token: string, payload: Json): boolean | Promise<boolean>
  /** The list of triggers changed. */
  tell(): void
}

type Watched = { key: string; watch: FileWatch | null }

/**
 * Keeps watch over the live triggers, as long as no other engine on the same data folder does: schedules by the clock,
 * folders, calls from outside, and the ends of other runs.
 */
export function keepTriggers(parts: Parts) {
  const { store, runs, engineId, clock, log, tell } = parts
  const closing = new AbortController()
  const fire = createFire(parts)
  const resultOf = (runId: string) => readResult(runs, runId)
  const scheduler = createScheduler({ store, engineId, clock, fire })
  const follower = createFollower({
    ...{ ...parts, fire, resultOf, depthOf: (runId) => depthOf(runs, runId) },
    traceAfter: (runId) => traceAfter(runs, runId, parts.propagation),
  })
  const publicAddress = createPublicAddress({ ...parts, onChange: tell })
  const deliver = createDeliver({ ...parts, fire })
  const takeEvents = createTakeEvents({ ...parts, fire })
  const serviceWatch = createServiceWatch({ ...parts, takeEvents, deliver, setProblem })
  const onServiceCall = createServiceWebhook({ ...parts, deliver, addressOf: (token) => addressOf('hooks', token) })
  const webhooks = createWebhooks({ ...parts, fire, resultOf, onServiceCall, closing: closing.signal })

  const watched = new Map<string, Watched>()
  let listener: WebhookListener | null = null
  let listenerPort: number | null = null
  let isKeeper = false
  let seenVersion = -1
  let seenList = ''
  let needsLook = false
  let isQueued = false
  let again = Promise.withResolvers<void>()
  let wakeClock = () => {}
  let working: Promise<void> = Promise.resolve()
  let fileWork: Promise<unknown> = Promise.resolve()

  const timer = setInterval(look, lookEveryMs)
  timer.unref()
  const clockWork = watchClock()
  const followWork = followChanges()
  wake()

  /** Brings what is watched in line with the list. Whoever calls this meanwhile gets one more go after it. */
  function wake(): Promise<void> {
    if (isQueued) return working
    isQueued = true
    working = working.then(arrange).catch(note)
    return working
  }

  function look(): void {
    try {
      const version = store.dataVersion()
      if (version === seenVersion && !needsLook && isKeeper) return
      if (version !== seenVersion) tellIfOther()
      seenVersion = version
    } catch (thrown) {
      note(thrown)
      return
    }
    void wake()
  }

  /** Most of what other programs write has nothing to do with triggers. */
  function tellIfOther(): void {
    const list = JSON.stringify(store.list())
    if (list !== seenList) tell()
    seenList = list
  }

  function note(thrown: unknown): void {
    if (closing.signal.aborted) return
    const stack = thrown instanceof Error ? thrown.stack : String(thrown)
    log.error('the triggers could not be kept', { stack })
  }

  async function arrange(): Promise<void> {
    isQueued = false
    needsLook = false
    if (closing.signal.aborted) return
    isKeeper = store.keep({ owner: ownerName(), engineId }, isAlive)
    const rows = isKeeper ? store.list().filter((row) => row.active) : []
    await arrangeFolders(rows.filter((row) => row.kind === 'file'))
    await arrangeListener(rows.filter((row) => row.token !== null))
    await publicAddress.arrange(listener?.port ?? null)
    await serviceWatch.arrange(rows.filter((row) => row.kind === 'service'))
    if (isKeeper && !closing.signal.aborted && (await follower.look())) needsLook = true
    wakeClock()
  }

  async function arrangeFolders(rows: TriggerRow[]): Promise<void> {
    const wanted = new Map(rows.map((row) => [`${row.workflowId} ${row.node}`, row]))
    for (const [name, { key, watch }] of watched) {
      const row = wanted.get(name)
      if (row && watch && key === JSON.stringify(row.params)) wanted.delete(name)
      else {
        watched.delete(name)
        await watch?.close()
      }
    }
    for (const [name, row] of wanted) watched.set(name, await openFolder(row))
  }

  async function openFolder(row: TriggerRow): Promise<Watched> {
    const key = JSON.stringify(row.params)
    const name = `${row.workflowId} ${row.node}`
    const failed = (problem: string) => {
      setProblem(row, problem)
      needsLook = true
    }
    const { watchFolder } = await import('./file-watch.ts')
    const opened = await watchFolder({
      params: fileWatchParams.parse(row.params),
      filesDir: parts.filesDir,
      now: () => clock.now(),
      onChanges: (folder, changes) => queueFiles(row, folder, changes),
      onProblem(problem) {
        failed(problem)
        const mine = watched.get(name)
        if (mine?.watch !== opened) return
        watched.set(name, { key, watch: null })
        if (mine.watch) void mine.watch.close()
      },
    })
    if ('problem' in opened) {
      failed(opened.problem)
      return { key, watch: null }
    }
    setProblem(row, null)
    return { key, watch: opened }
  }

  /** One after the other: a thousand files that come at once are a thousand short transactions, not one long stall. */
  function queueFiles(row: TriggerRow, folder: string, changes: FileChange[]): void {
    const { together } = fileWatchParams.parse(row.params)
    const payloads: Json[] = together
      ? [{ folder, files: changes.slice(0, mostFiles), total: changes.length }]
      : changes.map((change) => ({ folder, ...change }))
    for (const payload of payloads) {
      fileWork = fileWork.then(() => (closing.signal.aborted ? undefined : fire({ row, payload }))).catch(note)
    }
  }

  async function arrangeListener(rows: TriggerRow[]): Promise<void> {
    const port = parts.settings().webhookPort
    const isWanted = isKeeper && store.expectsCalls()
    if (listener && (!isWanted || listenerPort !== port)) {
      await listener.close()
      listener = null
      tell()
    }
    let problem: string | null = null
    if (isWanted && !listener) {
      try {
        const { answerHook: onHook, answerWait: onWait } = webhooks
        const { listenForCalls } = await import('./webhook-listener.ts')
        listener = await listenForCalls({ port, onHook, onWait, onFailure: note, publicHost })
        listenerPort = port
        tell()
      } catch (thrown) {
        if (!(thrown instanceof NitiError)) throw thrown
        problem = `${thrown.info.message} ${thrown.info.hint ?? ''}`.trim()
        needsLook = true
      }
    }
    for (const row of rows) setProblem(row, problem)
  }

  function publicHost(): string | null {
    const { url } = publicAddress.address()
    return url !== null && URL.canParse(url) ? new URL(url).hostname : null
  }

  /** Under which address somebody else calls: the public one, where there is one. */
  function addressOf(kind: 'hooks', token: string): string | null {
    const port = listener?.port
    const base = publicAddress.address().url ?? (port === undefined ? null : `http://127.0.0.1:${port}`)
    return base && `${base}/${kind}/${token}`
  }

  function setProblem(row: TriggerRow, problem: string | null): void {
    if (store.setProblem(row, problem)) tell()
  }

  /** Sleeps until the next schedule, at most a minute: the clock may be set, and the machine may sleep. */
  async function watchClock(): Promise<void> {
    while (!closing.signal.aborted) {
      const woken = new AbortController()
      again = Promise.withResolvers<void>()
      wakeClock = () => {
        woken.abort()
        again.resolve()
      }
      try {
        const waitMs = isKeeper ? await scheduler.beat() : null
        if (woken.signal.aborted) continue
        if (waitMs === null) await again.promise
        else await clock.sleep(waitMs, woken.signal)
      } catch (thrown) {
        if (woken.signal.aborted) continue
        note(thrown)
        needsLook = true
        await again.promise
      }
    }
  }

  async function followChanges(): Promise<void> {
    for await (const _ of parts.runChanges.listen(closing.signal)) {
      if (isKeeper && store.list().some((row) => row.kind === 'run' && row.active)) void wake()
    }
  }

  return {
    wake,

    /** Where calls arrive, or would with this port; null where that is not known before it listens. */
    callPort(): number | null {
      return listener?.port ?? (parts.settings().webhookPort || null)
    },

    publicAddress: publicAddress.address,

    /** Stops watching; whoever waits for a result is told the id of the run, and another engine may keep watch. */
    async close(): Promise<void> {
      clearInterval(timer)
      closing.abort()
      wakeClock()
      await Promise.all([working, clockWork, followWork, fileWork])
      for (const { watch } of watched.values()) await watch?.close()
      await serviceWatch.close()
      await publicAddress.close()
      await listener?.close()
      store.letGo(engineId)
    },
  }
}

export type KeptTriggers = ReturnType<typeof keepTriggers>
