import { expect, test } from 'vitest'
import {
  decideEndedDuration,
  decideInARow,
  decideRunFailed,
  decideRunningDurations,
  isAbout,
  nextStreak,
} from '../../electron/engine/alerts/rules/decide-runs.ts'
import {
  decideConnections,
  decideDisk,
  decideNothingRan,
  decideQueueStuck,
} from '../../electron/engine/alerts/rules/decide-standing.ts'
import {
  decideCost,
  decideFailureRate,
  decideLatency,
  decideTokens,
  percentileOf,
} from '../../electron/engine/alerts/rules/decide-window.ts'
import { isRepeatDue, saysAtEnd, stepOf } from '../../electron/engine/alerts/rules/step-incident.ts'
import type { OpenIncident } from '../../electron/engine/store/alert-incidents.store.ts'
import type { RunEnd } from '../../electron/engine/store/alert-rules.store.ts'
import { alertSentence } from '../../shared/alert-sentence.ts'
import { seededRandom } from '../support/seeded-random.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const all = { subjectKey: 'all', subject: 'all runs' }

const end = (more: Partial<RunEnd> = {}): RunEnd => ({
  ...{ ending: 1, runNumber: 1, runId: 'run_1', workflowId: 'wf_1', workflowName: 'Digest', status: 'failed' },
  ...{ trigger: 'schedule', startedAt: 0, finishedAt: 1_000, error: 'No such file.' },
  ...more,
})

test('a failure fires, a success ends it, and a run that was stopped says nothing', () => {
  expect(decideRunFailed(end())).toMatchObject({
    ...{ subjectKey: 'wf_1', subject: 'Digest', verdict: 'firing', times: 1, runId: 'run_1' },
    ...{
      title: 'Failed: Digest',
      body: 'A run that a schedule began failed: No such file.',
      link: 'niti://runs/run_1',
    },
  })
  expect(decideRunFailed(end({ status: 'succeeded' })).verdict).toBe('fine')
  expect(decideRunFailed(end({ status: 'cancelled' })).verdict).toBe('unknown')
  expect(decideRunFailed(end({ workflowId: null })).subjectKey).toBe('file Digest')
})

test('which runs a rule is about', () => {
  const has = (agentId: string) => agentId === 'agent_1'
  const none = () => {
    throw new Error('nobody asked for an agent')
  }
  expect(isAbout({}, end(), none)).toBe(true)
  expect(isAbout({ workflowId: 'wf_2' }, end(), none)).toBe(false)
  for (const trigger of ['schedule', 'file', 'webhook', 'run', 'service'] as const) {
    expect(isAbout({ trigger: 'by-itself' }, end({ trigger }), none)).toBe(true)
  }
  for (const trigger of ['manual', 'cli', 'chat'] as const) {
    expect(isAbout({ trigger: 'by-itself' }, end({ trigger }), none)).toBe(false)
    expect(isAbout({ trigger }, end({ trigger }), none)).toBe(true)
    expect(isAbout({ trigger }, end(), none)).toBe(false)
  }
  expect(isAbout({ agentId: 'agent_1' }, end(), has)).toBe(true)
  expect(isAbout({ agentId: 'agent_2' }, end(), has)).toBe(false)
})

test('failures in a row are counted as the naive way counts them', () => {
  const random = seededRandom(7)
  for (let round = 0; round < 300; round++) {
    const limit = 1 + Math.floor(random() * 4)
    const statuses = Array.from({ length: 30 }, () => {
      const chance = random()
      return chance < 0.6 ? ('failed' as const) : chance < 0.8 ? ('succeeded' as const) : ('cancelled' as const)
    })
    let streak = 0
    for (const [index, status] of statuses.entries()) {
      streak = nextStreak(streak, status)
      const told = statuses.slice(0, index + 1).filter((one) => one !== 'cancelled')
      const since = told.length - 1 - told.lastIndexOf('succeeded')
      const verdict = decideInARow(end({ status }), streak, limit).verdict
      if (status === 'failed') expect(verdict).toBe(since >= limit ? 'firing' : 'unknown')
      else expect(verdict).toBe(status === 'succeeded' ? 'fine' : 'unknown')
    }
  }
})

test('a run over its limit is counted once, whether the clock or its end finds it first', () => {
  const random = seededRandom(11)
  for (let round = 0; round < 500; round++) {
    const longestMs = 10 * minuteMs
    const runs = Array.from({ length: 6 }, (_, index) => {
      const startedAt = Math.floor(random() * 60) * minuteMs + index
      return { runId: `run_${index}`, startedAt, finishedAt: startedAt + Math.floor(random() * 30) * minuteMs + 7 }
    })
    let times = 0
    let lookedAt = 0
    for (let now = 0; now <= 120 * minuteMs; now += minuteMs) {
      const ended = runs.filter(({ finishedAt }) => finishedAt > now - minuteMs && finishedAt <= now)
      for (const run of ended) {
        const finding = decideEndedDuration(end({ ...run, status: 'succeeded' }), {
          longestMs,
          lookedAt,
          others: false,
        })
        times += finding.times
      }
      const running = runs
        .filter(({ startedAt, finishedAt }) => startedAt <= now && finishedAt > now)
        .map((run) => ({ ...run, workflowId: 'wf_1', workflowName: 'Digest' }))
      for (const finding of decideRunningDurations(running, { longestMs, lookedAt, nowMs: now })) times += finding.times
      lookedAt = now
    }
    expect(times).toBe(runs.filter(({ startedAt, finishedAt }) => finishedAt - startedAt > longestMs).length)
  }
})

test('a workflow in time again is fine, unless another of its runs is over the limit now', () => {
  const quick = end({ status: 'succeeded', finishedAt: 5_000 })
  const limits = { longestMs: minuteMs, lookedAt: 0 }
  expect(decideEndedDuration(quick, { ...limits, others: false }).verdict).toBe('fine')
  expect(decideEndedDuration(quick, { ...limits, others: true }).verdict).toBe('unknown')
  const slow = decideEndedDuration(end({ finishedAt: 90_000 }), { ...limits, others: false })
  expect(slow).toMatchObject({ verdict: 'firing', body: 'A run took 90 seconds. The limit is 1 minute.' })
})

test('a failure rate needs enough runs to say anything, and ends where nothing fails', () => {
  const condition = { kind: 'failure-rate', percent: 25, windowMinutes: 60, fewest: 4 } as const
  const verdict = (runs: number, failures: number) => decideFailureRate(condition, { runs, failures }, all).verdict
  expect(verdict(3, 3)).toBe('unknown')
  expect(verdict(3, 0)).toBe('fine')
  expect(verdict(0, 0)).toBe('fine')
  expect(verdict(4, 1)).toBe('firing')
  expect(verdict(5, 1)).toBe('fine')
  for (let runs = 4; runs < 60; runs++) {
    for (let failures = 0; failures <= runs; failures++) {
      expect(verdict(runs, failures)).toBe((failures / runs) * 100 >= 25 ? 'firing' : 'fine')
    }
  }
  expect(decideFailureRate(condition, { runs: 3 * 16, failures: 16 }, all)).toMatchObject({
    title: '33.3 % of runs fail: all runs',
    body: '16 of 48 runs of the last hour failed. The limit is 25 %.',
  })
})

test('a percentile is the smallest value that so many do not exceed', () => {
  const random = seededRandom(3)
  for (let round = 0; round < 300; round++) {
    const values = Array.from({ length: 1 + Math.floor(random() * 40) }, () => Math.floor(random() * 1_000))
    for (const percent of [50, 95]) {
      const value = percentileOf(values, percent)
      const notOver = (limit: number) => values.filter((one) => one <= limit).length * 100 >= percent * values.length
      expect(value).toBe(Math.min(...values.filter(notOver)))
    }
  }
  expect(percentileOf([], 95)).toBeNull()
})

test('latency, cost and tokens over a window', () => {
  const latency = { kind: 'latency', percentile: 'p95', mostMs: 1_000, windowMinutes: 60, fewest: 10 } as const
  const slow = [...Array.from({ length: 18 }, () => 100), 5_000, 5_000]
  expect(decideLatency(latency, slow, all)).toMatchObject({ verdict: 'firing', facts: { valueMs: 5_000, calls: 20 } })
  expect(decideLatency({ ...latency, percentile: 'p50' }, slow, all).verdict).toBe('fine')
  expect(decideLatency(latency, slow.slice(-2), all).verdict).toBe('unknown')
  expect(decideLatency(latency, [], all).verdict).toBe('fine')

  const cost = { kind: 'cost', mostMicroUsd: 5_000_000, windowMinutes: 1_440 } as const
  expect(decideCost(cost, { microUsd: 5_000_000 }, all).verdict).toBe('fine')
  expect(decideCost(cost, { microUsd: 6_200_000 }, all)).toMatchObject({
    ...{ verdict: 'firing', title: 'Over $5.00: all runs' },
    body: '$6.20 were spent in the last day. The limit is $5.00.',
  })
  const tokens = { kind: 'tokens', most: 10_000, windowMinutes: 30 } as const
  expect(decideTokens(tokens, { tokens: 10_000 }, all).verdict).toBe('fine')
  expect(decideTokens(tokens, { tokens: 12_345 }, all).body).toBe(
    '12,345 tokens were used in the last 30 minutes. The limit is 10,000.',
  )
})

test('nothing ran, from when somebody asked on', () => {
  const condition = { kind: 'nothing-ran', hours: 24 } as const
  const verdict = (lastAt: number | null, since: number, nowMs: number) =>
    decideNothingRan(condition, { lastAt, since, nowMs }, all).verdict
  expect(verdict(null, 0, 24 * hourMs - 1)).toBe('fine')
  expect(verdict(null, 0, 24 * hourMs)).toBe('firing')
  expect(verdict(hourMs, 0, 24 * hourMs)).toBe('fine')
  expect(verdict(null, 23 * hourMs, 40 * hourMs)).toBe('fine')
})

test('a queue that stands still, and whether it is paused', () => {
  const condition = { kind: 'queue-stuck', minutes: 30 } as const
  const at = { nowMs: hourMs, isPaused: true }
  expect(decideQueueStuck(condition, { ...at, waiting: 0, oldestAt: null }).verdict).toBe('fine')
  expect(decideQueueStuck(condition, { ...at, waiting: 1, oldestAt: 31 * minuteMs }).verdict).toBe('fine')
  expect(decideQueueStuck(condition, { ...at, waiting: 3, oldestAt: 15 * minuteMs })).toMatchObject({
    verdict: 'firing',
    body: '3 runs wait for a turn, the oldest for 45 minutes. The queue is paused.',
  })
})

test('connections that end soon or do not work, each by itself', () => {
  const account = {
    ...{ connectionId: 'connection_1', integrationId: 'gmail', title: 'Ada', error: null },
    ...{ state: 'working' as const, expiresAt: null, renews: false },
  }
  const day = 24 * hourMs
  const verdicts = (more: Partial<Parameters<typeof decideConnections>[1]['connections'][number]>) =>
    decideConnections(
      { kind: 'connection-expiring', days: 7 },
      { connections: [{ ...account, ...more }], nowMs: 0 },
    ).map(({ verdict, title }) => `${verdict} ${title}`.trim())
  expect(verdicts({})).toEqual(['fine'])
  expect(verdicts({ state: 'untested' })).toEqual(['fine'])
  expect(verdicts({ expiresAt: 8 * day })).toEqual(['fine'])
  expect(verdicts({ expiresAt: 3 * day })).toEqual(['firing Connection ends soon: Ada'])
  expect(verdicts({ expiresAt: 3 * day, renews: true })).toEqual(['fine'])
  expect(verdicts({ state: 'expired', renews: true })).toEqual(['firing Connection does not work: Ada'])
  expect(verdicts({ state: 'failing' })).toEqual(['firing Connection does not work: Ada'])
})

test('little is left on the disk', () => {
  const condition = { kind: 'disk-nearly-full', leastMegabytes: 1_000 } as const
  expect(decideDisk(condition, { freeMegabytes: 1_000 }).verdict).toBe('fine')
  expect(decideDisk(condition, { freeMegabytes: 999.4 })).toMatchObject({
    verdict: 'firing',
    body: '999 MB are left where Niti keeps its data. The limit is 1,000 MB.',
  })
})

const incident: OpenIncident = {
  ...{ incidentId: 1, ruleId: 'rule_1', subjectKey: 'wf_1', subject: 'Digest', kind: 'alert.run-failed' },
  ...{ title: 'Failed: Digest', body: '', link: null, runId: null, openedAt: 0, times: 1, lastAt: 0 },
  ...{ toldAt: 0, heldUntil: null, says: null, recoveredAt: null, acknowledgedAt: null },
}

test('an incident is opened once, counted while it is open, and ended', () => {
  expect(stepOf(null, { verdict: 'firing', times: 1 })).toBe('open')
  expect(stepOf(incident, { verdict: 'firing', times: 1 })).toBe('count')
  expect(stepOf(incident, { verdict: 'firing', times: 0 })).toBe('nothing')
  expect(stepOf(incident, { verdict: 'unknown', times: 0 })).toBe('nothing')
  expect(stepOf(incident, { verdict: 'fine', times: 0 })).toBe('end')
  expect(stepOf(null, { verdict: 'fine', times: 0 })).toBe('nothing')
})

test('it is said again as its rule says, until somebody acknowledges it', () => {
  const rule = { repeatMinutes: 30 }
  expect(isRepeatDue(incident, rule, 30 * minuteMs - 1)).toBe(false)
  expect(isRepeatDue(incident, rule, 30 * minuteMs)).toBe(true)
  expect(isRepeatDue(incident, { repeatMinutes: null }, hourMs)).toBe(false)
  for (const more of [{ acknowledgedAt: 1 }, { heldUntil: 1 }, { toldAt: null }, { recoveredAt: 1 }]) {
    expect(isRepeatDue({ ...incident, ...more }, rule, hourMs)).toBe(false)
  }
})

test('what is said at the end', () => {
  expect(saysAtEnd(incident, { saysRecovery: true })).toBe('recovered')
  expect(saysAtEnd(incident, { saysRecovery: false })).toBeNull()
  // Nobody has heard of it yet: the digest tells that it was, and is over.
  const held = { ...incident, toldAt: null, heldUntil: 5, says: 'fired' as const }
  expect(saysAtEnd(held, { saysRecovery: false })).toBe('fired')
  // Somebody has seen it on the page before it was told.
  expect(saysAtEnd({ ...held, says: null, acknowledgedAt: 1 }, { saysRecovery: true })).toBeNull()
})

test('a rule as a sentence', () => {
  const names = { workflow: () => 'Digest', agent: () => 'Ada' }
  expect(alertSentence({ kind: 'run-failed' }, {}, names)).toBe('when a run fails')
  expect(alertSentence({ kind: 'run-failed' }, { workflowId: 'wf', trigger: 'by-itself' }, names)).toBe(
    'when one of the runs of “Digest” that began by themselves fails',
  )
  expect(alertSentence({ kind: 'cost', mostMicroUsd: 5_000_000, windowMinutes: 1_440 }, { agentId: 'a' }, names)).toBe(
    'when runs with the agent “Ada” cost more than $5.00 in the last day',
  )
})
