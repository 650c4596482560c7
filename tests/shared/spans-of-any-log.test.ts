import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RunEvent, RunEventBody } from '../../shared/run/events.ts'
import { foldSpans } from '../../shared/run/spans.ts'
import { foldRun } from '../../shared/run/view.ts'
import { spanProblems } from '../support/span-problems.ts'
import { logOf, say } from './spans-kit.ts'

const places = [
  { node: 'a' },
  { node: 'a', scope: 'a#0' },
  { node: 'b', scope: 'a#1' },
  { node: 'b', scope: 'a#0/a#1' },
]
const ids = ['i1', 'i2', 'i3']

/** Everything that can happen, in any order, also such as no engine writes: a log of another version may be anything. */
const anyBody: fc.Arbitrary<RunEventBody> = fc
  .record({ of: fc.constantFrom(...places), id: fc.constantFrom(...ids), n: fc.integer({ min: 0, max: 2 }) })
  .chain(({ of, id, n }) =>
    fc.constantFrom<RunEventBody>(
      ...[
        say.started(of, n),
        say.finished(of, n),
        say.retried(of, n, n * 7),
        say.failed(of, n),
        say.interrupted(of, n),
      ],
      ...[say.cancelled(of, n), say.skipped(of), say.reused(of), say.asks(of, id), say.answered(of, id)],
      ...[say.rounds(of, n), say.roundOver(of, n), say.subworkflow(of), say.callQueued(of, id), say.called(of, id)],
      ...[
        say.callRetried(of, id),
        say.replied(of, id),
        say.replied(of, id, { microUsd: null }),
        say.callFailed(of, id),
      ],
      ...[say.embeds(of, id), say.embedded(of, id), say.embedded(of, id, 0), say.agent(of), say.tool(of, id, n)],
      ...[say.tool(of, id, null, n), say.toolDone(of, id, n), say.toolFailed(of, id, n), say.http(of, 200)],
      ...[say.http(of, null), say.resumed(), say.runStarted(), say.over('failed'), say.started(of, n)],
    ),
  )

const anyLog = fc
  .array(fc.record({ body: anyBody, step: fc.integer({ min: -20, max: 200 }) }), { maxLength: 60 })
  .map((steps): RunEvent[] => {
    let at = 5_000
    const log = logOf([say.queued(), ...steps.map(({ body }) => body)])
    return log.map((event, index) => {
      at += steps[index - 1]?.step ?? 0
      return { ...event, at }
    })
  })

test('every span lies inside its parent, ids are unique, and costs add up to the cost of the run', () => {
  fc.assert(
    fc.property(anyLog, (log) => {
      const spans = foldSpans(log)
      expect(spanProblems(spans)).toEqual([])
      const { cost } = foldRun('run_1', log)
      const calls = spans.flatMap(({ call }) => call ?? [])
      expect(calls.reduce((sum, { microUsd }) => sum + (microUsd ?? 0), 0)).toBe(cost.microUsd)
      expect(calls.reduce((sum, { unknownTries }) => sum + unknownTries, 0)).toBe(cost.unknownCalls)
      expect(calls.reduce((sum, { usage }) => sum + (usage?.inputTokens ?? 0), 0)).toBe(cost.inputTokens)
    }),
    { numRuns: 1_500 },
  )
})

test('any beginning of a log folds, and what it begins keeps its id, kind and place', () => {
  fc.assert(
    fc.property(anyLog, (log) => {
      const all = new Map(foldSpans(log).map((span) => [span.id, span]))
      for (let length = 0; length <= log.length; length++) {
        const spans = foldSpans(log.slice(0, length))
        expect(spanProblems(spans)).toEqual([])
        for (const { id, parentId, kind, seq } of spans) expect(all.get(id)).toMatchObject({ id, parentId, kind, seq })
      }
    }),
    { numRuns: 200 },
  )
})

test('four times as many events take about four times as long to fold', () => {
  const rounds = (count: number) =>
    logOf([
      ...[say.queued(), say.runStarted(), say.started({ node: 'each' }), say.rounds({ node: 'each' }, count)],
      ...Array.from({ length: count }, (_, index) => {
        const inner = { node: 'x', scope: `each#${index}` }
        const call = [say.called(inner, `c${index}`), say.replied(inner, `c${index}`)]
        return [say.started(inner), ...call, say.finished(inner), say.roundOver({ node: 'each' }, index)]
      }).flat(),
      ...[say.finished({ node: 'each' }), say.over()],
    ])
  const time = (log: RunEvent[]) => {
    const begun = performance.now()
    const count = foldSpans(log).length
    return { ms: performance.now() - begun, count }
  }
  const [quarter, whole] = [rounds(10_000), rounds(40_000)]
  const [first, second] = [time(quarter), time(whole)]
  expect(second.count).toBe(160_004)
  expect(second.ms).toBeLessThan(first.ms * 10 + 500)
}, 30_000)
