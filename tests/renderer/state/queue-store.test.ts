import { createRouterClient, implement } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { createQueueStore, placeBefore } from '../../../renderer/state/queue-store.ts'
import { type QueuedRun, queueContract } from '../../../shared/contract/queue.ts'
import { runsContract } from '../../../shared/contract/runs.ts'
import { userError } from '../../../shared/errors.ts'
import { runSummary } from '../support/run-summary.ts'

const queued = (runId: string, priority = 0): QueuedRun => ({
  ...runSummary({ runId, workflowName: runId.toUpperCase(), status: 'queued' }),
  priority,
  reason: '10 runs are under way.',
})

/** The engine's side of the queue, behind the real contract. */
function createEngine(...ids: string[]) {
  const state = { waiting: ids.map((id) => queued(id)), paused: false }
  const gate: { move: PromiseWithResolvers<void> | null } = { move: null }
  const os = implement(queueContract)
  const view = () => ({ paused: state.paused, runsAtOnce: 10, underWay: 10, waiting: [...state.waiting] })
  const without = (runId: string) => {
    const run = state.waiting.find((each) => each.runId === runId)
    if (!run) throw userError('queue.not-waiting', `The run \`${runId}\` does not wait.`)
    state.waiting = state.waiting.filter((each) => each !== run)
    return run
  }
  const setPaused = (paused: boolean) => {
    state.paused = paused
    return view()
  }
  const cancel = implement(runsContract).cancel.handler(({ input }) => void without(input.runId))
  const queue = {
    get: os.get.handler(view),
    move: os.move.handler(async ({ input: { runId, before } }) => {
      await gate.move?.promise
      const run = without(runId)
      const at = before === null ? state.waiting.length : state.waiting.findIndex((each) => each.runId === before)
      state.waiting.splice(at, 0, { ...run, priority: state.waiting[at]?.priority ?? run.priority })
      return view()
    }),
    prioritise: os.prioritise.handler(({ input: { runId, priority } }) => {
      state.waiting = [...state.waiting.filter((each) => each.runId !== runId), { ...without(runId), priority }]
      state.waiting.sort((a, b) => b.priority - a.priority)
      return view()
    }),
    pause: os.pause.handler(() => setPaused(true)),
    resume: os.resume.handler(() => setPaused(false)),
    drain: os.drain.handler(() => ({ removed: state.waiting.splice(0).length })),
  }
  return {
    state,
    gate,
    queue: createQueueStore({ queue: createRouterClient(queue), runs: createRouterClient({ cancel }) }),
  }
}

describe('the queue', () => {
  it('shows each change as the engine answers it', async () => {
    const { queue } = createEngine('a', 'b', 'c')
    const ids = () => queue.store.getState().view?.waiting.map(({ runId }) => runId)
    await queue.load()
    expect(ids()).toEqual(['a', 'b', 'c'])
    await queue.move('c', 'a')
    expect(ids()).toEqual(['c', 'a', 'b'])
    await queue.prioritise('b', 50)
    expect(ids()).toEqual(['b', 'c', 'a'])
    await queue.pause()
    expect(queue.store.getState().view?.paused).toBe(true)
    await queue.resume()
    expect(queue.store.getState().view?.paused).toBe(false)
    await queue.takeOut('c')
    expect(ids()).toEqual(['b', 'a'])
    expect(await queue.drain()).toBe(2)
    expect(ids()).toEqual([])
  })

  it('shows what a change answered, also where a look that was begun later came back before it', async () => {
    const { queue, state, gate } = createEngine('a', 'b')
    await queue.load()
    gate.move = Promise.withResolvers<void>()
    const moving = queue.move('b', 'a')
    await queue.load()
    gate.move.resolve()
    await moving
    expect(state.waiting.map(({ runId }) => runId)).toEqual(['b', 'a'])
    expect(queue.store.getState().view?.waiting.map(({ runId }) => runId)).toEqual(['b', 'a'])
  })

  it('hands on what the engine refuses, and keeps what it showed', async () => {
    const { queue, state } = createEngine('a', 'b')
    await queue.load()
    state.waiting.shift()
    await expect(queue.move('a', null)).rejects.toThrow('does not wait')
    expect(queue.store.getState().view?.waiting).toHaveLength(2)
  })
})

describe('moving by places', () => {
  const waiting = ['a', 'b', 'c', 'd'].map((runId) => ({ runId }))

  it('names the run that comes after the new place', () => {
    expect(placeBefore(waiting, 'c', -1)).toBe('b')
    expect(placeBefore(waiting, 'b', 1)).toBe('d')
    expect(placeBefore(waiting, 'c', 1)).toBeNull()
    expect(placeBefore(waiting, 'd', -4)).toBe('a')
    expect(placeBefore(waiting, 'a', 4)).toBeNull()
  })

  it('is nothing where it stands there already, or does not wait', () => {
    expect(placeBefore(waiting, 'a', -1)).toBeUndefined()
    expect(placeBefore(waiting, 'd', 1)).toBeUndefined()
    expect(placeBefore(waiting, 'x', 1)).toBeUndefined()
  })
})
