import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Db, openDatabase } from '../../electron/engine/store/open-database.ts'
import { createQueueStore } from '../../electron/engine/store/queue.store.ts'
import {
  createRunsStore,
  type LedgerEntry,
  type LogEntry,
  type RunIdentity,
} from '../../electron/engine/store/runs.store.ts'
import type { RunEventBody, RunTrigger } from '../../shared/run/events.ts'
import { seededRandom } from './seeded-random.ts'

const hourMs = 3_600_000
const workspaceId = 'default'
const triggers: RunTrigger[] = ['manual', 'cli', 'schedule', 'webhook', 'chat']
const codes = ['http.timeout', 'model.rate-limited', 'node.bad-params', 'code.failed']
export const madeOf = {
  workflows: ['wf_a', 'wf_b', 'wf_c'],
  agents: ['agent_1', 'agent_2', 'agent_3'],
  models: ['openai/gpt-4o', 'anthropic/claude', 'elsewhere/hf.co/some/model', ...many('gemini/m', 8)],
  integrations: ['github', 'slack', 'postgres'],
  triggers,
}

/** While a run waited for its turn; `to` is infinite where it still does. */
export type Waited = { from: number; to: number }

type Options = {
  seed: number
  runs: number
  from: number
  to: number
  /** Some calls become known when their run is over already. */
  hasLateCalls?: boolean
}

type Made = {
  run: RunIdentity
  seq: number
  steps: number
  isDry: boolean
  /** It is under way for ever. */
  isEndless: boolean
  uses: { agents: string[]; models: string[]; integrations: string[] }
  waited: Waited | null
}

/**
 * Runs of several workflows with all that is counted, made through the real stores: many under way at a time, their events
 * committed in pieces that now and then are rolled back and committed again. Each seed makes the same ones.
 */
export function makeRuns(dataDir: string, options: Options) {
  const random = seededRandom(options.seed)
  const db = openDatabase(dataDir, options.from)
  const store = createRunsStore(db)
  const queue = createQueueStore(db)
  const underWay: Made[] = []
  const queued: Made[] = []
  const ended: Made[] = []
  const waits: Waited[] = []
  let batch: LogEntry[] = []
  let at = options.from
  let calls = 0

  const chance = (share: number) => random() < share
  const below = (count: number) => Math.floor(random() * count)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T // never an empty list
  const some = <T>(list: readonly T[], share: number): T[] => list.filter(() => chance(share))
  /** From a millisecond to hours, each size as likely. */
  const duration = () => Math.floor(10 ** (random() * 6.9))

  function pass(): void {
    // Most runs in clusters, with days between some of them.
    const step = (options.to - options.from) / options.runs
    at = Math.min(options.to, at + 1 + Math.floor(step * (chance(0.1) ? random() * 8 : random() * 0.02)))
  }

  function create(): void {
    const workflowId = chance(0.15) ? null : pick(madeOf.workflows)
    const workflowName = workflowId === null ? pick(['One file', 'Other file']) : `Name of ${workflowId}`
    const runId = `run_${options.seed}_${underWay.length + queued.length + ended.length}`
    const isDry = chance(0.06)
    const trigger = pick(triggers)
    const uses = {
      agents: some(madeOf.agents, 0.25),
      models: some(madeOf.models, 0.15),
      integrations: some(madeOf.integrations, 0.25),
    }
    const row = {
      ...{ runId, workspaceId, workflowId, workflowName, document: '{}', trigger, startedAt: at, priority: 0 },
      ...{ workflowLimit: null, isDryRun: isDry, status: 'queued' as const, owner: null },
    }
    const body: RunEventBody = {
      ...{ type: 'run-queued', priority: 0, workflowId, workflowName, inputs: {}, trigger },
      ...{ defaultModel: null, filesDir: '/', ...(isDry && { dryRun: true }) },
    }
    const beginsAtOnce = chance(0.6)
    const made = queue.transact(() => {
      const run = store.create(row, [body])
      const one: Made = { run, seq: 1, steps: below(9), isDry, isEndless: chance(0.06), uses, waited: null }
      if (beginsAtOnce) begin(one)
      return one
    })
    if (beginsAtOnce) return void underWay.push(made)
    made.waited = { from: at, to: Number.POSITIVE_INFINITY }
    if (!isDry) waits.push(made.waited)
    queued.push(made)
  }

  function begin(one: Made): void {
    queue.begin(one.run, 'test', at)
    store.commit([{ run: one.run, seq: ++one.seq, at, body: { type: 'run-started' } }])
  }

  function take(): void {
    const one = queued.splice(below(queued.length), 1)[0]
    if (!one) return
    const isCalledOff = chance(0.2)
    queue.transact(() => {
      if (!isCalledOff) return begin(one)
      const body: RunEventBody = { type: 'run-finished', status: 'cancelled', outputs: {} }
      store.commit([{ run: one.run, seq: ++one.seq, at, body }])
    })
    if (one.waited) one.waited.to = at
    ;(isCalledOff ? ended : underWay).push(one)
  }

  function add(one: Made, body: RunEventBody, ledger?: LedgerEntry): void {
    batch.push({ run: one.run, seq: ++one.seq, at, body, ...(ledger && { ledger }) })
  }

  function step(one: Made): void {
    const place = { node: pick(['a', 'b', 'slow', 'shaky']), scope: pick(['', '', 'each#0', 'each#1/inner#4']) }
    const tried = { ...place, attempt: 1, durationMs: chance(0.3) ? below(12) : duration() }
    const kind = below(10)
    const message = `It went wrong at ${at}.`
    const error = { kind: 'external' as const, code: pick(codes), message }
    if (kind < 3) add(one, { type: 'node-finished', ...tried, outputs: {} })
    else if (kind === 3) add(one, { type: 'node-retried', ...tried, error, waitMs: 5 })
    else if (kind === 4) {
      const nodeId = chance(0.7) ? place.node : chance(0.5) ? 'inside' : undefined
      add(one, { type: 'node-failed', ...tried, error: { ...error, ...(nodeId && { nodeId }) } })
    } else if (kind === 5 && one.uses.agents.length > 0) {
      const agentId = pick(one.uses.agents)
      const about = { name: '', version: 1, definition: {}, instructions: '', tools: [], notes: '', granted: [] }
      add(one, { type: 'agent-started', ...place, agentId, ...about })
    } else if (kind < 8 && one.uses.models.length > 0) call(one)
    else if (one.uses.integrations.length > 0) {
      const isProtocol = chance(0.3)
      const service = {
        ...{ integrationId: pick(one.uses.integrations), action: 'x', sent: null, received: null },
        ...{ waitedMs: chance(0.4) ? duration() : 0, ...(isProtocol && { answered: chance(0.7) }) },
      }
      const status = isProtocol || chance(0.1) ? null : pick([200, 201, 404, 429, 500])
      const http = { method: 'GET', url: 'https://x', status, durationMs: tried.durationMs, bytes: 1, service }
      add(one, { type: 'http-called', ...place, ...http })
    } else add(one, { type: 'http-called', ...place, method: 'GET', url: 'x', status: 200, durationMs: 5, bytes: 1 })
  }

  function call(one: Made): void {
    const ref = pick(one.uses.models)
    const [provider, model] = [ref.slice(0, ref.indexOf('/')), ref.slice(ref.indexOf('/') + 1)]
    const agent = one.uses.agents.length > 0 && chance(0.5) ? { agentId: pick(one.uses.agents) } : {}
    const callId = `call_${++calls}`
    const at = { node: 'ask', scope: '' }
    const named = { callId, provider, model }
    add(one, { type: 'model-call-started', ...at, ...named, messages: [], settings: {}, ...agent })
    if (chance(0.1)) return
    add(one, ...finished(one, { ...at, ...named, ...agent }))
  }

  function finished(
    one: Made,
    named: { node: string; scope: string; callId: string; provider: string; model: string; agentId?: string },
  ): [RunEventBody, LedgerEntry] {
    const usage = { inputTokens: below(5_000), cachedInputTokens: 0, outputTokens: below(900), reasoningTokens: 0 }
    const microUsd = chance(0.1) ? null : below(90_000)
    const cost = { usage, microUsd, price: null, latencyMs: 12.4, firstTokenMs: null }
    const dry = one.isDry ? { insteadOf: 'openai/gpt-4o' } : {}
    const { agentId: _, ...call } = named
    return [
      { type: 'model-call-finished', ...call, text: '', finishReason: 'stop', tries: 1, ...cost, ...dry },
      { ...named, attempt: 1, outcome: 'finished', ...cost, ...dry },
    ]
  }

  function end(one: Made): void {
    underWay.splice(underWay.indexOf(one), 1)
    ended.push(one)
    const status = pick(['succeeded', 'succeeded', 'succeeded', 'failed', 'cancelled'] as const)
    const nodeId = chance(0.5) ? { nodeId: 'a' } : {}
    const error = { kind: 'external' as const, code: 'run.timeout', message: `Its time was up at ${at}.`, ...nodeId }
    add(one, { type: 'run-finished', status, outputs: {}, ...(status === 'failed' && { error }) })
  }

  function commit(): void {
    const entries = batch
    batch = []
    if (chance(0.15)) rollBack(db, () => store.commit(entries))
    store.commit(entries)
  }

  for (let made = 0; made < options.runs; ) {
    pass()
    const what = random()
    if (what < 0.12) {
      create()
      made++
    } else if (what < 0.17) take()
    else if (underWay.length > 0) {
      const one = pick(underWay)
      if (one.steps-- > 0) step(one)
      else if (!one.isEndless) end(one)
    }
    const late = ended.at(-1)
    // What a call came to is known when its run is over already.
    if (options.hasLateCalls && chance(0.01) && late && !late.isDry && late.uses.models[0]) {
      const [provider = '', ...name] = late.uses.models[0].split('/')
      const called = { node: 'ask', scope: '', callId: `call_${++calls}`, provider, model: name.join('/') }
      add(late, ...finished(late, called))
    }
    if (chance(0.3)) commit()
  }
  commit()
  db.close()
  return { waits, at }
}

/** Does it, and takes it back. */
export function rollBack(db: Db, work: () => void): void {
  const undo = new Error('taken back')
  try {
    db.transaction(() => {
      work()
      throw undo
    }).immediate()
  } catch (thrown) {
    if (thrown !== undo) throw thrown
  }
}

/** All tables of sums, row by row, with what stands in for numbers that were given out in another order. */
export function readSums(dataDir: string): Record<string, unknown[]> {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const facets = `(SELECT group_concat(value, ', ') FROM (SELECT kind || ' ' || value AS value FROM facets
    WHERE facet_id IN (SELECT value FROM json_each(NULLIF(k.facet_set, ''))) ORDER BY 1))`
  const kind = `k.workflow_id, k.workflow_name, k.run_trigger, k.status, ${facets} AS facets`
  const read = (columns: string, from: string) =>
    db.prepare(`SELECT ${columns} FROM ${from} ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9`)
  const named = (id: string) => `(SELECT value FROM facets WHERE facet_id = ${id})`
  const place = 'p.workflow_id AS of_id, p.workflow_name AS of_name, p.path'
  const sums = {
    facets: db.prepare('SELECT * FROM run_facets ORDER BY 1, 2, 3').all(),
    runs: read(`level, bucket, is_coarse, ${kind}, bin, runs, ms`, 'run_sums JOIN run_kinds k USING (kind_id)').all(),
    calls: read(
      `level, bucket, is_coarse, ${kind}, ${named('model_id')} AS model, ${named('agent_id')} AS agent, calls,
        unknown_calls, micro_usd, input_tokens, output_tokens`,
      'call_sums JOIN run_kinds k USING (kind_id)',
    ).all(),
    nodes: read(
      `level, bucket, bin, ${place}, ${kind}, tries, failures, ms, longest_ms`,
      'node_sums JOIN run_kinds k USING (kind_id) JOIN node_places p USING (place_id)',
    ).all(),
    errors: read(
      `level, bucket, code, ${kind}, failures, last_at, last_message`,
      'error_sums JOIN run_kinds k USING (kind_id)',
    ).all(),
    services: read(
      `level, bucket, ${named('integration_id')} AS service, ${kind}, calls, failures, ms, waited, waited_ms`,
      'service_sums JOIN run_kinds k USING (kind_id)',
    ).all(),
    liveNodes: db
      .prepare(
        `SELECT run_number, ${place}, bin, tries, failures, ms, longest_ms
          FROM live_nodes JOIN node_places p USING (place_id) ORDER BY 1, 2, 3, 4, 5`,
      )
      .all(),
    liveErrors: db.prepare('SELECT * FROM live_errors ORDER BY 1, 2').all(),
    liveServices: db
      .prepare(
        `SELECT run_number, ${named('integration_id')} AS service, calls, failures, ms, waited, waited_ms
          FROM live_services ORDER BY 1, 2`,
      )
      .all(),
  }
  db.close()
  return sums
}

function many(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`)
}

export const monthsMs = (months: number) => months * 30 * 24 * hourMs
