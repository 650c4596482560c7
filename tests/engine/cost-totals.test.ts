import { expect, onTestFinished, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { systemClock } from '../../electron/engine/system-clock.ts'
import type { CostFilter, CostGrouping, CostReport, LedgerRow } from '../../shared/contract/costs.ts'
import { emptyRunView, type RunView, reduceRun } from '../../shared/run/view.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { runNiti } from '../cli/in-process.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { type LedgerRecord, readLedger, sumRows } from '../support/ledger-rows.ts'
import type { ModelAnswer } from '../support/model-server.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

/** The half hour by which the first of November begins before it does in UTC is what a wrong zone would get wrong. */
const timeZone = 'Asia/Kolkata'
const october = Date.parse('2026-10-20T10:00:00Z')
const firstOfNovember = Date.parse('2026-10-31T19:00:00Z')
const today = Date.parse('2026-11-15T12:00:00Z')
const monthStart = Date.parse('2026-11-01T00:00:00+05:30')
const monthEnd = Date.parse('2026-12-01T00:00:00+05:30')
const dayStart = Date.parse('2026-11-15T00:00:00+05:30')

const ask = (prompt: string, model = 'openai/gpt-4o-mini') => ({ type: 'prompt', params: { prompt, model } })
const goesOn = { onError: 'value' as const }

/** Loops in loops, a loop with a condition and another workflow inside: everything that adds up what is in it. */
function digest(innerId: string): Workflow {
  const pages = drawGraph('page', { page: ask('page {{ item }}') })
  const chapters = drawGraph('pages -> sum', {
    pages: { type: 'each', params: { items: '{{ item }}' }, graph: pages },
    sum: ask('sum', 'openai/gpt-4o'),
  })
  return drawWorkflow('chapters -> polish -> inner', {
    chapters: { type: 'each', params: { items: '{{ [[1, 2], [3]] }}' }, graph: chapters },
    polish: {
      type: 'while',
      params: { start: '{{ 0 }}', condition: 'index < 2' },
      graph: drawGraph('better', { better: ask('better') }),
    },
    inner: { type: 'workflow', params: { workflowId: innerId, inputs: {}, version: 'draft' } },
  })
}

const troubled = drawWorkflow('a, b, c', {
  a: ask('break once'),
  b: { ...ask('fail after a word', 'openai/gpt-4o'), policy: goesOn },
  c: ask('unknown price', 'openai/my-own-finetune'),
})

function answers() {
  let broken = 0
  return (body: { messages?: unknown }): ModelAnswer => {
    const prompt = JSON.stringify(body.messages)
    const chunks = ['Half of ', 'an ', 'answer']
    const halfway = { text: chunks.join(''), chunks }
    if (prompt.includes('hold')) return { ...halfway, stopAfter: { pieces: 3, by: 'hold' } }
    if (prompt.includes('fail')) return { ...halfway, stopAfter: { pieces: 1, by: { error: refusal } } }
    if (prompt.includes('break') && broken++ === 0) return { ...halfway, stopAfter: { pieces: 1, by: 'break' } }
    const inputTokens = 1_000 + prompt.length
    const usage = { inputTokens, cachedInputTokens: 512, outputTokens: 300 + prompt.length, reasoningTokens: 64 }
    return { text: 'fine', usage }
  }
}
const refusal = { message: 'Your answer was stopped.', type: 'invalid_request_error', code: 'stopped' }

async function keep(engine: Engine, name: string, document: Workflow): Promise<string> {
  const text = writeWorkflowFile({ ...document, name })
  return (await engine.client.workflows.import({ text })).workflowId
}

/** The run's end as a page sees it, event by event. */
async function watched(engine: Engine, runId: string): Promise<RunView> {
  let view = emptyRunView(runId)
  for await (const { events } of engine.watch(runId, 0)) view = reduceRun(view, events)
  return view
}

async function runToEnd(engine: Engine, workflowId: string): Promise<RunView> {
  const { runId } = await engine.client.runs.start({ workflowId })
  return watched(engine, runId)
}

async function cancelMidway(engine: Engine, workflowId: string): Promise<RunView> {
  const { runId } = await engine.client.runs.start({ workflowId })
  for await (const { live } of engine.watch(runId, 0)) {
    if (live.some(({ text }) => text === 'Half of an answer')) break
  }
  await engine.client.runs.cancel({ runId })
  return watched(engine, runId)
}

/** Runs of every kind in two months, and the ledger they left. */
async function billEverything() {
  const server = await startOpenAiServer({ respond: answers() })
  onTestFinished(() => server.close())
  let aheadMs = 0
  const clock = { ...systemClock, now: () => Date.now() + aheadMs }
  const goTo = (atMs: number) => {
    aheadMs = atMs - Date.now()
  }
  goTo(october)
  const engine = await openTestEngine({ clock, env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url } })
  const { budgets, settings } = engine.client
  await settings.change({ timeZone })
  const inner = await keep(engine, 'Inner', drawWorkflow('ask', { ask: ask('inner', 'openai/gpt-4o') }))
  const first = await keep(engine, 'Digest', digest(inner))
  const second = await keep(engine, 'Troubled', troubled)
  const held = await keep(engine, 'Held', drawWorkflow('a', { a: ask('hold') }))
  const total = { period: 'total', limitMicroUsd: 1_000_000_000 } as const
  await budgets.create({ scope: { kind: 'workspace' }, ...total })
  await budgets.create({ scope: { kind: 'workflow', workflowId: first }, ...total })
  await budgets.create({ scope: { kind: 'provider', providerId: 'openai' }, ...total })
  await budgets.create({ scope: { kind: 'model', model: 'openai/gpt-4o-mini' }, ...total })

  await runToEnd(engine, first)
  goTo(firstOfNovember)
  await runToEnd(engine, first)
  await runToEnd(engine, second)
  goTo(today)
  await runToEnd(engine, first)
  await runToEnd(engine, second)
  await cancelMidway(engine, held)
  await runWorkflow(engine, drawWorkflow('ask', { ask: ask('from a file') }))

  // Those made afterwards begin with what the ledger says.
  await budgets.create({ scope: { kind: 'workflow', workflowId: second }, ...total })
  await budgets.create({ scope: { kind: 'model', model: 'openai/gpt-4o' }, ...total })
  await budgets.create({ scope: { kind: 'agent', agentId: 'agent_nobody' }, ...total })
  return { engine, rows: readLedger(engine.dataDir), workflows: { first, second } }
}

const modelOf = (row: LedgerRecord) => `${row.provider}/${row.model}`
const keyOf: Record<CostGrouping, (row: LedgerRecord) => string | null> = {
  model: modelOf,
  workflow: (row) => row.workflow_id,
  provider: (row) => row.provider,
  agent: (row) => row.agent_id,
}

function expectReport(report: CostReport, by: CostGrouping, rows: LedgerRecord[]): void {
  const inRange = rows.filter((row) => row.at >= report.from && row.at < report.to)
  expect(report.total).toEqual(sumRows(inRange))
  const keys = new Set(inRange.map(keyOf[by]))
  expect(report.groups).toHaveLength(keys.size)
  for (const { key, title: _, ...sum } of report.groups) {
    expect(sum).toEqual(sumRows(inRange.filter((row) => keyOf[by](row) === key)))
  }
  for (const [place, { at, microUsd }] of report.buckets.entries()) {
    const end = report.buckets[place + 1]?.at ?? report.to
    const inside = inRange.filter((row) => row.at >= at && row.at < end)
    const wanted = report.groups.map(({ key }) => sumRows(inside.filter((row) => keyOf[by](row) === key)).microUsd)
    expect(microUsd).toEqual(wanted)
  }
  const runIds = new Set(inRange.map((row) => row.run_id))
  expect(report.topRuns).toHaveLength(runIds.size)
  for (const { runId, workflowId: _, workflowName: __, startedAt: ___, ...costs } of report.topRuns) {
    const { runs: ____, ...sum } = sumRows(inRange.filter((row) => row.run_id === runId))
    expect(costs).toEqual(sum)
  }
  expect(report.cache.cachedInputTokens).toBe(sumRows(inRange).cachedInputTokens)
}

function expectView(view: RunView, rows: LedgerRecord[]): void {
  const costOf = (some: LedgerRecord[]) => {
    const { calls, microUsd, unknownCalls, inputTokens, outputTokens } = sumRows(some)
    return { calls, microUsd, unknownCalls, inputTokens, outputTokens }
  }
  expect(view.cost).toEqual(costOf(rows))
  for (const node of Object.values(view.nodes)) {
    const inside = `${node.scope === '' ? '' : `${node.scope}/`}${node.node}#`
    const mine = rows.filter(
      (row) => (row.node === node.node && row.scope === node.scope) || row.scope.startsWith(inside),
    )
    expect(node.cost, `${node.scope}/${node.node}`).toEqual(costOf(mine))
  }
}

async function allRows(engine: Engine, filter: CostFilter & { range: 'all' | 'this-month' }): Promise<LedgerRow[]> {
  const all: LedgerRow[] = []
  // Few at a time, so that the places where pages meet are looked at as well.
  for (let after = 0; ; ) {
    const { rows, hasMore } = await engine.client.costs.rows({ ...filter, after, limit: 3 })
    all.push(...rows)
    after = rows.at(-1)?.ledgerId ?? after
    if (!hasMore) return all
  }
}

async function niti({ dataDir }: { dataDir: string }, ...args: string[]): Promise<unknown> {
  const { code, out, error } = await runNiti(dataDir, ...args)
  expect([code, error]).toEqual([0, ''])
  return JSON.parse(out)
}

test('every total anywhere is the sum of the ledger rows behind it', { timeout: 60_000 }, async () => {
  const { engine, rows, workflows } = await billEverything()
  const { client } = engine
  const since = (at: number) => rows.filter((row) => row.at >= at)
  const thisMonth = since(monthStart)

  // The runs did what they are here for.
  expect(rows.map((row) => row.outcome)).toEqual(expect.arrayContaining(['finished', 'failed', 'retried']))
  expect(rows.filter((row) => row.micro_usd === null).length).toBeGreaterThan(0)
  expect(rows.filter((row) => row.workflow_id === null)).toHaveLength(1)
  expect(thisMonth.length).toBeLessThan(rows.length)
  expect(thisMonth.filter((row) => row.at < Date.parse('2026-11-01T00:00:00Z')).length).toBeGreaterThan(0)

  const runs = await client.runs.list({ limit: 100 })
  expect(new Set(runs.map((run) => run.status))).toEqual(new Set(['succeeded', 'cancelled']))
  for (const run of runs) {
    const mine = rows.filter((row) => row.run_id === run.runId)
    const { microUsd, unknownCalls, inputTokens, outputTokens } = sumRows(mine)
    expect(run).toMatchObject({ microUsd, unknownCalls, inputTokens, outputTokens })
    expectView(engine.viewOf(run.runId), mine)
    expectView(await watched(engine, run.runId), mine)
  }

  const periodOf = (some: LedgerRecord[]) => {
    const { microUsd, unknownCalls, inputTokens, outputTokens } = sumRows(some)
    return { microUsd, unknownCalls, inputTokens, outputTokens }
  }
  expect(await client.costs.summary()).toEqual({ today: periodOf(since(dayStart)), month: periodOf(thisMonth) })

  for (const by of ['model', 'workflow', 'provider', 'agent'] as const) {
    for (const range of ['all', 'this-month', 'last-month', 'today', 'this-year', '2026-10-20..2026-11-01'] as const) {
      expectReport(await client.costs.report({ range, by, topRuns: 100 }), by, rows)
    }
    const filters: [CostFilter, (row: LedgerRecord) => boolean][] = [
      [{ workflowId: workflows.first }, (row) => row.workflow_id === workflows.first],
      [{ model: 'openai/gpt-4o' }, (row) => modelOf(row) === 'openai/gpt-4o'],
      [{ provider: 'gemini' }, () => false],
      [{ runId: runs[0]?.runId }, (row) => row.run_id === runs[0]?.runId],
      [
        { workflowId: workflows.second, model: 'openai/gpt-4o-mini' },
        (row) => row.workflow_id === workflows.second && modelOf(row) === 'openai/gpt-4o-mini',
      ],
    ]
    for (const [filter, isMeant] of filters) {
      const report = await client.costs.report({ range: 'all', by, topRuns: 100, ...filter })
      expectReport(report, by, rows.filter(isMeant))
      const listed = await allRows(engine, { range: 'all', ...filter })
      expect(listed.map((row) => row.ledgerId)).toEqual(rows.filter(isMeant).map((row) => row.ledger_id))
    }
  }
  const month = await client.costs.report({ range: 'this-month' })
  expect(month).toMatchObject({ from: monthStart, to: monthEnd, timeZone, bucket: 'day' })
  expect(month.buckets).toHaveLength(30)
  expect(month.before).toEqual(sumRows(rows.filter((row) => row.at < monthStart)))

  const listed = await allRows(engine, { range: 'this-month' })
  expect(listed.map((row) => [row.ledgerId, row.runId, row.callId, row.microUsd])).toEqual(
    thisMonth.map((row) => [row.ledger_id, row.run_id, row.call_id, row.micro_usd]),
  )

  const statuses = await client.budgets.status()
  expect(new Set(statuses.map(({ budget }) => budget.scope.kind)).size).toBe(6)
  for (const { budget, runId, ...status } of statuses) {
    const { scope } = budget
    const mine = rows.filter((row) => {
      if (scope.kind === 'run') return row.run_id === runId
      if (scope.kind === 'workflow') return row.workflow_id === scope.workflowId
      if (scope.kind === 'provider') return row.provider === scope.providerId
      if (scope.kind === 'model') return modelOf(row) === scope.model
      return scope.kind === 'workspace' || row.agent_id === scope.agentId
    })
    const { microUsd, unknownCalls, inputTokens, outputTokens } = sumRows(mine)
    expect(status).toMatchObject({
      ...{ settledMicroUsd: microUsd, settledTokens: inputTokens + outputTokens, unknownCalls },
      ...{ reservedMicroUsd: 0, reservedTokens: 0 },
    })
  }

  for (const workflow of await client.workflows.list()) {
    const mine = thisMonth.filter((row) => row.workflow_id === workflow.workflowId)
    const { microUsd: monthMicroUsd, unknownCalls: monthUnknownCalls } = sumRows(mine)
    expect(workflow).toMatchObject({ monthMicroUsd, monthUnknownCalls })
  }

  for (const by of ['model', 'workflow'] as const) {
    const range = '2026-10-01..2026-11-30'
    const report = await client.costs.report({ range, by })
    expect(await niti(engine, 'costs', '--range', range, '--by', by, '--json')).toEqual(report)
  }
  const all = await allRows(engine, { range: 'all' })
  expect(await niti(engine, 'costs', '--range', '2026-10-01..2026-11-30', '--rows', '--json')).toEqual(all)
})
