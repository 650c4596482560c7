import { describe, expect, test } from 'vitest'
import { chooseSteps } from '../../scripts/testing/choose-steps.mjs'
import { formatSummary, sum } from '../../scripts/testing/print-summary.mjs'

describe('the summary', () => {
  const results = [
    { step: 'types', passed: 1, failed: 0, skipped: 0, failures: [], skips: [], seconds: 2.04 },
    {
      step: 'unit',
      passed: 120,
      failed: 1,
      skipped: 1,
      failures: ['a › b'],
      skips: [{ name: 'c', reason: 'no network' }],
      seconds: 61,
    },
    {
      step: 'electron',
      passed: 0,
      failed: 0,
      skipped: 1,
      failures: [],
      skips: [{ name: 'd', reason: null }],
      seconds: 0,
    },
  ]

  test('adds up', () => {
    expect(sum(results)).toEqual({ passed: 121, failed: 1, skipped: 2 })
    expect(sum([])).toEqual({ passed: 0, failed: 0, skipped: 0 })
  })

  test('names what was skipped with its reason, what failed, and ends with a table', () => {
    expect(formatSummary(results).split('\n')).toEqual([
      '',
      'Skipped:',
      '  unit: c (no network)',
      '  electron: d (no reason given)',
      '',
      'Failed:',
      '  unit: a › b',
      '',
      'step       passed   failed   skipped     time',
      'types           1        0         0    2.0 s',
      'unit          120        1         1   61.0 s',
      'electron        0        0         1    0.0 s',
      'total         121        1         2   63.0 s',
    ])
  })
})

describe('the steps', () => {
  const steps = [{ name: 'types' }, { name: 'build' }, { name: 'browser' }, { name: 'shots', onlyByName: true }]
  const names = (args: string[]) => chooseSteps(steps, args).chosen.map(({ name }) => name)

  test('are all that belong to a test run, unless some are named', () => {
    expect(names([])).toEqual(['types', 'build', 'browser'])
    expect(names(['browser', 'build'])).toEqual(['build', 'browser'])
    expect(names(['shots'])).toEqual(['shots'])
  })

  test('hand the rest of the line to the tool', () => {
    expect(chooseSteps(steps, ['build', 'browser', '-g', 'types'])).toMatchObject({
      extra: ['-g', 'types'],
      whole: false,
    })
    expect(chooseSteps(steps, [])).toMatchObject({ extra: [], whole: true })
  })

  test('do not include one that is not there', () => {
    expect(() => chooseSteps(steps, ['browsers'])).toThrow('There is no step called browsers')
  })
})
