import { expect, onTestFinished } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import type { Http } from '../../electron/engine/http/http.ts'
import type { Clock } from '../../shared/clock.ts'
import type { AlertIncident, AlertRule } from '../../shared/contract/alerts.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { startReceiver } from './alert-receiver.ts'
import { drawWorkflow } from './draw-workflow.ts'
import { openTestEngine } from './test-engine.ts'

type Options = {
  clock?: Clock
  http?: Http
  dataDir?: string
  env?: Record<string, string>
  replies?: Parameters<typeof startReceiver>[0]
}

/** What a webhook was told. */
export type Told = { type: string; title: string; body: string; facts: Record<string, unknown>; link: string | null }

/** Does what its input says: JSON succeeds, anything else fails. */
export const moody: Workflow = drawWorkflow('start -> read', {
  start: { type: 'manual', params: { inputs: [{ name: 'text', title: 'Text' }] } },
  read: { type: 'parse-json', params: { text: '{{ inputs.text }}' } },
})

/** The engine with one channel, a webhook of this test, and no rule. */
export async function openAlertEngine({ replies, ...options }: Options = {}) {
  const receiver = await startReceiver(replies)
  const engine = await openTestEngine(options)
  const { channels, alerts } = engine.client
  if (options.dataDir === undefined) {
    await channels.change({ channelId: 'channel_desktop', isOn: false })
    await alerts.remove({ ruleId: 'rule_unattended' })
    await channels.create({ name: 'Ops', target: { kind: 'webhook', allowPrivate: true }, url: receiver.url })
  }
  const told = (): Told[] => receiver.received.map(({ body }) => JSON.parse(body))
  return { engine, alerts, channels, receiver, told, titles: () => told().map(({ title }) => title) }
}

/** Stores a workflow under a name. */
export async function addWorkflow(engine: Engine, name: string, document: Workflow = moody): Promise<string> {
  const { workflowId } = await engine.client.workflows.create({ name })
  const edits = [{ kind: 'replace-document' as const, document: { ...document, name } }]
  await engine.client.workflows.edit({ workflowId, revision: 1, edits })
  return workflowId
}

/** Runs it to its end, well or not. */
export async function endRun(engine: Engine, workflowId: string, how: 'well' | 'badly'): Promise<string> {
  const inputs = { text: how === 'well' ? '{}' : 'no json' }
  const { runId } = await engine.client.runs.start({ workflowId, inputs })
  for await (const _ of engine.watch(runId, 0)) void _
  return runId
}

export const failed: Pick<AlertRule, 'name' | 'condition'> = { name: 'Failures', condition: { kind: 'run-failed' } }

/** Waits until the incidents, newest first, are as the test says. */
export async function incidentsAre(
  alerts: Engine['client']['alerts'],
  wanted: (Omit<Partial<AlertIncident>, 'deliveries'> & { deliveries?: unknown })[],
): Promise<AlertIncident[]> {
  await expect.poll(() => alerts.incidents({}), { timeout: 10_000 }).toMatchObject(wanted)
  const incidents = await alerts.incidents({})
  expect(incidents).toHaveLength(wanted.length)
  return incidents
}

/** Counts how often the engine said that alerts changed. */
export function watchAlerts(engine: Engine): { told: () => number } {
  const giveUp = new AbortController()
  onTestFinished(() => giveUp.abort())
  let told = 0
  void (async () => {
    try {
      for await (const _ of await engine.client.alerts.changes(undefined, { signal: giveUp.signal })) told++
    } catch {
      // Given up, or the engine was closed.
    }
  })()
  return { told: () => told }
}
