// @vitest-environment jsdom
import { createRouterClient, implement } from '@orpc/server'
import { expect, it } from 'vitest'
import { type CostQuery, usualCostQuery } from '../../../renderer/state/cost-query.ts'
import { createCostReportStore } from '../../../renderer/state/cost-report-store.ts'
import { type CostReport, costsContract } from '../../../shared/contract/costs.ts'
import { userError } from '../../../shared/errors.ts'
import { costGroup, costReport, costSum, ledgerRow } from '../costs/cost-report.ts'

/** The engine's side behind the real contract: each report is held until the test lets it go. */
function start() {
  const os = implement(costsContract)
  const asked: { range: string; answer(report: CostReport): void; fail(): void }[] = []
  const pages: number[] = []
  const refuse = () => {
    throw userError('test.unexpected', 'Not asked for in this test.')
  }
  const client = createRouterClient({
    summary: os.summary.handler(refuse),
    forecast: os.forecast.handler(refuse),
    report: os.report.handler(
      ({ input }) =>
        new Promise((answer, fail) =>
          asked.push({ range: input.range, answer, fail: () => fail(userError('test.away', 'The engine is away.')) }),
        ),
    ),
    rows: os.rows.handler(({ input: { after } }) => {
      pages.push(after)
      const rows = [ledgerRow(after + 1), ledgerRow(after + 2)]
      return { rows: after < 4 ? rows : [], hasMore: after < 2 }
    }),
    compare: os.compare.handler(({ input }) => ({
      actual: costSum({ microUsd: 50 }),
      models: input.models.map((model) => ({ model, microUsd: model === 'm/known' ? 20 : null, isAsPlanned: false })),
      planned: [],
    })),
  })
  const costs = createCostReportStore(client)
  return { costs, asked, pages, now: () => costs.store.getState() }
}

const other: CostQuery = { ...usualCostQuery, range: 'all' }
const report = (microUsd: number) => costReport([costGroup('m/1', microUsd)])
const settle = () => new Promise((done) => setTimeout(done, 0))

async function until(isSo: () => boolean): Promise<void> {
  const late = Date.now() + 5_000
  while (!isSo()) {
    if (Date.now() > late) throw new Error('It did not come.')
    await settle()
  }
}

it('keeps the last figures while the next ones come, and shows only what was asked for last', async () => {
  const { costs, asked, now } = start()
  const first = costs.show(usualCostQuery)
  await until(() => asked.length === 1)
  expect(now()).toMatchObject({ shown: null, isLoading: true })
  asked[0]?.answer(report(1))
  await first
  expect(now()).toMatchObject({
    isLoading: false,
    shown: { query: usualCostQuery, report: { total: { microUsd: 1 } } },
  })

  const slow = costs.show(usualCostQuery)
  await until(() => asked.length === 2)
  expect(now().isLoading).toBe(false)
  const next = costs.show(other)
  await until(() => asked.length === 3)
  expect(now()).toMatchObject({ isLoading: true, shown: { query: usualCostQuery } })
  asked[2]?.answer(report(3))
  await next
  asked[1]?.answer(report(2))
  await slow
  expect(now()).toMatchObject({ isLoading: false, shown: { query: other, report: { total: { microUsd: 3 } } } })
})

it('draws nothing anew where nothing changed', async () => {
  const { costs, asked, now } = start()
  for (const turn of [0, 1]) {
    const shown = costs.show({ ...usualCostQuery })
    await until(() => asked.length === turn + 1)
    asked[turn]?.answer(report(5))
    const before = now().shown
    await shown
    if (turn === 1) expect(now().shown).toBe(before)
  }
})

it('says what went wrong beside the figures there were, until it goes well again', async () => {
  const { costs, asked, now } = start()
  const first = costs.show(usualCostQuery)
  await until(() => asked.length === 1)
  asked[0]?.answer(report(1))
  await first
  const second = costs.show(usualCostQuery)
  await until(() => asked.length === 2)
  asked[1]?.fail()
  await second
  expect(now()).toMatchObject({
    error: { message: 'The engine is away.' },
    shown: { report: { total: { microUsd: 1 } } },
  })
  const third = costs.show(usualCostQuery)
  await until(() => asked.length === 3)
  asked[2]?.answer(report(1))
  await third
  expect(now().error).toBeNull()
})

it('reads all calls page by page', async () => {
  const { costs, pages } = start()
  const ids: number[] = []
  for await (const rows of costs.readRows(usualCostQuery)) ids.push(...rows.map(({ ledgerId }) => ledgerId))
  expect(ids).toEqual([1, 2, 3, 4])
  expect(pages).toEqual([0, 2])
})

it('tells another model’s cost, and does not take an unknown one for nothing', async () => {
  const { costs } = start()
  expect(await costs.compare(usualCostQuery, 'm/known')).toMatchObject({ actualMicroUsd: 50, microUsd: 20 })
  expect((await costs.compare(usualCostQuery, 'm/other')).microUsd).toBeNull()
})
