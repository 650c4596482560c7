// @vitest-environment jsdom
import { createRouterClient, implement } from '@orpc/server'
import { expect, it } from 'vitest'
import { type DashboardQuery, usualDashboardQuery } from '../../../renderer/state/dashboard-query.ts'
import { createDashboardStore } from '../../../renderer/state/dashboard-store.ts'
import { type Dashboard, dashboardContract } from '../../../shared/contract/dashboard.ts'
import { userError } from '../../../shared/errors.ts'
import { dashboardOf, figuresOf } from '../dashboard/figures.ts'

type Asked = { range: string; timeZone: string | null; answer(figures: Dashboard): void; fail(): void }

/** The engine's side behind the real contract: each answer is held until the test lets it go. */
function start() {
  const os = implement(dashboardContract)
  const asked: Asked[] = []
  const client = createRouterClient({
    get: os.get.handler(
      ({ input }) =>
        new Promise((answer, fail) =>
          asked.push({ ...input, answer, fail: () => fail(userError('test.away', 'The engine is away.')) }),
        ),
    ),
    facets: os.facets.handler(() => ({
      ...{ workflows: [{ key: 'wf_1', title: 'Triage' }], agents: [], integrations: [], models: [], statuses: [] },
    })),
    changes: os.changes.handler(() => {
      throw userError('test.unexpected', 'Not asked for in this test.')
    }),
  })
  const dashboard = createDashboardStore(client)
  return { dashboard, asked, now: () => dashboard.store.getState() }
}

const other: DashboardQuery = { range: '30d', timeZone: 'Asia/Tokyo', filter: { status: 'failed' } }
const ran = (runs: number) => dashboardOf({ now: figuresOf({ runs }) })

async function until(isSo: () => boolean): Promise<void> {
  const late = Date.now() + 5_000
  while (!isSo()) {
    if (Date.now() > late) throw new Error('It did not come.')
    await new Promise((done) => setTimeout(done, 0))
  }
}

it('keeps the last figures while the next ones come, and shows only what was asked for last', async () => {
  const { dashboard, asked, now } = start()
  const first = dashboard.show(usualDashboardQuery)
  await until(() => asked.length === 1)
  expect(now()).toMatchObject({ shown: null, isLoading: true })
  asked[0]?.answer(ran(1))
  await first
  expect(now()).toMatchObject({ isLoading: false, shown: { figures: { now: { runs: 1 } } } })

  const slow = dashboard.show(usualDashboardQuery)
  await until(() => asked.length === 2)
  expect(now().isLoading).toBe(false)
  const next = dashboard.show(other)
  await until(() => asked.length === 3)
  expect(now()).toMatchObject({ isLoading: true, query: other, shown: { query: usualDashboardQuery } })
  expect(asked[2]).toMatchObject({ range: '30d', timeZone: 'Asia/Tokyo' })
  asked[2]?.answer(ran(3))
  await next
  asked[1]?.answer(ran(2))
  await slow
  expect(now()).toMatchObject({ isLoading: false, shown: { query: other, figures: { now: { runs: 3 } } } })
})

it('draws nothing anew where nothing changed', async () => {
  const { dashboard, asked, now } = start()
  for (const place of [0, 1]) {
    const shown = dashboard.show(usualDashboardQuery)
    await until(() => asked.length === place + 1)
    const before = now().shown
    asked[place]?.answer(ran(1))
    await shown
    if (place === 1) expect(now().shown).toBe(before)
  }
})

it('says why it cannot show, keeps what it had, and takes that back when it can again', async () => {
  const { dashboard, asked, now } = start()
  const failing = dashboard.show(usualDashboardQuery)
  await until(() => asked.length === 1)
  asked[0]?.fail()
  await failing
  expect(now()).toMatchObject({ shown: null, isLoading: false, error: { message: expect.any(String) } })
  const again = dashboard.show(usualDashboardQuery)
  await until(() => asked.length === 2)
  asked[1]?.answer(ran(1))
  await again
  expect(now()).toMatchObject({ error: null, shown: { figures: { now: { runs: 1 } } } })
})

it('knows what there is to filter by', async () => {
  const { dashboard, now } = start()
  expect(now().facets).toBeNull()
  await dashboard.loadFacets()
  expect(now().facets?.workflows).toEqual([{ key: 'wf_1', title: 'Triage' }])
})
