import { expect, test, vi } from 'vitest'
import { createRunListStore, pageSize } from '../../../renderer/state/run-list-store.ts'
import type { RunFilter } from '../../../shared/contract/run-filter.ts'
import type { RunSummary } from '../../../shared/contract/runs.ts'

type Asked = { filter: RunFilter; upTo?: string; offset?: number; limit?: number }

const summary = (number: number): RunSummary => ({
  ...{ runId: `run_${number}`, workflowId: null, workflowName: 'W', status: 'succeeded', trigger: 'manual' },
  ...{ startedAt: number, finishedAt: number, durationMs: 0, inputTokens: 0, outputTokens: 0, microUsd: 0 },
  ...{ unknownCalls: 0, error: null, openWaits: 0, asksYou: 0, clearedAt: null, isDryRun: false },
})

/** An engine's answers at the edge: so many runs, newest first, of which more may begin. */
function openList(runs: number) {
  const engine = { runs, asked: [] as Asked[] }
  const find = async ({ filter, upTo, offset = 0, limit = 50 }: Asked) => {
    engine.asked.push({ filter, upTo, offset })
    const bound = upTo === undefined ? engine.runs : Number(upTo.slice(4))
    const count = Math.max(0, Math.min(limit, bound - offset))
    return {
      runs: Array.from({ length: count }, (_, index) => summary(bound - offset - index)),
      ...{
        total: bound,
        newest: engine.runs === 0 ? null : `run_${engine.runs}`,
        newer: engine.runs - bound,
        unread: 0,
      },
    }
  }
  return { engine, list: createRunListStore({ runs: { find } as never }) } // only `find` is asked
}

test('pages are asked for as they come into view, each once, up to the newest run of the beginning', async () => {
  const { engine, list } = openList(1_000_000)
  await list.open({ status: 'failed' })
  expect(list.at(0)?.runId).toBe('run_1000000')
  expect(list.at(500_000)).toBeUndefined()
  list.look(500_000, 500_015, false)
  list.look(500_000, 500_015, false)
  await vi.waitFor(() => expect(list.at(500_000)?.runId).toBe('run_500000'))
  expect(engine.asked).toEqual([
    { filter: { status: 'failed' }, upTo: undefined, offset: 0 },
    { filter: { status: 'failed' }, upTo: 'run_1000000', offset: 500_000 },
  ])
  // What is far away is forgotten.
  expect([...list.store.getState().pages.keys()]).toEqual([5_000])
})

test('at the top new runs appear by themselves; further down the places stay, and the new ones are counted', async () => {
  const { engine, list } = openList(1_000)
  await list.open({})
  list.look(0, 12, true)
  engine.runs = 1_002
  list.renewSoon()
  await vi.waitFor(() => expect(list.at(0)?.runId).toBe('run_1002'))
  expect(list.store.getState().newer).toBe(0)
  list.look(300, 312, false)
  await vi.waitFor(() => expect(list.at(300)?.runId).toBe('run_702'))
  engine.runs = 1_010
  list.renewSoon()
  await vi.waitFor(() => expect(list.store.getState().newer).toBe(8))
  expect(list.at(300)?.runId).toBe('run_702')
  await list.jumpToTop()
  expect(list.at(0)?.runId).toBe('run_1010')
  expect(list.store.getState()).toMatchObject({ newer: 0, total: 1_010 })
})

test('answers to an earlier filter are thrown away, and a range names runs that were never in view', async () => {
  const { list } = openList(500)
  const slow = list.open({ status: 'failed' })
  await list.open({ words: 'a' })
  await slow
  expect(list.store.getState()).toMatchObject({ filter: { words: 'a' }, total: 500 })
  const ids = await list.idsBetween(90, 3 * pageSize)
  expect(ids).toHaveLength(3 * pageSize - 90 + 1)
  expect(ids[0]).toBe('run_410')
  expect(ids.at(-1)).toBe('run_200')
})

test('what goes wrong is said, and the next answer takes it back', async () => {
  let isDown = true
  const find = async () => {
    if (isDown) throw new Error('no')
    return { runs: [], total: 0, newest: null, newer: 0, unread: 0 }
  }
  const list = createRunListStore({ runs: { find } as never }) // only `find` is asked
  await list.open({})
  expect(list.store.getState().error).not.toBeNull()
  isDown = false
  list.renewSoon()
  await vi.waitFor(() => expect(list.store.getState()).toMatchObject({ error: null, total: 0 }))
})
