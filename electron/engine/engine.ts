import { fileURLToPath } from 'node:url'
import { createRouterClient } from '@orpc/server'
import { version } from '../../package.json'
import type { Issue } from '../../shared/contract/workflows.ts'
import type { RunPush } from '../../shared/run/events.ts'
import type { ModelUsage } from '../../shared/run/model-call.ts'
import { foldRun, type RunView } from '../../shared/run/view.ts'
import { openAgents } from './agents/open-agents.ts'
import { createShowNotice } from './alerts/show-notice.ts'
import { closeInOrder } from './close-in-order.ts'
import { createModelConnections } from './connections/model-connections.ts'
import { quietHost } from './connections/vault.ts'
import { createBudgeting } from './costs/budgeting.ts'
import { startsOf } from './costs/cost-range.ts'
import { createCosts } from './costs/costs.ts'
import { createDryUsage } from './costs/dry-usage.ts'
import { createForecasts } from './costs/forecast.ts'
import { openPrices } from './costs/open-prices.ts'
import type { EngineOptions } from './engine-options.ts'
import { createFileAccess } from './files/file-access.ts'
import { createFileStreams } from './files/file-streams.ts'
import { createKeptFiles } from './files/kept-files.ts'
import { budgetHandlers } from './handlers/budgets.ts'
import { catalogHandlers } from './handlers/catalog.ts'
import { channelHandlers } from './handlers/channels.ts'
import { connectionHandlers } from './handlers/connections.ts'
import { costHandlers } from './handlers/costs.ts'
import { implementContract } from './handlers/implement-contract.ts'
import { integrationHandlers } from './handlers/integrations.ts'
import { priceHandlers } from './handlers/prices.ts'
import { queueHandlers } from './handlers/queue.ts'
import { runHandlers } from './handlers/runs.ts'
import { settingsHandlers } from './handlers/settings.ts'
import { storageHandlers } from './handlers/storage.ts'
import { triggerHandlers } from './handlers/triggers.ts'
import { versionHandlers } from './handlers/versions.ts'
import { waitHandlers } from './handlers/waits.ts'
import { workflowHandlers } from './handlers/workflows.ts'
import { keepHeapSmall } from './heap-growth.ts'
import { createHttp } from './http/http.ts'
import { openServices } from './integrations/open-services.ts'
import { createModelClient } from './models/call-model.ts'
import { providers } from './models/registry.ts'
import { openMonitoring } from './monitoring/open-monitoring.ts'
import { createNodeTypes } from './nodes/node-types.ts'
import { nodeTypes as definitions } from './nodes/registry.ts'
import type { BudgetPauses } from './run/active-run.ts'
import { createCommittedEvents } from './run/committed-events.ts'
import { createEffects } from './run/effects.ts'
import { createEventLog } from './run/event-log.ts'
import { isAlive, ownerName } from './run/owners.ts'
import { createQueue } from './run/queue.ts'
import { createReadyWorkflows } from './run/ready-workflows.ts'
import { createRunChanges } from './run/run-changes.ts'
import { createRunFeed } from './run/run-feed.ts'
import { readEvents } from './run/settle-in-flight.ts'
import { createRuns } from './run/start-run.ts'
import { createStarts, type FileRun } from './run/starts.ts'
import { createSubworkflows } from './run/subworkflows.ts'
import { createWaits } from './run/waits.ts'
import { createSafeLog } from './safe-log.ts'
import { createSandbox } from './sandbox/sandbox.ts'
import { openStorage } from './storage/open-storage.ts'
import { createBlobsStore } from './store/blobs.store.ts'
import { createBudgetsStore } from './store/budgets.store.ts'
import { createChannelsStore } from './store/channels.store.ts'
import { createConnectionsStore } from './store/connections.store.ts'
import { createCostsStore } from './store/costs.store.ts'
import { createDocumentsStore } from './store/documents.store.ts'
import { createLedgerStore } from './store/ledger.store.ts'
import { createNodeHistoryStore } from './store/node-history.store.ts'
import { openDataFolder } from './store/open-data-folder.ts'
import { createQueueStore } from './store/queue.store.ts'
import { createRunsStore, maxEventsPerRun, type RunIdentity } from './store/runs.store.ts'
import { createSettingsStore } from './store/settings.store.ts'
import { createTriggersStore } from './store/triggers.store.ts'
import { createWaitsStore } from './store/waits.store.ts'
import { systemClock } from './system-clock.ts'
import { createPropagation } from './telemetry/otel/propagation.ts'
import { openTriggerServices } from './triggers/open-trigger-services.ts'
import { createTriggers } from './triggers/triggers.ts'
import { openWorkflows } from './workflows/open-workflows.ts'

/** Backups of a data folder that no engine has open. */
export { openBackupsOffline } from './storage/backups/restore-offline.ts'

/** There is one workspace so far; everything stored names it, so that more can come without a change of what is stored. */
const workspaceId = 'default'

/**
 * The engine, wired by hand in reading order. It opens the database, ends what a crash left behind, and then waits for
 * calls; nothing runs until somebody asks. Rejects with a user error where the data folder cannot be used.
 */
export async function createEngine(options: EngineOptions) {
  const { dataDir, clock = systemClock, env = process.env } = options
  const host = quietHost(options.host)
  const log = createSafeLog(options.log)
  const filesDir = options.filesDir ?? process.cwd()
  const resourcesDir = options.resourcesDir ?? fileURLToPath(new URL('../../resources', import.meta.url))

  keepHeapSmall()
  const stays = options.resumeRuns ?? true
  const folder = await openDataFolder(dataDir, clock.now)
  const { db } = folder
  const runsStore = createRunsStore(db)
  const queueStore = createQueueStore(db)
  const settings = createSettingsStore(db)
  const timeZone = () => settings.get(workspaceId).timeZone
  const monthStart = () => startsOf(clock.now(), timeZone()).month

  const http = options.http ?? createHttp({ log, now: clock.now })
  const propagation = createPropagation()
  const sandbox = createSandbox({ log })
  const owner = ownerName()
  const services = openServices({
    ...{ db, dataDir, workspaceId, host, http, clock, log, owner, isAlive },
    ...{ nodeTypes: options.nodeTypes ?? definitions, integrations: options.integrations },
  })
  const nodeTypes = createNodeTypes(services.definitions)
  const { versions, workflows, workflowName } = openWorkflows({
    ...{ db, workspaceId, nodeTypes, host, clock, monthStart, templatesDir: `${resourcesDir}/templates` },
    loadTypesIn: services.loadNamedIn,
  })

  const { prices, counter, table } = openPrices({ db, workspaceId, providers, clock, log, mayLoad: stays })
  const connections = createModelConnections({
    ...{ workspaceId, providers, prices, settings, host, env, clock },
    store: createConnectionsStore(db),
    fetch: http.fetch,
  })
  const models = createModelClient({
    ...{ providers, http, clock, prices },
    keyOf: connections.credentials,
    limitsOf: connections.limitsOf,
  })

  const { budgets, budgetAlerts, budgetChanges, alerts, gate, stopRunsOn } = createBudgeting({
    ...{ budgetsStore: createBudgetsStore(db), channelsStore: createChannelsStore(db) },
    ...{ workspaceId, providers, prices, host, http, clock, log, owner, stays },
    workflowName,
    agentName: (agentId) => agents.agents.nameOf(agentId),
    chosenZone: timeZone,
    cancelRun: (runId) => queue.cancel(runId),
    onRaised: (budgetId) => waits.answerAbout(budgetId),
  })
  budgets.openZone(stays)

  const feed = createRunFeed(runsStore)
  const changes = createRunChanges()
  const committed = createCommittedEvents()
  const eventLog = createEventLog({
    store: runsStore,
    clock,
    log,
    onCommitted(runIds, entries) {
      for (const runId of runIds) feed.wake(runId)
      committed.tell(entries)
    },
    onSettled(touches) {
      budgetAlerts.note(touches)
      gate.tellChange()
      budgetChanges.tell()
    },
    onFailure: (runIds, reason) => runs.breakOff(runIds, reason),
  })
  const waits = createWaits({
    store: createWaitsStore(db),
    clock,
    log,
    workspaceId,
    webhookUrl: (token) => triggers.callUrl('waits', token),
    onChange(workflowId) {
      changes.tell(workflowId)
      void triggers.wake()
    },
  })
  const pauses: BudgetPauses = {
    ...{ raise: budgets.raise, zone: budgets.zone, isAsItWas: budgets.isAsItWas },
    stopRun: (runId) => void runs.cancel(runId),
    modelsThatFit: async (call) => gate.modelsThatFit(call, await connections.readyModels()),
    answerAlike: waits.answerAlike,
    open: new Map(),
  }
  const blobs = createBlobsStore(db)
  const nodeHistory = createNodeHistoryStore(db)
  const agents = openAgents({
    ...{ db, workspaceId, dataDir, filesDir, resourcesDir, host, http, clock, log, nodeTypes, monthStart },
    ...{ runsStore, blobs, feed, changes, stays, owner, providers, services, versions, prices, connections },
    late: () => ({ starts, queue, forecast, workflows }),
  })
  const effectsIn = (folder: string, { runNumber }: RunIdentity) => {
    const kept = createKeptFiles(blobs, runNumber)
    const files = createFileAccess(folder, kept, dataDir)
    const service = { client: services.client, files: createFileStreams(kept) }
    // What a node's answers were like is looked up once for each run.
    const dryUsage = createDryUsage(nodeHistory, counter)
    const own = { files, service, dryUsage, ...agents.effects }
    return createEffects({ models, http, feed, gate, counter, pauses, propagation, ...own })
  }
  const ready = createReadyWorkflows(nodeTypes)
  const subworkflows = createSubworkflows({
    ready,
    nodeTypes,
    documents: createDocumentsStore(db),
    autoModel: connections.auto,
    load: ({ workflowId, version }) =>
      version === 'published'
        ? { document: versions.publishedDocument(workflowId), version: versions.publication(workflowId).version }
        : { document: workflows.document(workflowId), version: null },
  })
  const runs = createRuns({
    ...{ effectsIn, ready, subworkflows, queueStore, eventLog, nodeTypes, sandbox, clock, owner, waits },
    store: runsStore,
    diagnostics: log,
    notify: createShowNotice(host, log),
    onChanged({ workflowId }) {
      changes.tell(workflowId)
      queue.pump()
    },
  })
  const queue = createQueue({
    ...{ workspaceId, runsStore, runs, clock, log, owner },
    store: queueStore,
    beginsRuns: stays,
    runsAtOnce: () => settings.get(workspaceId).runsAtOnce,
    onChanged: (workflowId) => changes.tell(workflowId),
    onCommitted: (runId) => feed.wake(runId),
    onOthersWrote() {
      models.limitsChanged()
      changes.tell(null)
      budgetChanges.tell()
      alerts.othersWrote()
      services.connections.othersWrote()
    },
  })

  const closing = new AbortController()
  const tidied = { db, dataDir, workspaceId, settings, changes, clock, log }
  const storage = openStorage({ ...tidied, closing: closing.signal })

  const starts = createStarts({
    ...{ workspaceId, filesDir, workflows, versions, runsStore, ready, budgets, queue, runs },
    autoModel: connections.auto,
  })

  const forecast = createForecasts({
    ...{ workspaceId, providers, clock, nodeTypes, ready, subworkflows, sandbox, budgets, prices, counter },
    history: nodeHistory,
  })

  const triggers = createTriggers({
    store: createTriggersStore(db, workspaceId),
    runs: runsStore,
    runChanges: changes,
    start: (request) => starts.workflow({ ...request, inputs: {}, version: 'published', priority: 0 }),
    ...{ clock, log, filesDir, nodeTypes, propagation },
    settings: () => settings.get(workspaceId),
    services: openTriggerServices({ db, host, services }),
    draftOf: (workflowId) => workflows.document(workflowId),
    publishedOf: (workflowId) => versions.publishedDocument(workflowId),
    workflowName,
    async untilOver(runId, signal) {
      // None of its events is wanted, only their end.
      for await (const _ of feed.watch(runId, maxEventsPerRun, signal)) void _
    },
    onWaitCall: (token, payload) => waits.called(token, payload) === 'taken',
  })

  async function startFile(request: FileRun): Promise<{ runId: string; finished: Promise<RunView> }> {
    const { runId, finished } = await starts.file(request)
    changes.tell(null)
    return { runId, finished: finished.then(() => viewOf(runId)) }
  }

  /** The whole run as its log tells it, nothing cut. */
  function viewOf(runId: string): RunView {
    const run = runsStore.identity(runId)
    const view = foldRun(runId, run ? readEvents(runsStore, run) : [])
    // Large values are read when they are looked at; those a caller looks at after the engine was closed are read now.
    void [...Object.values(view.inputs), ...Object.values(view.outputs)]
    return view
  }

  const costs = createCosts({
    ...{ store: createCostsStore(db, workspaceId), ledger: createLedgerStore(db) },
    ...{ providers, clock, workspaceId, timeZone, agentName: agents.agents.nameOf },
    estimate: (asked) => prices.estimate({ ...asked, atMs: clock.now(), providers }),
  })
  const monitoring = openMonitoring({
    ...{ db, workspaceId, dataDir, host, http, clock, log, owner, stays, closing: closing.signal, version },
    ...{ folder, restart: options.restart ?? null, providers, services, propagation, storage, nodeTypes, timeZone },
    ...{ runsStore, blobs, feed, changes, committed, queue, queueStore, starts, alerts, budgets, connections },
    ...{ workflowName, agentName: agents.agents.nameOf },
  })
  const os = implementContract(log, services.loadAll)
  const router = os.router({
    workflows: workflowHandlers(os.workflows, workflows, triggers),
    versions: versionHandlers(os.versions, versions, workflows),
    catalog: catalogHandlers(os.catalog, nodeTypes),
    runs: {
      ...runHandlers(os.runs, { workspaceId, store: runsStore, blobs, feed, changes, queue, starts }),
      ...monitoring.runs(os),
    },
    queue: queueHandlers(os.queue, queue),
    waits: waitHandlers(os.waits, waits),
    triggers: triggerHandlers(os.triggers, triggers),
    storage: storageHandlers(os.storage, storage),
    connections: connectionHandlers(os.connections, connections, models, monitoring.providerNews),
    integrations: integrationHandlers(os.integrations, { ...services, triggers, log }),
    settings: settingsHandlers(os.settings, settings, {
      workspaceId,
      host,
      about: { version, dataDir, filesDir },
      inChange: budgets.keepZone,
      onChanged() {
        queue.pump()
        triggers.wake()
      },
    }),
    costs: costHandlers(os.costs, costs, async (request) => forecast(await starts.prospect(request))),
    budgets: budgetHandlers(os.budgets, { budgets, changes: budgetChanges, stopRuns: stopRunsOn }),
    prices: priceHandlers(os.prices, table(connections)),
    channels: channelHandlers(os.channels, alerts),
    ...agents.handlers(os),
    ...monitoring.handlers(os),
  })

  if (stays) {
    await services.loadAll()
    for (const { runId, owner } of runsStore.unfinished()) {
      if (owner === null || !isAlive(owner)) await runs.resume(runId)
    }
    triggers.open().catch((thrown) => log.error('the triggers could not be opened', { reason: String(thrown) }))
  }
  queue.open()
  alerts.delivery.open()
  monitoring.open()

  const upkeep = stays ? storage.keepTidy() : null

  let closed: Promise<void> | undefined
  function close(): Promise<void> {
    closing.abort()
    return closeInOrder(log, [
      ...[monitoring.close, services.connections.close, queue.close, triggers.close, services.protocols.close],
      ...[agents.close, () => upkeep?.ended ?? storage.retention.idle(), runs.close, agents.endServers, eventLog.close],
      ...[budgetAlerts.look, alerts.delivery.close, sandbox.close],
      () => (options.http ? undefined : http.close()),
      folder.close,
    ])
  }

  return {
    /** The contract, implemented: for whichever transport the host has. */
    router,
    /** The same for callers in this process. */
    client: createRouterClient(router),
    startFile,
    /** What a run of a workflow file would cost. */
    async forecastFile(request: Omit<FileRun, 'filesDir'>) {
      return forecast(await starts.fileProspect(request))
    },
    cancel: (runId: string): boolean => runs.cancel(runId),
    /** Whether some program on this machine has the run under way; one that nobody has goes on at the next start. */
    isHeld(runId: string): boolean {
      const run = runsStore.unfinished().find((one) => one.runId === runId)
      return typeof run?.owner === 'string' && isAlive(run.owner)
    },
    watch: (runId: string, afterSeq: number, signal?: AbortSignal): AsyncGenerator<RunPush> =>
      feed.watch(runId, afterSeq, signal),
    viewOf,
    /** Whether a program is there, this one or another, that begins queued runs. */
    hasQueueRunner: () => queue.hasEngine(),
    /** What is wrong with a workflow file; throws where it cannot even be read. */
    check: async (text: string): Promise<Issue[]> => workflows.check(await workflows.readSlowly(text)),
    /** Where calls from outside arrive, such as `http://127.0.0.1:7474`; null where nothing expects any. */
    listensAt: (): string | null => triggers.listensAt(),
    /** What this usage would cost with another model (`provider/model`), in micro-dollars; null where nobody knows. */
    estimateCost: (estimate: { model: string; usage: ModelUsage }): Promise<number | null> =>
      prices.estimate({ ...estimate, atMs: clock.now(), providers }),

    /** Leaves what is under way to the next start, writes down how far it came, and lets go of the database. */
    close(): Promise<void> {
      closed ??= close()
      return closed
    },
  }
}

export type Engine = Awaited<ReturnType<typeof createEngine>>
