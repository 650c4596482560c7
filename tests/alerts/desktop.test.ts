import { expect, test } from 'vitest'
import type { Host } from '../../shared/contract/host.ts'
import { newest, notice, openAlerts } from '../support/alert-kit.ts'
import { createHandClock } from '../support/hand-clock.ts'

const actions = [
  { id: 'raise', title: 'Raise to $10.00', params: { budgetId: 'budget_1' } },
  { id: 'stop', title: 'Stop its runs', params: { budgetId: 'budget_1' } },
]

test('a notice with its buttons; the one that is pressed is acted on', async () => {
  const asked: Parameters<Host['notify']>[0][] = []
  const press = Promise.withResolvers<{ shown: boolean; action: string | null }>()
  const notify: Host['notify'] = (given) => {
    asked.push(given)
    return press.promise
  }
  const { alerts, pressed } = await openAlerts({ host: { notify } })
  alerts.delivery.post({ ...notice, actions })
  // It counts as delivered while it is looked at.
  await newest(alerts, { state: 'delivered', tries: 1 })
  expect(asked).toEqual([
    {
      title: notice.title,
      body: notice.body,
      link: 'niti://costs',
      actions: [
        { id: 'raise', title: 'Raise to $10.00' },
        { id: 'stop', title: 'Stop its runs' },
      ],
    },
  ])
  expect(pressed).toEqual([])
  press.resolve({ shown: true, action: 'stop' })
  await expect.poll(() => pressed).toEqual([actions[1]])
})

test('a notice that nobody presses keeps nothing from closing', async () => {
  const shown = Promise.withResolvers<void>()
  const notify: Host['notify'] = () => {
    shown.resolve()
    return new Promise(() => {})
  }
  const { alerts, close } = await openAlerts({ host: { notify } })
  alerts.delivery.post({ ...notice, actions })
  await shown.promise
  const startedAt = performance.now()
  await close()
  expect(performance.now() - startedAt).toBeLessThan(3_000)
})

test('a host that shows none, or fails, is asked again later; what another kind is told is not told here', async () => {
  let calls = 0
  const notify: Host['notify'] = async () => {
    calls++
    if (calls === 2) throw new Error('no desktop today')
    return { shown: false, action: null }
  }
  const { alerts, logged } = await openAlerts({ host: { notify } })
  alerts.delivery.post(notice)
  const first = await newest(alerts, { state: 'waiting', tries: 1 })
  expect(first.error).toMatchObject({ code: 'channel.not-shown', retryable: true })
  await expect(alerts.test('channel_desktop')).rejects.toMatchObject({ info: { code: 'channel.not-shown' } })
  alerts.delivery.post(notice, { except: ['desktop'] })
  expect(alerts.deliveries({ limit: 9 })).toHaveLength(1)
  expect(logged).toEqual([])
})

test('what no program could show for a day is not shown any more', async () => {
  const clock = createHandClock()
  const nobody: Host['notify'] = async () => ({ shown: false, action: null })
  const before = await openAlerts({ clock, host: { notify: nobody } })
  before.alerts.delivery.post(notice)
  await newest(before.alerts, { state: 'waiting', tries: 1 })
  await before.close()
  clock.pass(25 * 3_600_000)
  const asked: string[] = []
  const notify: Host['notify'] = async ({ title }) => {
    asked.push(title)
    return { shown: true, action: null }
  }
  const { alerts } = await openAlerts({ dataDir: before.dataDir, clock, host: { notify } })
  expect(alerts.deliveries({ limit: 9 })).toMatchObject([{ state: 'failed', error: { code: 'channel.outdated' } }])
  alerts.delivery.post({ ...notice, title: 'Of today' })
  await newest(alerts, { state: 'delivered' })
  expect(asked).toEqual(['Of today'])
})
