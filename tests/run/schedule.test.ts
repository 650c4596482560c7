import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  begin,
  createSchedule,
  type Decision,
  planWires,
  type Schedule,
  settle,
} from '../../electron/engine/run/schedule.ts'
import { drawGraph } from '../support/draw-workflow.ts'

type Options = { first?: string[]; never?: Record<string, string> }

/** A schedule over a drawn graph, told in names instead of numbers. */
function scheduleOf(wires: string, { first = [], never = {} }: Options = {}) {
  const graph = drawGraph(wires)
  const ids = Object.keys(graph.nodes)
  const waitOf = (id: string) => () => (first.includes(id) ? ('first' as const) : ('all' as const))
  const plan = planWires(
    ids.map((id) => ({ id, never: never[id] ?? null, waitOf: waitOf(id) })),
    graph.edges,
  )
  const schedule = createSchedule(plan)
  const told = ({ ready, skipped }: Decision) => ({
    ready: ready.map((node) => ids[node]),
    ...(skipped.length > 0 && { skipped: Object.fromEntries(skipped.map(({ node, reason }) => [ids[node], reason])) }),
  })
  return {
    begin: () => told(begin(schedule)),
    settle: (id: string, ...ports: string[]) => told(settle(schedule, ids.indexOf(id), (port) => ports.includes(port))),
    schedule,
  }
}

test('what nothing leads to begins; the rest follows wire by wire', () => {
  const graph = scheduleOf('a -> c, b -> c, c -> d')
  expect(graph.begin()).toEqual({ ready: ['a', 'b'] })
  expect(graph.settle('a', 'out')).toEqual({ ready: [] })
  expect(graph.settle('b', 'out')).toEqual({ ready: ['c'] })
  expect(graph.settle('c', 'out')).toEqual({ ready: ['d'] })
})

test('a port that waits for the first goes on at once and is not started twice', () => {
  const graph = scheduleOf('a -> join, b -> join', { first: ['join'] })
  graph.begin()
  expect(graph.settle('b', 'out')).toEqual({ ready: ['join'] })
  expect(graph.settle('a', 'out')).toEqual({ ready: [] })
})

test('a first port survives a branch that was not taken', () => {
  const graph = scheduleOf('if:yes -> join, if:no -> other -> join', { first: ['join'] })
  graph.begin()
  expect(graph.settle('if', 'yes')).toEqual({ ready: ['join'], skipped: { other: 'Nothing came from `if`.' } })
})

test('a branch not taken is skipped to its end, but a join with another branch lives', () => {
  const graph = scheduleOf('if:yes -> b -> d, if:no -> c -> e, d -> join, e -> join')
  graph.begin()
  const { ready, skipped } = graph.settle('if', 'yes')
  expect(ready).toEqual(['b'])
  expect(skipped).toEqual({ c: 'Nothing came from `if`.', e: 'Nothing came from `c`.' })
  graph.settle('b', 'out')
  expect(graph.settle('d', 'out')).toEqual({ ready: ['join'] })
})

test('a node with two ports is skipped as soon as one of them can get nothing', () => {
  const graph = scheduleOf('if:yes -> left@pair, b -> right@pair')
  graph.begin()
  expect(graph.settle('if', 'no')).toEqual({ ready: [], skipped: { pair: 'Nothing came from `if`.' } })
  expect(graph.settle('b', 'out')).toEqual({ ready: [] })
})

test('a node that never runs takes what only it feeds with it', () => {
  const graph = scheduleOf('a -> b -> c, a -> d', { never: { b: 'It is switched off.' } })
  expect(graph.begin()).toEqual({
    ready: ['a'],
    skipped: { b: 'It is switched off.', c: 'Nothing came from `b`.' },
  })
  expect(graph.settle('a', 'out')).toEqual({ ready: ['d'] })
})

test('a chain of 50,000 skipped nodes does not overflow the stack', () => {
  const names = Array.from({ length: 50_000 }, (_, index) => `n${index}`)
  const graph = scheduleOf(names.join(' -> '), { never: { n0: 'off' } })
  expect(Object.keys(graph.begin().skipped ?? {})).toHaveLength(50_000)
})

/** Runs a schedule to its end, each node delivering or not as `delivers` says; gives what became of each node. */
function runThrough(schedule: Schedule, delivers: (node: number) => boolean): Map<number, 'ran' | 'skipped'> {
  const fate = new Map<number, 'ran' | 'skipped'>()
  const queue: number[] = []
  const follow = ({ ready, skipped }: Decision) => {
    for (const { node } of skipped) {
      expect(fate.has(node)).toBe(false)
      fate.set(node, 'skipped')
    }
    for (const node of ready) {
      expect(fate.has(node)).toBe(false)
      fate.set(node, 'ran')
      queue.push(node)
    }
  }
  follow(begin(schedule))
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    follow(settle(schedule, node, () => delivers(node ?? 0)))
  }
  return fate
}

test('in any graph every node runs or is skipped exactly once, and runs only if something was delivered to it', () => {
  const graphs = fc.integer({ min: 1, max: 25 }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      wires: fc
        .uniqueArray(
          // Two different nodes, the earlier one first: wires that lead forward cannot make a circle.
          fc.tuple(fc.nat(count - 1), fc.nat(count - 1)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
          { selector: ([from, to]) => `${from}-${to}` },
        )
        .map((pairs) => pairs.filter(([from, to]) => from !== to)),
      silent: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
      first: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
    }),
  )
  fc.assert(
    fc.property(graphs, ({ count, wires, silent, first }) => {
      const nodes = Array.from({ length: count }, (_, index) => ({
        id: `n${index}`,
        never: null,
        waitOf: () => (first[index] ? ('first' as const) : ('all' as const)),
      }))
      const edges = wires.map(([from, to]) => ({ from: `n${from}`, fromPort: 'out', to: `n${to}`, toPort: 'in' }))
      const schedule = createSchedule(planWires(nodes, edges))
      const fate = runThrough(schedule, (node) => !silent[node])
      expect(fate.size).toBe(count)
      expect(schedule.undecided).toBe(0)
      for (let node = 0; node < count; node++) {
        const sources = wires.filter(([, to]) => to === node).map(([from]) => from)
        const fed = sources.length === 0 || sources.some((from) => fate.get(from) === 'ran' && !silent[from])
        expect(fate.get(node)).toBe(fed ? 'ran' : 'skipped')
      }
    }),
    { numRuns: 500 },
  )
})
