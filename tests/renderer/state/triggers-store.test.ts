// @vitest-environment jsdom
import { expect, it } from 'vitest'
import { createTriggersStore } from '../../../renderer/state/triggers-store.ts'
import { createTriggersEngine, triggerOf } from '../support/triggers-engine.ts'

function start(
  list = [triggerOf({}), triggerOf({ workflowId: 'wf_2', node: 'hook', kind: 'webhook', url: 'http://old' })],
) {
  const engine = createTriggersEngine(list)
  let switched = 0
  const triggers = createTriggersStore({ triggers: engine.triggers, onSwitched: () => switched++ })
  return { engine, triggers, now: () => triggers.store.getState(), switched: () => switched }
}

it('knows what the engine says, and keeps it while the engine is away', async () => {
  const { engine, triggers, now } = start()
  expect(now()).toEqual({ list: null, error: null })
  await triggers.load()
  expect(now().list).toHaveLength(2)
  engine.state.isAway = true
  await triggers.load()
  expect(now().list).toHaveLength(2)
  expect(now().error?.message).toBe('The engine is away.')
  engine.state.isAway = false
  await triggers.load()
  expect(now().error).toBeNull()
})

it('switches all triggers of a workflow, and shows it once the engine has kept it', async () => {
  const { engine, triggers, now, switched } = start()
  await triggers.load()
  await triggers.setActive('wf_1', false)
  expect(now().list?.map(({ active, nextAt }) => [active, nextAt])).toEqual([
    [false, null],
    [true, 1_000],
  ])
  expect(switched()).toBe(1)
  engine.state.isAway = true
  await expect(triggers.setActive('wf_1', true)).rejects.toThrow()
  expect(now().list?.[0]?.active).toBe(false)
  expect(switched()).toBe(1)
})

it('puts a new address in the place of the old one', async () => {
  const { triggers, now } = start()
  await triggers.load()
  await triggers.renewUrl('wf_2', 'hook')
  expect(now().list?.map(({ url }) => url)).toEqual([null, 'http://127.0.0.1:7474/hooks/new'])
  await expect(triggers.renewUrl('wf_2', 'gone')).rejects.toThrow()
})

it('does not let an old answer overtake a newer one', async () => {
  const { engine, triggers, now } = start()
  let letGo = () => {}
  engine.state.hold = new Promise((done) => {
    letGo = done
  })
  const old = triggers.load()
  // The first question has been asked, and its answer is on its way.
  await expect.poll(() => engine.state.asked).toBe(1)
  engine.state.hold = null
  engine.state.list = [triggerOf({ title: 'Newer' })]
  await triggers.load()
  letGo()
  await old
  expect(now().list?.map(({ title }) => title)).toEqual(['Newer'])
})

it('hands on what a schedule would do', async () => {
  const { triggers } = start()
  expect(await triggers.preview({ time: '07:30' })).toEqual({ summary: 'At 07:30', next: [1_000, 2_000], error: null })
  expect((await triggers.preview({})).error).toBe('The time is missing.')
})
