import { openDatabase } from '../../electron/engine/store/open-database.ts'
import { createQueueStore } from '../../electron/engine/store/queue.store.ts'
import {
  createRunsStore,
  type LogEntry,
  type NewRun,
  type RunIdentity,
} from '../../electron/engine/store/runs.store.ts'
import type { RunEventBody, RunTrigger } from '../../shared/run/events.ts'
import { seededRandom } from '../support/seeded-random.ts'

const dayMs = 86_400_000
export const eventsOfARun = 20
/** Days that the runs are spread over, up to now. */
export const filledDays = 730
const runsAtOnce = 500
const nodesOfARun = 7

const models = [
  'openai/gpt-4o-mini',
  'openai/gpt-4o',
  'anthropic/claude-sonnet',
  'gemini/gemini-flash',
  'ollama/llama3',
]
const integrations = ['github', 'slack', 'gmail', 'notion', 'linear', 'postgres']
const codes = ['http.timeout', 'model.rate-limited', 'node.bad-params', 'code.failed', 'service.refused']
const triggers: RunTrigger[] = ['schedule', 'webhook', 'manual', 'service']

type Kind = { workflowId: string; model: string; integration: string; agentId: string | null; ms: number }

/**
 * A database of so many runs as if they had been run: their rows and events are written by the very store that writes them
 * while the engine runs, so rows, events and sums are the product's own; only that they are not waited for on disk.
 */
export function fillDatabase(dataDir: string, runs: number): void {
  const random = seededRandom(7)
  const now = Date.now()
  const db = openDatabase(dataDir, now - filledDays * dayMs)
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -400000')
  const store = createRunsStore(db)
  const queue = createQueueStore(db)
  const below = (count: number) => Math.floor(random() * count)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T // never an empty list
  const kinds = Array.from({ length: 40 }, (_, index): Kind => {
    const agentId = index % 4 === 0 ? `agent_${index % 10}` : null
    const [model, integration] = [pick(models), pick(integrations)]
    return { workflowId: `wf_${index}`, model, integration, agentId, ms: 200 * 4 ** (random() * 5) }
  })

  function addRun(number: number): LogEntry[] {
    const kind = pick(kinds)
    const startedAt = Math.floor(now - (1 - number / runs) * filledDays * dayMs)
    const row: NewRun = {
      ...{ runId: `run_${number}`, workspaceId: 'default', workflowId: kind.workflowId, status: 'queued', owner: null },
      ...{ workflowName: `Workflow ${kind.workflowId}`, document: '{}', trigger: pick(triggers), startedAt },
      ...{ priority: 0, workflowLimit: null, isDryRun: false },
    }
    const origin = { workflowId: kind.workflowId, workflowName: row.workflowName, inputs: {}, trigger: row.trigger }
    const run = store.create(row, [{ type: 'run-queued', priority: 0, ...origin, defaultModel: null, filesDir: '/' }])
    queue.begin(run, 'bench', startedAt)
    return eventsOf(run, kind, startedAt)
  }

  function eventsOf(run: RunIdentity, kind: Kind, startedAt: number): LogEntry[] {
    const entries: LogEntry[] = []
    let at = startedAt
    const add = (body: RunEventBody, ledger?: LogEntry['ledger']) =>
      entries.push({ run, seq: entries.length + 2, at, body, ...(ledger && { ledger }) })
    const luck = random()
    const fails = luck < 0.07
    add({ type: 'run-started' })
    for (let index = 0; index < nodesOfARun; index++) {
      const place = { node: `n${index}`, scope: '', attempt: 1 }
      // Half of the nodes are quick ones.
      const durationMs = index % 2 === 0 ? below(8) : Math.floor((kind.ms * (0.3 + random() * 2)) / nodesOfARun)
      add({ type: 'node-started', ...place, nodeType: 'template' })
      if (index === 2) call(add, run, kind)
      if (index === 4) {
        const service = { integrationId: kind.integration, action: 'list', sent: null, received: null }
        const waitedMs = random() < 0.2 ? below(900) : 0
        const http = {
          method: 'GET',
          url: 'https://example.org/list',
          status: 200,
          durationMs: 20 + below(300),
          bytes: 900,
        }
        add({ type: 'http-called', node: place.node, scope: '', ...http, service: { ...service, waitedMs } })
      }
      at += durationMs
      if (fails && index === nodesOfARun - 1) {
        const error = {
          kind: 'external' as const,
          code: pick(codes),
          message: 'It did not answer.',
          nodeId: place.node,
        }
        add({ type: 'node-failed', ...place, error, durationMs })
      } else add({ type: 'node-finished', ...place, outputs: { out: `node ${index}` }, durationMs })
    }
    const status = fails ? 'failed' : luck > 0.97 ? 'cancelled' : 'succeeded'
    add({ type: 'run-finished', status, outputs: {} })
    return entries
  }

  function call(add: (body: RunEventBody, ledger?: LogEntry['ledger']) => void, run: RunIdentity, kind: Kind): void {
    const [provider = '', model = ''] = kind.model.split('/')
    const agent = kind.agentId === null ? {} : { agentId: kind.agentId }
    const named = { node: 'n2', scope: '', callId: `call_${run.runNumber}`, provider, model }
    const usage = { inputTokens: below(3_000), cachedInputTokens: 0, outputTokens: below(600), reasoningTokens: 0 }
    const cost = { usage, microUsd: below(9_000), price: null, latencyMs: below(4_000), firstTokenMs: 90 }
    add({ type: 'model-call-started', ...named, messages: [], settings: {}, ...agent })
    const finished = { text: 'Hello', finishReason: 'stop' as const, tries: 1 }
    const ledger = { ...named, attempt: 1, outcome: 'finished' as const, ...cost, ...agent }
    add({ type: 'model-call-finished', ...named, ...finished, ...cost }, ledger)
  }

  for (let from = 0; from < runs; from += runsAtOnce) {
    queue.transact(() => {
      const count = Math.min(runsAtOnce, runs - from)
      store.commit(Array.from({ length: count }, (_, index) => addRun(from + index)).flat())
    })
  }
  db.close()
}
