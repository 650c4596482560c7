import { expect, test } from 'vitest'
import { createAlertsStore } from '../../../renderer/state/alerts-store.ts'
import { addWorkflow, endRun, failed, incidentsAre, openAlertEngine } from '../../support/alert-engine.ts'

test('the count is there for everybody, the rest only for who looks at the page', async () => {
  const { engine } = await openAlertEngine()
  const { alerts } = engine.client
  await alerts.create(failed)
  await endRun(engine, await addWorkflow(engine, 'Digest'), 'badly')
  await incidentsAre(alerts, [{}])
  const store = createAlertsStore(alerts)
  await store.load()
  expect(store.store.getState()).toMatchObject({ count: 1, page: null, history: null, error: null })

  const hide = store.show()
  await expect
    .poll(() => store.store.getState().page)
    .toMatchObject({ rules: [{ name: 'Failures' }], open: [{ title: 'Failed: Digest' }], quiet: { isOn: false } })
  expect(store.store.getState().history).toMatchObject({ incidents: [{ times: 1 }], hasMore: false })
  await store.acknowledge()
  expect(store.store.getState()).toMatchObject({ count: 0, page: { open: [{ acknowledgedAt: expect.any(Number) }] } })
  store.setFilter({ state: 'unacknowledged' })
  await expect.poll(() => store.store.getState().history?.incidents).toEqual([])
  hide()
})

test('a long history is shown part by part, and narrowed to one rule', async () => {
  const { engine } = await openAlertEngine()
  const { alerts } = engine.client
  const { ruleId } = await alerts.create(failed)
  for (let count = 0; count < 31; count++) {
    await endRun(engine, await addWorkflow(engine, `Workflow ${count}`), 'badly')
  }
  await expect.poll(async () => (await alerts.open()).count, { timeout: 10_000 }).toBe(31)
  const store = createAlertsStore(alerts)
  store.show()
  await expect.poll(() => store.store.getState().history).toMatchObject({ hasMore: true })
  expect(store.store.getState().history?.incidents).toHaveLength(30)
  store.showMore()
  await expect.poll(() => store.store.getState().history?.incidents.length).toBe(31)
  store.setFilter({ ruleId: 'rule_other' })
  await expect.poll(() => store.store.getState().history).toEqual({ incidents: [], hasMore: false })
  store.setFilter({ ruleId })
  await expect.poll(() => store.store.getState().history?.incidents.length).toBe(30)
})
