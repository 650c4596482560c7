import { describe, expect, test } from 'vitest'
import { createServerTimes } from '../../electron/engine/http/server-times.ts'
import { sumUp, withoutNames, worstOf } from '../../electron/engine/telemetry/health/check.ts'
import { checkBackup } from '../../electron/engine/telemetry/health/check-backup.ts'
import { checkClock } from '../../electron/engine/telemetry/health/check-clock.ts'
import { checkConnections } from '../../electron/engine/telemetry/health/check-connections.ts'
import { checkDatabase } from '../../electron/engine/telemetry/health/check-database.ts'
import { checkDisk } from '../../electron/engine/telemetry/health/check-disk.ts'
import { checkEngine } from '../../electron/engine/telemetry/health/check-engine.ts'
import { checkProviders } from '../../electron/engine/telemetry/health/check-providers.ts'
import { checkQueue } from '../../electron/engine/telemetry/health/check-queue.ts'
import { createClockWatch } from '../../electron/engine/telemetry/health/clock-watch.ts'
import { addNews } from '../../electron/engine/telemetry/health/provider-news.ts'
import { countOf, sayAgo, sayBytes, sayDuration } from '../../electron/engine/telemetry/health/words.ts'

const now = Date.UTC(2027, 0, 1)
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const gigabyte = 1024 ** 3

describe('database', () => {
  const fine = {
    file: { path: '/data/niti.db', bytes: 3 * 1024 * 1024, problem: null },
    write: { at: now, ms: 2, error: null },
    integrity: { at: now - 3 * hour, ms: 40, problems: [] },
    isBeingRead: false,
    now,
  }

  test('says that it takes writes and when it was last found whole', () => {
    expect(checkDatabase(fine)).toMatchObject({
      state: 'ok',
      message: 'The database (3.0 MB) took a write in 2 ms; read from end to end 3 hours ago and found whole.',
      hint: null,
      facts: { writable: true, intact: true },
    })
  })

  test.each([
    ['a file that is gone', { file: { ...fine.file, problem: 'The database file is gone: /data/niti.db.' } }, /gone/],
    ['a write that is refused', { write: { at: now, ms: 0, error: 'disk I/O error' } }, /disk I\/O error/],
    [
      'damage',
      { integrity: { at: now, ms: 4, problems: ['Tree 4 page 9: btreeInitPage() returns error code 11'] } },
      /Tree 4/,
    ],
  ])('%s is bad and says what to do', (_, change, says) => {
    const check = checkDatabase({ ...fine, ...change })
    expect(check).toMatchObject({ state: 'bad', hint: expect.any(String), link: expect.stringMatching(/^niti:/) })
    expect(check.message).toMatch(says)
  })

  test('a write that takes seconds is a warning', () => {
    expect(checkDatabase({ ...fine, write: { at: now, ms: 4_000, error: null } })).toMatchObject({ state: 'warn' })
  })
})

test.each([
  [0.1, 'bad'],
  [0.9, 'warn'],
  [1.5, 'warn'],
  [3, 'ok'],
])('%s GB free beside a database of 2 GB: %s', (free, state) => {
  const facts = { freeBytes: free * gigabyte, totalBytes: 100 * gigabyte, databaseBytes: 2 * gigabyte, now }
  expect(checkDisk(facts).state).toBe(state)
})

describe('engine', () => {
  const program = { owner: 'process 12 345', isThis: true, beatAt: now, since: now - day }
  const other = { ...program, owner: 'process 77 888', isThis: false }
  const lag = { p50: 0.1, p99: 4, max: 20 }

  test.each([
    ['nothing held it up', lag, [program], 'ok'],
    ['something held it up for two seconds', { ...lag, max: 2_000 }, [program], 'warn'],
    ['something held it up for twenty', { ...lag, max: 20_000 }, [program], 'bad'],
    ['another one is well', lag, [program, other], 'ok'],
    ['another one has been silent', lag, [program, { ...other, beatAt: now - 3 * minute }], 'bad'],
    [
      'another one was just opened and has not said anything',
      lag,
      [{ ...other, beatAt: null, since: now - 1000 }],
      'ok',
    ],
    ['only a command looks, and nobody is there', null, [], 'off'],
    ['only a command looks', null, [other], 'ok'],
  ])('%s', (_, held, programs, state) => {
    expect(checkEngine({ lag: held, upMs: 1000, programs, now }).state).toBe(state)
  })
})

describe('queue', () => {
  const facts = {
    waiting: 2,
    oldestAt: now - hour,
    underWay: 1,
    isPaused: false,
    isAttended: true,
    stuckSince: null,
    now,
  }

  test.each([
    ['nothing waits', { waiting: 0, oldestAt: null }, 'ok'],
    ['runs wait for a place', {}, 'ok'],
    ['places came free a moment ago', { stuckSince: now - 5_000 }, 'ok'],
    ['places have been free for a minute', { stuckSince: now - minute }, 'warn'],
    ['places have been free for long', { stuckSince: now - hour }, 'bad'],
    ['it is paused by a person', { isPaused: true, stuckSince: null }, 'ok'],
    ['nobody is there to begin them', { isAttended: false, stuckSince: now - hour }, 'warn'],
  ])('%s', (_, change, state) => {
    expect(checkQueue({ ...facts, ...change }).state).toBe(state)
  })

  test('says how long the oldest waits', () => {
    expect(checkQueue(facts).message).toBe('2 runs wait, the oldest for 60 minutes; 1 run under way.')
  })
})

describe('providers', () => {
  const answered = { answeredAt: now - minute, failedAt: null, failures: 0, error: null }
  const failed = {
    answeredAt: now - day,
    failedAt: now,
    failures: 1,
    error: { code: 'model.unavailable', message: 'Down.' },
  }
  const check = (...list: (typeof answered | typeof failed)[]) =>
    checkProviders({ providers: list.map((news, index) => ({ id: `p${index}`, title: `P${index}`, ...news })), now })

  test('none called, all well, one of two down, all down', () => {
    expect(check().state).toBe('off')
    expect(check({ ...answered, answeredAt: now - 30 * day }).state).toBe('off')
    expect(check(answered)).toMatchObject({ state: 'ok', at: now - minute })
    expect(check(answered, { ...failed, failures: 9 })).toMatchObject({ state: 'warn', facts: { failing: 1 } })
    expect(check(failed).state).toBe('warn')
    expect(check({ ...failed, failures: 3 }).state).toBe('bad')
  })

  test('what a service complained of stands with the provider, and only there', () => {
    const found = check(failed)
    expect(found.parts[0]?.message).toBe('failed a moment ago: Down.')
    expect(found.message).not.toContain('Down.')
    expect(found.facts['provider.p0']).toBe('model.unavailable')
  })

  test('an answer ends a row of failures', () => {
    const error = { kind: 'external' as const, code: 'model.unavailable', message: 'Down.' }
    const twice = addNews(addNews(undefined, 1, error), 2, error)
    expect(twice).toMatchObject({ failures: 2, failedAt: 2 })
    expect(addNews(twice, 3, null)).toMatchObject({ failures: 0, answeredAt: 3, failedAt: 2, error: null })
  })
})

describe('connections', () => {
  const one = {
    title: 'ada@example.com',
    integrationId: 'gmail',
    state: 'working' as const,
    error: null,
    expiresAt: null,
    renews: true,
    usedBy: [{ workflowId: 'wf_1', name: 'Digest' }],
  }
  const check = (...connections: Parameters<typeof checkConnections>[0]['connections']) =>
    checkConnections({ connections, now })

  test('none, all well, one that ends and is renewed', () => {
    expect(check().state).toBe('off')
    expect(check(one).state).toBe('ok')
    expect(check({ ...one, expiresAt: now - 1 }).state).toBe('ok')
  })

  test('one that ends soon and cannot be renewed, one that ended, one that nobody uses', () => {
    const ending = { ...one, renews: false, expiresAt: now + 2 * day }
    expect(check(ending)).toMatchObject({ state: 'warn', facts: { expiring: 1 } })
    expect(check({ ...ending, expiresAt: now + 60 * day }).state).toBe('ok')
    expect(check({ ...ending, expiresAt: now - hour })).toMatchObject({ state: 'bad', facts: { expired: 1 } })
    expect(check({ ...one, state: 'expired' }).state).toBe('bad')
    expect(check({ ...one, state: 'failing', usedBy: [] })).toMatchObject({ state: 'warn', facts: { failing: 1 } })
  })

  test('whose they are is not said to programs', () => {
    const health = sumUp({ at: now, version: '1', upMs: 1, checks: [check({ ...one, state: 'expired' })] })
    expect(JSON.stringify(health)).toContain('ada@example.com')
    expect(JSON.stringify(withoutNames(health))).not.toContain('ada@example.com')
    expect(health.state).toBe('bad')
  })
})

describe('clock', () => {
  const check = (skewMs: number | null, setBack: { at: number; byMs: number } | null = null) =>
    checkClock({ news: skewMs === null ? null : { skewMs, at: now - minute }, setBack, now })

  test('is compared with what servers say', () => {
    expect(check(null).state).toBe('off')
    expect(check(800).state).toBe('ok')
    expect(check(-2 * minute)).toMatchObject({ state: 'warn', message: /2 minutes behind/ })
    expect(check(hour)).toMatchObject({ state: 'bad', message: /60 minutes ahead of/ })
  })

  test('that was set back is a warning for an hour', () => {
    expect(check(null, { at: now - minute, byMs: 5 * minute }).state).toBe('warn')
    expect(check(800, { at: now - 2 * hour, byMs: 5 * minute }).state).toBe('ok')
  })

  test('being set back is seen against one that only runs forward; sleep is not taken for it', () => {
    let wall = now
    let steady = 0
    const watch = createClockWatch({ now: () => wall, sleep: async () => {} }, () => steady)
    wall += 2_000
    steady += 2_000
    expect(watch.look()).toBe(false)
    wall += 8 * hour
    steady += 2_000
    expect(watch.look()).toBe(true)
    expect(watch.setBack()).toBeNull()
    wall -= 3 * minute
    steady += 2_000
    expect(watch.look()).toBe(true)
    expect(watch.setBack()).toEqual({ at: wall, byMs: 3 * minute + 2_000 })
  })

  test('the server that agrees best counts, and none on this machine does', () => {
    const times = createServerTimes(() => now)
    times.note('127.0.0.1', new Date(now - hour).toUTCString())
    expect(times.news()).toBeNull()
    times.note('wrong.example', new Date(now - 7 * hour).toUTCString())
    expect(times.news()?.skewMs).toBeCloseTo(7 * hour, -4)
    times.note('right.example', new Date(now).toUTCString())
    expect(times.news()).toEqual({ skewMs: -500, at: now })
    times.note('right.example', 'nonsense')
    expect(times.news()?.skewMs).toBeCloseTo(7 * hour, -4)
    times.forget()
    expect(times.news()).toBeNull()
  })
})

describe('backup', () => {
  const news = { isOn: true, everyHours: 24, lastBackupAt: now - 5 * hour, lastError: null }

  test.each([
    ['nobody makes any here', null, 'off'],
    ['it is switched off', { ...news, isOn: false }, 'off'],
    ['a fresh one', news, 'ok'],
    ['none yet', { ...news, lastBackupAt: null }, 'warn'],
    ['one of three days ago', { ...news, lastBackupAt: now - 3 * day }, 'warn'],
    ['one of ten days ago', { ...news, lastBackupAt: now - 10 * day }, 'bad'],
    ['the last try failed', { ...news, lastError: { message: 'The disk is full.' } }, 'bad'],
  ])('%s', (_, known, state) => {
    expect(checkBackup({ news: known, upMs: 2 * hour, now }).state).toBe(state)
  })
})

test('a program that was just opened has not had the time to make a backup', () => {
  const news = { isOn: true, everyHours: 24, lastBackupAt: null, lastError: null }
  expect(checkBackup({ news, upMs: minute, now }).state).toBe('ok')
})

test('the worst counts, and what is off counts for nothing', () => {
  expect(worstOf(['ok', 'off', 'warn', 'ok'])).toBe('warn')
  expect(worstOf(['bad', 'warn'])).toBe('bad')
  expect(sumUp({ at: 1, version: '1', upMs: 1, checks: [checkConnections({ connections: [], now })] }).state).toBe('ok')
})

test('words for times, sizes and numbers', () => {
  expect([
    sayDuration(0),
    sayDuration(1000),
    sayDuration(5 * minute),
    sayDuration(5 * hour),
    sayDuration(5 * day),
  ]).toEqual(['0 seconds', '1 second', '5 minutes', '5 hours', '5 days'])
  expect([sayAgo(3_000), sayAgo(40_000)]).toEqual(['a moment ago', '40 seconds ago'])
  expect([sayBytes(0), sayBytes(2048), sayBytes(1.25 * gigabyte), sayBytes(340 * 1024 ** 2)]).toEqual([
    '0 bytes',
    '2 KB',
    '1.3 GB',
    '340 MB',
  ])
  expect(countOf(1_234_567, 'run')).toBe('1,234,567 runs')
})
