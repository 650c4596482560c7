import { describe, expect, test } from 'vitest'
import { parseLimit, parseScope } from '../../electron/cli/budget-commands.ts'
import type { Budget, BudgetStatus } from '../../shared/contract/budgets.ts'
import { isFresh, openMachine, stale } from './built-niti.ts'

describe('what a budget is for, as it is typed', () => {
  test.each([
    ['run', { kind: 'run' }],
    ['all', { kind: 'workspace' }],
    ['workflow:wf_1', { kind: 'workflow', workflowId: 'wf_1' }],
    ['agent:agent_1', { kind: 'agent', agentId: 'agent_1' }],
    ['provider:openai', { kind: 'provider', providerId: 'openai' }],
    ['model:openai/gpt-4o', { kind: 'model', model: 'openai/gpt-4o' }],
    ['model:ollama/hf.co/a/b:Q4', { kind: 'model', model: 'ollama/hf.co/a/b:Q4' }],
  ])('%s', (text, scope) => expect(parseScope(text)).toEqual(scope))

  test.each(['', 'runs', 'run:x', 'model:gpt-4o', 'workflow', 'agent', 'provider:'])('“%s” is refused', (text) => {
    expect(() => parseScope(text)).toThrow('is not what a budget can be for')
  })
})

describe('limits, as they are typed', () => {
  test.each([
    ['5', 5_000_000, null],
    ['$0.50', 500_000, null],
    ['0', 0, null],
    ['200000tokens', null, 200_000],
    ['1.5M tokens', null, 1_500_000],
    ['$2, 10k tokens', 2_000_000, 10_000],
  ])('%s', (text, limitMicroUsd, limitTokens) => expect(parseLimit(text)).toEqual({ limitMicroUsd, limitTokens }))

  test.each(['', 'five', '-1', '1e9', '5 €', '5,,5'])('“%s” is refused', (text) => {
    expect(() => parseLimit(text)).toThrow('is not a limit')
  })
})

describe.skipIf(!isFresh)(`niti budgets${isFresh ? '' : ` (${stale})`}`, () => {
  const parse = <T>(text: string): T => JSON.parse(text) as T // what the program promises to print

  test('a budget is set, listed, changed, honoured by a run, and removed', async () => {
    const { niti } = openMachine({ OPENAI_API_KEY: 'sk-nobody', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' })
    const set = await niti([
      'budget',
      'set',
      'provider:openai',
      '0',
      '--period',
      'day',
      '--on-exceed',
      'fail',
      '--json',
    ])
    expect(set).toMatchObject({ code: 0, stderr: '' })
    const budget = parse<Budget>(set.stdout)
    expect(budget).toMatchObject({ scope: { providerId: 'openai' }, period: 'day', limitMicroUsd: 0, onExceed: 'fail' })

    const table = await niti(['budgets'])
    expect(table.stdout).toMatch(/^budget +for +limit +spent +held +used +when it does not suffice\n/)
    expect(table.stdout).toMatch(/budget_each_run +Each run +\$1\.00 +\$0 +\$0 +0 % +the run waits\n/)
    expect(table.stdout).toContain(`${budget.budgetId}  OpenAI, per day`)

    const ask = { type: 'prompt', version: 1, position: { x: 0, y: 0 }, params: { prompt: 'Hi' } }
    const file = JSON.stringify({ format: 1, name: 'Ask', nodes: { ask }, edges: [] })
    const run = await niti(['run', '-', '-m', 'openai/gpt-4o'], { stdin: file })
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('The budget “OpenAI, per day” ($0) is used up')

    const raised = await niti(['budget', 'set', 'provider:openai', '2,1Mtokens', '--period', 'day', '--json'])
    expect(parse<Budget>(raised.stdout)).toMatchObject({
      budgetId: budget.budgetId,
      limitTokens: 1_000_000,
      onExceed: 'fail',
    })
    expect(parse<BudgetStatus[]>((await niti(['budgets', '--json'])).stdout)).toHaveLength(2)
    expect(await niti(['budget', 'remove', budget.budgetId])).toMatchObject({ code: 0 })
    const gone = await niti(['budget', 'remove', budget.budgetId])
    expect(gone).toMatchObject({ code: 2 })
    expect(gone.stderr).toContain(`There is no budget \`${budget.budgetId}\`.`)
  })

  test('what cannot be is refused in words', async () => {
    const { niti } = openMachine()
    expect(await niti(['budget', 'set', 'everything', '5'])).toMatchObject({ code: 2 })
    expect(await niti(['budget', 'set', 'all', 'five'])).toMatchObject({ code: 2 })
    const period = await niti(['budget', 'set', 'all', '5', '--period', 'year'])
    expect(period.code).toBe(2)
    expect(period.stderr).toContain('year')
  })
})
