import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { isJsonObject } from '../../shared/json.ts'
import { formatMicroUsd } from '../../shared/money.ts'
import type { AppServer } from '../support/app-server.ts'
import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'

/** Prices of gpt-4o and gpt-4o-mini are known; nobody knows that of the third. */
const models = ['openai/gpt-4o', 'openai/gpt-4o-mini', 'openai/own-7b'] as const

test.use({
  openAi: {
    respond: ({ model }) => ({
      text: 'Answered.',
      model: String(model),
      usage: { inputTokens: 4_000, cachedInputTokens: 1_000, outputTokens: 600, reasoningTokens: 100 },
    }),
  },
  contextOptions: { reducedMotion: 'reduce' },
})

/** One node for each model. */
function askAll(name: string, asked: readonly string[]) {
  return sketchWorkflow(name, `start -> ${asked.map((_, place) => `ask${place}`).join(' -> ')}`, {
    start: { type: 'manual' },
    ...Object.fromEntries(
      asked.map((model, place) => [`ask${place}`, { type: 'prompt', params: { model, prompt: 'Say something.' } }]),
    ),
  })
}

async function runOnce(page: Page, name: string, asked: readonly string[]): Promise<void> {
  const editor = openEditor(page)
  await importWorkflow(page, askAll(name, asked))
  await editor.run.click()
  await expect(editor.runBar).toContainText('Succeeded')
}

/** Two workflows have run: the first asked all models, the second the cheap one twice. */
async function spend(page: Page): Promise<void> {
  await runOnce(page, 'Triage', models)
  await runOnce(page, 'Digest', ['openai/gpt-4o-mini', 'openai/gpt-4o-mini'])
}

function openCosts(page: Page) {
  const figure = (title: string): Locator =>
    page.locator('dl[aria-label="Figures"] > div').filter({ has: page.getByText(title, { exact: true }) })
  const table = (by: string): Locator => page.getByRole('table', { name: `By ${by}` })
  return {
    figure,
    table,
    spent: figure('Spent'),
    row: (by: string, name: string): Locator => table(by).getByRole('row').filter({ hasText: name }),
    foot: (by: string): Locator => table(by).locator('tfoot'),
    legend: page.getByRole('list', { name: 'Series' }),
    chart: page.getByRole('region', { name: 'Cost over time' }),
    chips: page.getByRole('region', { name: 'Only' }),
    group: (by: string) => page.getByRole('radiogroup', { name: 'Broken down by' }).getByRole('radio', { name: by }),
    async choosePeriod(name: string): Promise<void> {
      await page.getByRole('button', { name: /^Period/ }).click()
      await page.getByRole('dialog', { name: 'Period' }).getByRole('button', { name, exact: true }).click()
    },
    /** Saves what the menu of exports names, and answers what is in the file. */
    async save(item: string): Promise<{ fileName: string; content: string }> {
      await page.getByRole('button', { name: 'Export' }).click()
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: item }).click(),
      ])
      return { fileName: file.suggestedFilename(), content: readFileSync(await file.path(), 'utf8') }
    },
  }
}

type Row = { microUsd: number | null; model: string; provider: string; workflowName: string }

/** The ledger, as the command line reads it. */
async function readLedger(app: AppServer): Promise<Row[]> {
  const { code, stdout, stderr } = await app.niti(['costs', '--rows', '--json'])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return rowsIn(stdout)
}

function rowsIn(text: string): Row[] {
  const value: unknown = JSON.parse(text)
  if (!Array.isArray(value) || !value.every(isRow)) throw new Error('These are not calls.')
  return value
}

function isRow(value: unknown): value is Row {
  return isJsonObject(value) && 'microUsd' in value && typeof value.model === 'string'
}

const sum = (rows: readonly Row[]) => rows.reduce((total, { microUsd }) => total + (microUsd ?? 0), 0)

test('what the screen says is what the ledger holds, however it is broken down', async ({ page, app }) => {
  const costs = openCosts(page)
  await spend(page)
  const rows = await readLedger(app)
  expect(rows).toHaveLength(5)
  const total = formatMicroUsd(sum(rows))

  await goTo(page, 'Costs')
  await test.step('figures', async () => {
    await expect(costs.spent).toContainText(total)
    await expect(costs.spent).toContainText('+ 1 unknown')
    await expect(costs.spent).toContainText('no comparison')
    await expect(costs.figure('Tokens in')).toContainText('20k')
    await expect(costs.figure('Tokens in')).toContainText('5k from a cache')
    await expect(costs.figure('Tokens out')).toContainText('500 of them reasoning')
    await expect(costs.figure('Model calls')).toContainText('5')
    await expect(costs.figure('Model calls')).toContainText('in 2 runs')
    await expect(costs.figure('Saved by caching')).toContainText(/\$0\.\d+/)
    await expect(costs.figure('Expected this month')).toContainText('$')
    await expect(page.getByText('1 call of this period went to models whose price nobody knows')).toBeVisible()
  })

  await test.step('by model', async () => {
    for (const model of models.slice(0, 2)) {
      const own = sum(rows.filter((row) => `${row.provider}/${row.model}` === model))
      await expect(costs.row('model', model).first()).toContainText(formatMicroUsd(own))
    }
    await expect(costs.row('model', 'openai/own-7b')).toContainText('unknown')
    await expect(costs.row('model', 'openai/own-7b')).not.toContainText('$0')
    await expect(costs.foot('model')).toContainText(total)
    await expect(costs.foot('model')).toContainText('+ 1 unknown')
    await expect(costs.legend.getByRole('button')).toHaveCount(2)
  })

  await test.step('by workflow and provider, with the same sum', async () => {
    await costs.group('Workflow').click()
    const digest = sum(rows.filter(({ workflowName }) => workflowName === 'Digest'))
    await expect(costs.row('workflow', 'Digest')).toContainText(formatMicroUsd(digest))
    await expect(costs.foot('workflow')).toContainText(total)
    await costs.group('Provider').click()
    await expect(costs.row('provider', 'OpenAI')).toContainText(total)
    await expect(page).toHaveURL(/#\/costs\?by=provider$/)
    await page.goBack()
    await expect(costs.table('workflow')).toBeVisible()
    await expect(page.getByRole('radio', { name: 'Agent' })).toHaveCount(0)
  })

  await test.step('the same figures as a table', async () => {
    await costs.chart.getByRole('switch', { name: 'Show as table' }).click()
    await expect(costs.chart.locator('td.font-semibold').filter({ hasText: total })).toHaveCount(1)
    await expectAccessible(page, 'the costs as a table')
    await costs.chart.getByRole('switch', { name: 'Show as table' }).click()
  })
})

test('a click narrows, a chip widens, and the address keeps it', async ({ page, app }) => {
  const costs = openCosts(page)
  await spend(page)
  const rows = await readLedger(app)
  const total = formatMicroUsd(sum(rows))
  const cheap = formatMicroUsd(sum(rows.filter(({ model }) => model === 'gpt-4o-mini')))
  await goTo(page, 'Costs')

  await costs.table('model').getByRole('button', { name: 'Show only openai/gpt-4o-mini' }).click()
  await expect(costs.spent).toContainText(cheap)
  await expect(costs.foot('model')).toContainText(cheap)
  const chip = costs.chips.getByRole('button', { name: 'Model openai/gpt-4o-mini, remove this filter' })
  await expect(chip).toBeVisible()
  await page.reload()
  await expect(costs.spent).toContainText(cheap)
  await chip.click()
  await expect(costs.spent).toContainText(total)
  await page.goBack()
  await expect(costs.spent).toContainText(cheap)
  await page.goForward()

  await costs.group('Workflow').click()
  await costs.legend.getByRole('button', { name: /Digest/ }).click()
  await expect(costs.chips.getByRole('button', { name: 'Workflow Digest, remove this filter' })).toBeVisible()
  await costs.group('Model').click()
  await expect(costs.table('model').locator('tbody tr')).toHaveCount(1)
  await expect(costs.spent).not.toContainText('unknown')
  await costs.chips.getByRole('button').click()

  await test.step('a slice of the pie', async () => {
    await expect(costs.spent).toContainText(total)
    // It begins at the top and goes round to the right; the first one is by far the largest.
    await page.getByRole('img', { name: /the shares, as in the table/ }).click({ position: { x: 162, y: 88 } })
    await expect(costs.chips.getByRole('button', { name: /openai\/gpt-4o,/ })).toBeVisible()
    await costs.chips.getByRole('button').click()
  })

  await test.step('periods', async () => {
    await costs.choosePeriod('Yesterday')
    await expect(page.getByText('No model was called in this period')).toBeVisible()
    await page.getByRole('button', { name: 'Show all time' }).click()
    await expect(costs.spent).toContainText(total)
    await expect(costs.spent).toContainText('no comparison')
    await page.getByRole('button', { name: /^Period: All time/ }).click()
    const own = page.getByRole('form', { name: 'Two dates' })
    await own.getByLabel('From').fill('2026-03-02')
    await own.getByLabel('To').fill('2026-03-01')
    await own.getByRole('button', { name: 'Show' }).click()
    await expect(own.getByRole('alert')).toContainText('The first date must not be after the second.')
    await own.getByLabel('To').fill('2100-01-01')
    await own.getByRole('button', { name: 'Show' }).click()
    await expect(page).toHaveURL(/range=2026-03-02\.\.2100-01-01/)
    await expect(costs.spent).toContainText(total)
  })

  await test.step('the dearest run, and only it', async () => {
    const runs = page.getByRole('table', { name: 'Runs that cost most' })
    await runs
      .getByRole('row', { name: /Digest/ })
      .getByRole('button', { name: 'Show only this run' })
      .click()
    await expect(costs.figure('Model calls')).toContainText('in 1 run')
    await expect(costs.spent).not.toContainText('unknown')
    await runs.getByRole('link', { name: 'Digest' }).click()
    await expect(page).toHaveURL(/#\/runs\/run_/)
  })
})

test('figures move while something runs, and what another model would have cost is told', async ({ page }) => {
  const costs = openCosts(page)
  await runOnce(page, 'Digest', ['openai/gpt-4o-mini', 'openai/gpt-4o-mini'])
  await goTo(page, 'Costs')
  await expect(costs.figure('Model calls')).toContainText('in 1 run')

  await test.step('another tab runs it once more', async () => {
    const other = await page.context().newPage()
    await other.goto(page.url().replace(/#.*/, '#/workflows'))
    await other.getByRole('link', { name: 'Digest', exact: true }).first().click()
    await openEditor(other).run.click()
    await expect(openEditor(other).runBar).toContainText('Succeeded')
    await other.close()
    await expect(costs.figure('Model calls')).toContainText('in 2 runs')
  })

  await page.getByRole('combobox', { name: 'Choose a model' }).click()
  await page.getByRole('option', { name: /^GPT-4o \$/ }).click()
  const whatIf = page.getByRole('region', { name: 'What if' })
  await expect(whatIf.getByRole('status')).toContainText('more')
  await expect(whatIf).toContainText('At today’s prices')
})

test('exports hold what is shown, and every call behind it', async ({ page, app }) => {
  const costs = openCosts(page)
  await spend(page)
  const rows = await readLedger(app)
  await goTo(page, 'Costs')
  await expect(costs.spent).toContainText(formatMicroUsd(sum(rows)))

  const calls = await costs.save('All calls as JSON')
  expect(calls.fileName).toBe('costs-this-month-calls.json')
  expect(rowsIn(calls.content)).toEqual(rows)
  await expect(page.getByText('5 calls saved as costs-this-month-calls.json')).toBeVisible()

  const table = (await costs.save('All calls as CSV')).content.trimEnd().split('\r\n')
  expect(table).toHaveLength(6)
  expect(table[0]).toMatch(/^time,run,workflow_id,/)
  expect(table.filter((line) => line.includes('own-7b,,'))).toHaveLength(1)

  const breakdown = (await costs.save('Breakdown as CSV')).content.trimEnd().split('\r\n')
  expect(breakdown[0]).toMatch(/^model,title,cost_usd,/)
  expect(breakdown).toHaveLength(4)
  const json: unknown = JSON.parse((await costs.save('Breakdown as JSON')).content)
  expect(json).toMatchObject({ range: 'this-month', by: 'model', total: { calls: 5, microUsd: sum(rows) } })
})

test('a period that cannot be is said in its place, and the next one is shown', async ({ page }) => {
  const costs = openCosts(page)
  await runOnce(page, 'Digest', ['openai/gpt-4o-mini'])
  await goTo(page, 'Costs')
  await expect(costs.figure('Model calls')).toContainText('in 1 run')
  await page.goto(page.url().replace(/#.*/, '#/costs?range=1950-01-01..1950-02-01'))
  await expect(page.getByRole('alert')).toContainText('1950-01-01..1950-02-01')
  await expect(costs.spent).toHaveCount(0)
  await costs.choosePeriod('Today')
  await expect(costs.figure('Model calls')).toContainText('in 1 run')
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('long names do not break the layout', async ({ page }) => {
  const costs = openCosts(page)
  const long = 'Incomprehensibilities'.repeat(9)
  await runOnce(page, long, ['openai/gpt-4o-mini', `openai/${long.toLowerCase()}`])
  await goTo(page, 'Costs')
  await expect(costs.row('model', long.toLowerCase())).toBeVisible()
  await expectLaidOut(page, 'a long model')
  await costs.group('Workflow').click()
  await costs.legend.getByRole('button').click()
  await expect(costs.chips.getByRole('button')).toBeVisible()
  await expectLaidOut(page, 'a long workflow')
  await costs.chart.getByRole('switch', { name: 'Show as table' }).click()
  await expectLaidOut(page, 'a long workflow as a table')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme })
    test('the screen can be used by everybody', async ({ page }) => {
      const costs = openCosts(page)
      await goTo(page, 'Costs')
      await expect(page.getByText('Nothing has been spent yet')).toBeVisible()
      await expectAccessible(page, 'the costs, empty')
      await expectLaidOut(page, 'the costs, empty')
      await spend(page)
      await page.keyboard.press('Alt+3')
      await expect(costs.spent).toContainText('+ 1 unknown')
      await costs
        .table('model')
        .getByRole('button', { name: /own-7b/ })
        .focus()
      await expectAccessible(page, 'the costs')
      await expectLaidOut(page, 'the costs')
      await page.keyboard.press('Enter')
      await expect(costs.spent).toContainText('unknown')
      await expectAccessible(page, 'the costs of unknown price')
      await page.getByRole('button', { name: /^Period/ }).press('Enter')
      await expect(page.getByRole('form', { name: 'Two dates' })).toBeVisible()
      await expectAccessible(page, 'the periods')
      await page.keyboard.press('Escape')
    })
  })
}

test('the keyboard reads the chart', async ({ page }) => {
  const costs = openCosts(page)
  await runOnce(page, 'Digest', ['openai/gpt-4o', 'openai/gpt-4o-mini'])
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox').fill('go to costs')
  await page.keyboard.press('Enter')
  await expect(costs.legend.getByRole('button')).toHaveCount(2)
  const drawing = costs.chart.getByRole('application')
  await drawing.focus()
  await page.keyboard.press('ArrowRight')
  await expect(costs.chart.locator('.recharts-tooltip-wrapper')).toContainText('Total')
  await costs.chart.getByRole('radio', { name: 'Running total' }).press('Space')
  await expect(costs.chart.getByRole('radio', { name: 'Running total' })).toBeChecked()
})
