import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseNext, type Places, type WaitingRun, whyWaiting } from '../../electron/engine/run/choose-next.ts'
import { moveQueued, type QueuePosition } from '../../electron/engine/run/move-queued.ts'

/** `a1 a2 b1/1`: waiting runs in order, each of the workflow its letter names; after the slash that workflow's limit. */
function draw(runs: string): WaitingRun[] {
  return runs.split(' ').map((name) => {
    const [runId = '', limit] = name.split('/')
    return { runId, workflowId: runId[0] ?? null, workflowLimit: limit === undefined ? null : Number(limit) }
  })
}

const places = (more: Partial<Places> = {}): Places => ({ paused: false, runsAtOnce: 2, underWay: [], ...more })
const chosen = (runs: string, more?: Partial<Places>) => chooseNext(draw(runs), places(more)).map((run) => run.runId)
const reasons = (runs: string, more?: Partial<Places>) =>
  whyWaiting(draw(runs), places(more)).map((held) =>
    held === null ? 'now' : held.by === 'pause' ? held.by : `${held.by} ${held.limit}`,
  )

test('as many as there are places, in their order', () => {
  expect(chosen('a1 b1 c1')).toEqual(['a1', 'b1'])
  expect(chosen('a1 b1 c1', { underWay: ['x'] })).toEqual(['a1'])
  expect(chosen('a1 b1 c1', { underWay: ['x', null] })).toEqual([])
  expect(chosen('a1', { underWay: ['x', 'y', 'z'] })).toEqual([])
  expect(reasons('a1 b1 c1', { underWay: ['x'] })).toEqual(['now', 'places 2', 'places 2'])
})

test('nothing begins while the queue is paused', () => {
  expect(chosen('a1 b1', { paused: true })).toEqual([])
  expect(reasons('a1 b1', { paused: true })).toEqual(['pause', 'pause'])
})

test('a run that its workflow’s limit holds back does not hold up others', () => {
  expect(chosen('a1/1 a2/1 b1')).toEqual(['a1', 'b1'])
  expect(chosen('a1/1 b1 c1', { underWay: ['a'] })).toEqual(['b1'])
  expect(reasons('a1/1 a2/1 b1 c1')).toEqual(['now', 'workflow 1', 'now', 'places 2'])
})

test('runs of no workflow know no limit but the common one', () => {
  const loose = (runId: string): WaitingRun => ({ runId, workflowId: null, workflowLimit: 1 })
  expect(chooseNext([loose('a'), loose('b'), loose('c')], places())).toHaveLength(2)
})

test('a long queue is read no further than the last free place', () => {
  let read = 0
  function* endless(): Generator<WaitingRun> {
    for (;;) yield { runId: `r${read++}`, workflowId: 'w', workflowLimit: null }
  }
  expect(chooseNext(endless(), places())).toHaveLength(2)
  expect(chooseNext(endless(), places({ underWay: ['w', 'w'] }))).toEqual([])
  expect(read).toBe(2)
})

const workflow = fc.constantFrom('a', 'b', 'c', null)
// One limit for each workflow: what a run says about it is what its workflow said.
const limits = fc.record({ a: fc.option(fc.integer({ min: 1, max: 3 })), b: fc.option(fc.integer({ min: 1, max: 3 })) })
const world = fc.record({
  workflows: fc.array(workflow, { maxLength: 12 }),
  underWay: fc.array(workflow, { maxLength: 5 }),
  runsAtOnce: fc.integer({ min: 1, max: 6 }),
  limits,
})

test('drawn queues: no limit is broken, no place stays free that somebody could take, nobody is overtaken for nothing', () => {
  fc.assert(
    fc.property(world, ({ workflows, underWay, runsAtOnce, limits }) => {
      const limitOf = (id: string | null) => (id === 'a' ? limits.a : id === 'b' ? limits.b : null)
      const waiting = workflows.map((workflowId, index) => {
        return { runId: `r${index}`, workflowId, workflowLimit: limitOf(workflowId) }
      })
      const begun = chooseNext(waiting, places({ runsAtOnce, underWay }))
      const after = [...underWay, ...begun.map((run) => run.workflowId)]
      const countOf = (id: string | null) => after.filter((other) => other === id).length
      expect(after.length).toBeLessThanOrEqual(Math.max(runsAtOnce, underWay.length))
      for (const run of begun)
        if (run.workflowLimit !== null) expect(countOf(run.workflowId)).toBeLessThanOrEqual(run.workflowLimit)
      const left = waiting.filter((run) => !begun.includes(run))
      const last = waiting.indexOf(begun.at(-1) ?? { runId: '', workflowId: null, workflowLimit: null })
      for (const run of left) {
        const isFull = run.workflowLimit !== null && countOf(run.workflowId) >= run.workflowLimit
        if (after.length < runsAtOnce || waiting.indexOf(run) < last) expect(isFull).toBe(true)
      }
      // The two tellings agree: what begins now is what has no reason to wait.
      const why = whyWaiting(waiting, places({ runsAtOnce, underWay }))
      expect(waiting.filter((_, index) => why[index] === null)).toEqual(begun)
    }),
    { numRuns: 2_000 },
  )
})

const inOrder = (runs: QueuePosition[]) =>
  [...runs].sort((one, other) => other.priority - one.priority || one.place - other.place)

/** Waiting runs in order: `a5 b5 c0` are of priority 5, 5 and 0. */
function line(runs: string): QueuePosition[] {
  return inOrder(
    runs.split(' ').map((name, place) => ({ runId: name[0] ?? '', priority: Number(name.slice(1)), place: place + 1 })),
  )
}

function moved(runs: QueuePosition[], runId: string, before: string | null): QueuePosition[] {
  const changes = new Map(moveQueued(runs, runId, before).map((run) => [run.runId, run]))
  return inOrder(runs.map((run) => changes.get(run.runId) ?? run))
}

const told = (runs: QueuePosition[]) => runs.map((run) => `${run.runId}${run.priority}`).join(' ')

test('a run moves before another and takes its priority', () => {
  expect(told(moved(line('a0 b0 c0'), 'c', 'a'))).toBe('c0 a0 b0')
  expect(told(moved(line('a0 b0 c0'), 'a', 'c'))).toBe('b0 a0 c0')
  expect(told(moved(line('a5 b5 c0'), 'c', 'b'))).toBe('a5 c5 b5')
  expect(told(moved(line('a5 b0 c0'), 'a', null))).toBe('b0 c0 a0')
  expect(moveQueued(line('a0 b0 c0'), 'a', 'b')).toEqual([])
  expect(moveQueued(line('a0'), 'a', null)).toEqual([])
})

test('drawn moves: the run stands where it was put, the others stay in order, and who comes later stands behind', () => {
  const priorities = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 2, maxLength: 10 })
  fc.assert(
    fc.property(priorities, fc.array(fc.tuple(fc.nat(), fc.option(fc.nat())), { maxLength: 8 }), (drawn, moves) => {
      let runs = inOrder(drawn.map((priority, index) => ({ runId: `r${index}`, priority, place: index + 1 })))
      for (const [which, where] of moves) {
        const run = runs[which % runs.length]
        const others = runs.filter((other) => other !== run)
        const target = where === null ? null : others[where % others.length]
        if (!run || target === undefined) continue
        const next = moved(runs, run.runId, target?.runId ?? null)
        expect(next.filter((other) => other.runId !== run.runId).map((other) => other.runId)).toEqual(
          others.map((other) => other.runId),
        )
        const at = next.findIndex((other) => other.runId === run.runId)
        expect(next[at + 1]?.runId).toBe(target?.runId)
        expect(new Set(next.map((other) => other.place)).size).toBe(next.length)
        expect(Math.max(...next.map((other) => other.place))).toBeLessThanOrEqual(drawn.length)
        runs = next
      }
    }),
    { numRuns: 1_000 },
  )
})
