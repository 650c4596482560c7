import type { Clock } from '../../../shared/clock.ts'
import type { WebhookDelivery } from '../../../shared/contract/integrations.ts'
import type { Settings } from '../../../shared/contract/settings.ts'
import type {
  PublicAddress,
  SchedulePreview,
  Trigger,
  TriggerWay,
  WebhookSetup,
} from '../../../shared/contract/triggers.ts'
import { NitiError, userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import type { Log } from '../../../shared/log.ts'
import { checkWorkflow } from '../../../shared/workflow/check.ts'
import {
  type AfterRunParams,
  afterRunParams,
  type FileWatchParams,
  fileWatchParams,
  type ScheduleParams,
  scheduleParams,
  type WebhookParams,
  webhookParams,
} from '../../../shared/workflow/trigger-params.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import { takeSecrets } from '../nodes/take-secrets.ts'
import { createRunChanges, type RunChanges } from '../run/run-changes.ts'
import type { RunsStore } from '../store/runs.store.ts'
import type { TriggerAddress, TriggerRow, TriggersStore } from '../store/triggers.store.ts'
import type { Propagation } from '../telemetry/otel/propagation.ts'
import type { StartTriggered } from './fire.ts'
import type { KeptTriggers } from './keep-triggers.ts'
import { addressBy, type PublicSettings } from './public-address.ts'
import { replayDelivery } from './replay-delivery.ts'
import { readServiceTrigger, type ServiceTrigger, type TriggerServices } from './trigger-services.ts'
import { createWebhookSecrets } from './webhook-secrets.ts'
import { describeCallSetup, describeSetup, missingSecret } from './webhook-setup.ts'

type Parts = {
  store: TriggersStore
  runs: RunsStore
  runChanges: RunChanges
  nodeTypes: NodeTypes
  start: StartTriggered
  clock: Clock
  log: Log
  /** The folder relative ones start from. */
  filesDir: string
  settings(): PublicSettings & Pick<Settings, 'webhookPort'>
  services: TriggerServices
  propagation: Propagation
  draftOf(workflowId: string): Workflow
  publishedOf(workflowId: string): Workflow
  workflowName(workflowId: string): string | undefined
  /** Resolves when a run has ended, or the signal aborts. */
  untilOver(runId: string, signal: AbortSignal): Promise<void>
  onWaitCall(token: string, payload: Json): boolean | Promise<boolean>
}

const deliveriesAtOnce = 50
/** Times a preview names. */
const previewTimes = 5

/**
 * What begins runs by itself: the list of it, kept in line with what is published, and, in hosts that stay, the watch
 * over it. What it takes (cron, file watching, an HTTP server) is loaded when it is first needed.
 */
export function createTriggers(parts: Parts) {
  const { store, nodeTypes, clock, log } = parts
  const changes = createRunChanges()
  const tell = () => changes.tell(null)
  const engineId = newId('engine', clock.now())
  const secrets = createWebhookSecrets(parts.services)
  let kept: KeptTriggers | null = null
  let opening: Promise<void> = Promise.resolve()
  let isClosed = false
  /** As text: whoever shows addresses is told when it changes. */
  let toldAddress = ''

  /** Brings the triggers of a workflow in line with what is published of it and whether it is switched on. */
  async function settle(workflowId: string): Promise<void> {
    const { findTriggers, setUpTriggers } = await import('./trigger-rows.ts')
    await sealOpen(workflowId)
    store.settle(workflowId, (before, live) => {
      // A workflow that was deleted keeps them, at rest: restored, it has its webhooks' addresses again.
      const found =
        live || store.published().includes(workflowId) ? findTriggers(parts.publishedOf(workflowId), nodeTypes) : null
      const asTheyWere = before.map(({ node, kind, service, title, params }) => ({
        ...{ node, kind, service, title, params, problem: null },
      }))
      const now = { nowMs: clock.now(), live, newestEnding: store.newestEnding() }
      return setUpTriggers(found ?? asTheyWere, before, now)
    })
  }

  /**
   * A version that was published with its webhook's secret in the clear keeps letting its callers in. Once: one that was
   * removed or renewed since does not come back from there.
   */
  async function sealOpen(workflowId: string): Promise<void> {
    if (!store.published().includes(workflowId)) return
    const published = parts.publishedOf(workflowId)
    const { secrets: open } = takeSecrets(nodeTypes.definitions, published)
    if (open.length === 0) return
    const rows = store.list(workflowId)
    const isNew = (node: string) => {
      const row = rows.find((one) => one.node === node)
      const param = nodeTypes.find(published.nodes[node]?.type ?? '')?.definition.sealedParam
      return !row || (param !== undefined && param in row.params)
    }
    const keep = await secrets.sealTaken(
      workflowId,
      open.filter(({ node }) => isNew(node)),
    )
    keep()
  }

  async function changed(workflowId: string): Promise<void> {
    await settle(workflowId)
    tell()
    await kept?.wake()
  }

  async function open(): Promise<void> {
    for (const workflowId of store.published()) {
      try {
        await settle(workflowId)
      } catch (thrown) {
        // One workflow that a newer program wrote must not keep the others from starting.
        log.error('the triggers of a workflow could not be read', { workflowId, reason: String(thrown) })
      }
    }
    if (isClosed) return
    const { keepTriggers } = await import('./keep-triggers.ts')
    if (!isClosed) kept = keepTriggers({ ...parts, secrets, engineId, tell })
  }

  async function toTrigger(row: TriggerRow): Promise<Trigger> {
    const { workflowId, workflowName, node, title, kind, active, nextAt, lastFiredAt, lastRunId } = row
    return {
      ...{ workflowId, workflowName, node, title, kind, active, lastFiredAt, lastRunId },
      summary: await summaryOf(row),
      nextAt: active ? nextAt : null,
      url: row.token === null ? null : callUrl('hooks', row.token),
      publicUrl: row.token === null ? null : publicUrl(row.token),
      way: readServiceTrigger(row, parts.services)?.params.way ?? null,
      lookedAt: row.kind === 'service' ? (parts.services.looks.get(row)?.lookedAt ?? null) : null,
      error: row.problem ?? missingSecret(row, secrets.isSet(row)) ?? row.error,
    }
  }

  /** In one sentence; nothing of a set-up that makes no sense, whose error says why. */
  async function summaryOf(row: TriggerRow): Promise<string> {
    const { kind, params } = row
    switch (kind) {
      case 'schedule': {
        const schedule = scheduleParams.safeParse(params).data
        return schedule ? describe(schedule) : ''
      }
      case 'file': {
        const files = fileWatchParams.safeParse(params).data
        return files ? describeFiles(files) : ''
      }
      case 'webhook': {
        const calls = webhookParams.safeParse(params).data
        return calls ? describeCalls(calls) : ''
      }
      case 'run': {
        const runs = afterRunParams.safeParse(params).data
        return runs ? describeRuns(runs) : ''
      }
      case 'service': {
        const found = readServiceTrigger(row, parts.services)
        return found ? describeService(found) : ''
      }
    }
  }

  function describeRuns({ workflow, succeeded, failed, cancelled }: AfterRunParams): string {
    const outcomes = [succeeded && 'succeeded', failed && 'failed', cancelled && 'was cancelled'].filter(Boolean)
    const which = workflow === '' ? 'another workflow' : `“${parts.workflowName(workflow) ?? workflow}”`
    return `After a run of ${which} ${outcomes.join(' or ')}`
  }

  function publicAddress(): PublicAddress {
    return kept ? kept.publicAddress() : addressBy(parts.settings(), null)
  }

  function publicUrl(token: string): string | null {
    const { url } = publicAddress()
    return url && `${url}/hooks/${token}`
  }

  /** The published trigger whose calls come in at an address. */
  function calledTrigger(workflowId: string, node: string) {
    const row = store.list(workflowId).find((one) => one.node === node)
    if (row?.token && row.kind === 'webhook') return { row, token: row.token, of: null }
    const of = row && readServiceTrigger(row, parts.services)
    if (!of || !row?.token || !of.integration.webhook) {
      throw userError('trigger.no-webhook', `There is no published trigger \`${node}\` that is called at an address.`, {
        hint: 'Publish the workflow; in a trigger of a service, choose “Be called” before.',
      })
    }
    return { row, token: row.token, of: { ...of, security: of.integration.webhook } }
  }

  /** The address of a webhook (`hooks`) or of a wait for a call (`waits`); null before the system chose a port. */
  function callUrl(kind: 'hooks' | 'waits', token: string): string | null {
    const base = callBase()
    return base && `${base}/${kind}/${token}`
  }

  function callBase(): string | null {
    const port = kept ? kept.callPort() : parts.settings().webhookPort || null
    return port === null ? null : `http://127.0.0.1:${port}`
  }

  return {
    async list(workflowId?: string): Promise<Trigger[]> {
      return Promise.all(store.list(workflowId).map(toTrigger))
    },

    async setActive(workflowId: string, active: boolean): Promise<void> {
      if (!store.setActive(workflowId, active)) {
        throw userError('workflow.not-found', `There is no workflow \`${workflowId}\`.`)
      }
      await changed(workflowId)
    },

    /** What a schedule with these params would do. */
    async preview(params: JsonObject): Promise<SchedulePreview> {
      const parsed = scheduleParams.safeParse(params)
      const issue = parsed.error?.issues[0]
      if (issue) return { summary: '', next: [], error: `${issue.path.join('.')}: ${issue.message}.` }
      if (!parsed.success) return { summary: '', next: [], error: 'The schedule makes no sense.' }
      try {
        const { scheduleOf, timesOf } = await import('./next-times.ts')
        const times = timesOf(scheduleOf(parsed.data))
        const next: number[] = []
        for (let at = times.next(clock.now()); at !== null && next.length < previewTimes; at = times.next(at))
          next.push(at)
        const error = next.length === 0 ? 'That time never comes.' : null
        return { summary: await describe(parsed.data), next, error }
      } catch (thrown) {
        if (thrown instanceof NitiError) return { summary: '', next: [], error: thrown.message }
        throw thrown
      }
    },

    async renewUrl(workflowId: string, node: string): Promise<Trigger> {
      const find = () => store.list(workflowId).find((row) => row.node === node && row.token !== null)
      const row = find()
      if (!row) throw userError('trigger.no-webhook', `There is no published webhook \`${node}\` in this workflow.`)
      const { newToken } = await import('./trigger-rows.ts')
      store.setToken(row, newToken())
      tell()
      return toTrigger(find() ?? row)
    },

    async webhookSetup(workflowId: string, node: string): Promise<WebhookSetup> {
      const { row, token, of } = calledTrigger(workflowId, node)
      const url = publicUrl(token) ?? callUrl('hooks', token)
      const isSet = secrets.isSet(row)
      if (!of) return describeCallSetup(webhookParams.parse(row.params), { url, isSet })
      const events = of.trigger.webhook?.events ?? []
      return describeSetup(of.security, { url, events, token, isSet, shown: await secrets.shown(row) })
    },

    async setSecret(workflowId: string, node: string, secret: string | null | undefined) {
      const { row } = calledTrigger(workflowId, node)
      let made: string | null = null
      if (secret === null) secrets.forget(row)
      else if (secret === undefined) made = await secrets.make(row)
      else await secrets.set(row, secret)
      tell()
      return { made }
    },

    publicAddress,

    deliveries: (at: TriggerAddress, before?: number) =>
      parts.services.deliveries.page(at, { limit: deliveriesAtOnce, ...(before !== undefined && { before }) }),

    async replay(deliveryId: number): Promise<WebhookDelivery> {
      const delivery = await replayDelivery(deliveryId, { ...parts, list: store.list })
      tell()
      return delivery
    },

    async *changes(signal?: AbortSignal): AsyncGenerator<Record<string, never>> {
      for await (const _ of changes.listen(signal)) yield {}
    },

    /** Refuses a draft whose schedules could not work once published; what the check finds is for the check to say. */
    async refuseBad(workflowId: string): Promise<void> {
      const draft = parts.draftOf(workflowId)
      if (checkWorkflow(draft, nodeTypes.find).some(({ severity }) => severity === 'error')) return
      const { findTriggers } = await import('./trigger-rows.ts')
      const bad = findTriggers(draft, nodeTypes).find(({ problem }) => problem !== null)
      if (bad?.problem) throw userError('trigger.bad-setup', `\`${bad.node}\`: ${bad.problem}`, { nodeId: bad.node })
    },

    /** To be called after a workflow was published, deleted or restored. */
    changed,

    /** Looks again at what is to be watched: settings changed, or a run begins or ends to wait for a call. */
    async wake(): Promise<void> {
      await kept?.wake()
      const address = JSON.stringify(publicAddress())
      if (address !== toldAddress) tell()
      toldAddress = address
    },

    callUrl,

    /** `http://127.0.0.1:7474`, where some webhook of an active workflow or a wait expects calls; else null. */
    listensAt: (): string | null => (store.expectsCalls() ? callBase() : null),

    /** Begins to keep watch: for hosts that stay. Resolves once the list is read and everything is watched. */
    open(): Promise<void> {
      opening = open()
      return opening.then(() => kept?.wake())
    },

    async close(): Promise<void> {
      isClosed = true
      await opening
      await kept?.close()
    },
  }
}

export type Triggers = ReturnType<typeof createTriggers>

async function describe(params: ScheduleParams): Promise<string> {
  const [{ describeSchedule }, { scheduleOf }] = await Promise.all([
    import('./schedule-words.ts'),
    import('./next-times.ts'),
  ])
  return describeSchedule(scheduleOf(params))
}

function describeFiles({ folder, pattern, added, changed, removed }: FileWatchParams): string {
  const events = [added && 'added', changed && 'changed', removed && 'removed'].filter(Boolean)
  return `When a file that matches ${pattern} is ${events.join(' or ')} in ${folder}`
}

function describeCalls({ method, answer }: WebhookParams): string {
  const call = method === 'any' ? 'its address is called' : `its address is called with ${method}`
  return `When ${call}; answers ${answer === 'result' ? 'with the result of the run' : 'at once'}`
}

const wayWords: Record<TriggerWay, (everySeconds: number) => string> = {
  poll: (everySeconds) => `looks every ${everySeconds} seconds`,
  'long-poll': () => 'keeps asking',
  socket: () => 'keeps a connection open',
  webhook: () => 'when its address is called',
}

function describeService({ integration, trigger, params }: ServiceTrigger): string {
  return `${integration.title}: ${trigger.title}; ${wayWords[params.way](params.everySeconds)}`
}
