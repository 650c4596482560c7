import fc from 'fast-check'
import { expect, it } from 'vitest'
import { settingWords } from '../../../renderer/canvas/versions/setting-words.ts'
import { modeOf, retentionOf, retentionWords } from '../../../renderer/parts/retention/retention-fields.ts'
import { diffWorkflows } from '../../../shared/workflow/diff.ts'
import { emptyWorkflow, type Retention, retention } from '../../../shared/workflow/workflow.ts'

const modes = ['app', 'ever', 'days', 'runs', 'both'] as const

it('knows every retention by its mode, and every mode makes one of its own', () => {
  for (const mode of modes) {
    const made = retentionOf(mode, undefined)
    expect(modeOf(made)).toBe(mode)
    if (made) expect(retention.parse(made)).toEqual(made)
  }
})

it('keeps the numbers that a mode takes over', () => {
  const some = fc.record({ days: fc.integer({ min: 1, max: 36_500 }), runs: fc.integer({ min: 1, max: 1_000_000 }) })
  fc.assert(
    fc.property(some, (before: Retention) => {
      expect(retentionOf('days', before)).toEqual({ days: before.days })
      expect(retentionOf('runs', before)).toEqual({ runs: before.runs })
      expect(retentionOf('both', before)).toEqual(before)
      expect(retentionOf('ever', before)).toEqual({})
    }),
    { numRuns: 50 },
  )
})

it('is said in words', () => {
  expect(retentionWords({})).toBe('for ever')
  expect(retentionWords({ days: 1 })).toBe('1 day')
  expect(retentionWords({ days: 90 })).toBe('90 days')
  expect(retentionWords({ runs: 1 })).toBe('the newest run')
  expect(retentionWords({ runs: 2_000 })).toBe('the newest 2,000 runs')
  expect(retentionWords({ days: 30, runs: 5 })).toContain('30 days')
})

it('is one change between two versions, told as a whole and in words', () => {
  const before = { ...emptyWorkflow('A'), settings: { retention: { days: 30 } } }
  const after = { ...emptyWorkflow('A'), settings: { retention: { days: 30, runs: 5 }, timeoutMs: 90_000 } }
  const { workflow } = diffWorkflows(before, after)
  expect(workflow).toEqual([
    { path: ['settings', 'retention'], before: { days: 30 }, after: { days: 30, runs: 5 } },
    { path: ['settings', 'timeoutMs'], after: 90_000 },
  ])
  expect(settingWords(['settings', 'retention'], { days: 30 })).toBe('30 days')
  expect(settingWords(['settings', 'retention'], {})).toBe('for ever')
  expect(settingWords(['settings', 'timeoutMs'], 90_000)?.replace(/\s/g, ' ')).toBe('1 m 30 s')
  expect(settingWords(['settings', 'retention'], undefined)).toBe('as the app’s settings say')
  expect(settingWords(['settings', 'concurrency'], 3)).toBeNull()
  expect(settingWords(['settings', 'concurrency'], undefined)).toBeNull()
  expect(settingWords(['params', 'retention'], { days: 30 })).toBeNull()
})
