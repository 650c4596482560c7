import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../support/app-test.ts'
import { promptWorkflow, sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { importWorkflow } from '../support/page-list.ts'

const refused = 'This model is asleep.'

test.use({
  openAi: {
    respond: ({ model }) =>
      model === 'gpt-4o'
        ? { status: 400, body: { error: { message: refused, code: 'asleep' } } }
        : { text: 'Answered.', usage: { inputTokens: 4_000, outputTokens: 600 } },
  },
  contextOptions: { reducedMotion: 'reduce' },
})

/** Fails at the node called Ask. */
function failing(name: string) {
  return sketchWorkflow(name, 'start -> ask', {
    start: { type: 'manual' },
    ask: { type: 'prompt', params: { model: 'openai/gpt-4o', prompt: 'Say something.' } },
  })
}

async function run(page: Page, outcome: 'Succeeded' | 'Failed', times = 1): Promise<void> {
  const editor = openEditor(page)
  for (let done = 0; done < times; done++) {
    await editor.run.click()
    await expect(editor.runBar).toContainText(outcome)
  }
}

/** `Triage` succeeds twice, `Digest` fails once. */
async function runSome(page: Page): Promise<void> {
  await importWorkflow(page, promptWorkflow('Triage'))
  await run(page, 'Succeeded', 2)
  await importWorkflow(page, failing('Digest'))
  await run(page, 'Failed')
}

function openDashboard(page: Page) {
  const card = (title: string): Locator =>
    page.locator('dl[aria-label="Figures"] > div').filter({ has: page.getByText(title, { exact: true }) })
  const part = (title: string): Locator => page.getByRole('region', { name: title, exact: true })
  return {
    card,
    part,
    figure: (title: string): Locator => card(title).getByRole('link').first(),
    chips: page.getByRole('region', { name: 'Only' }),
    async go(): Promise<void> {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Dashboard' }).click()
      await expect(page.getByRole('navigation', { name: 'Monitoring' })).toBeVisible()
    },
    async choose(field: string, title: string): Promise<void> {
      await page.getByRole('region', { name: 'Only' }).getByRole('button', { name: field, exact: true }).click()
      await page.getByRole('option', { name: title }).click()
    },
    /** Saves what the part shows, and answers what is in the file. */
    async save(title: string): Promise<{ fileName: string; lines: string[] }> {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        part(title)
          .getByRole('button', { name: `Save “${title}” as CSV` })
          .click(),
      ])
      const content = readFileSync(await file.path(), 'utf8')
      return { fileName: file.suggestedFilename(), lines: content.trimEnd().split('\r\n') }
    },
  }
}

test('figures move while runs go on, without a reload', async ({ page }) => {
  const dashboard = openDashboard(page)
  await dashboard.go()
  await expect(page.getByText('Nothing has run yet')).toBeVisible()
  await page.getByRole('button', { name: 'Go to Workflows' }).click()
  await runSome(page)
  await dashboard.go()
  await expect(dashboard.figure('Runs')).toHaveText('3')
  await expect(dashboard.card('Runs')).toContainText('in 2 workflows')
  await expect(dashboard.card('Runs')).toContainText('nothing before to compare with')
  await expect(dashboard.figure('Success rate')).toHaveText('2 of 3')
  await expect(dashboard.card('Success rate')).toContainText('too few runs to say')
  await expect(dashboard.card('Success rate')).toContainText('1 failed')
  await expect(dashboard.figure('Cost')).toContainText('$')
  await expect(dashboard.figure('Waiting for approval')).toHaveText('0')

  await test.step('another tab runs it once more', async () => {
    await page.evaluate('window.isTheSamePage = true')
    const other = await page.context().newPage()
    await other.goto(page.url().replace(/#.*/, '#/workflows'))
    await other.getByRole('link', { name: 'Triage', exact: true }).first().click()
    await run(other, 'Succeeded', 2)
    await other.close()
    await expect(dashboard.figure('Runs')).toHaveText('5')
    await expect(dashboard.figure('Success rate')).toHaveText(/80\s%/)
    expect(await page.evaluate('window.isTheSamePage')).toBe(true)
  })
})

test('filters stay in the address, over a reload and Back', async ({ page }) => {
  const dashboard = openDashboard(page)
  await runSome(page)
  await dashboard.go()
  await expect(dashboard.figure('Runs')).toHaveText('3')

  await dashboard.choose('Workflow', 'Triage')
  await expect(dashboard.figure('Runs')).toHaveText('2')
  await expect(page).toHaveURL(/#\/dashboard\?workflow=wf_/)
  await dashboard.choose('Status', 'Failed')
  await expect(page.getByText('No run began in this period')).toBeVisible()
  await page.goBack()
  await expect(dashboard.figure('Runs')).toHaveText('2')
  await page.reload()
  await expect(dashboard.figure('Runs')).toHaveText('2')
  await dashboard.chips.getByRole('button', { name: 'Workflow Triage, remove this filter' }).click()
  await expect(dashboard.figure('Runs')).toHaveText('3')

  await test.step('a legend and a model narrow, too', async () => {
    await dashboard
      .part('Runs over time')
      .getByRole('button', { name: /^Failed/ })
      .click()
    await expect(page).toHaveURL(/#\/dashboard\?status=failed$/)
    await expect(dashboard.figure('Runs')).toHaveText('1')
    await page.goBack()
    await dashboard.part('Cost by model').getByRole('button', { name: 'Show only openai/gpt-4o-mini' }).click()
    await expect(page).toHaveURL(/model=openai%2Fgpt-4o-mini/)
    await expect(dashboard.figure('Runs')).toHaveText('2')
    await page.goBack()
  })

  await test.step('the time: a usual period, two dates, another time zone', async () => {
    await page.getByRole('button', { name: /^Period/ }).click()
    await page.getByRole('button', { name: 'Last 24 hours' }).click()
    await expect(page).toHaveURL(/range=24h/)
    await expect(dashboard.part('Runs over time')).toContainText('by the hour')
    await expect(dashboard.figure('Runs')).toHaveText('3')
    await page.getByRole('button', { name: /^Period/ }).click()
    const own = page.getByRole('form', { name: 'Two dates' })
    await own.getByLabel('From').fill('2026-03-01')
    await own.getByLabel('To').fill('2026-03-02')
    await own.getByRole('button', { name: 'Show' }).click()
    await expect(page.getByText('No run began in this period')).toBeVisible()
    await page.getByRole('button', { name: 'Show the last 90 days' }).click()
    await expect(dashboard.figure('Runs')).toHaveText('3')
    await page.getByRole('button', { name: /^Time zone/ }).click()
    await page.getByPlaceholder('Search for a time zone').fill('tokyo')
    await page.getByRole('option', { name: 'Asia/Tokyo' }).click()
    await expect(page).toHaveURL(/zone=Asia%2FTokyo/)
    await expect(dashboard.figure('Runs')).toHaveText('3')
  })

  await test.step('the way back from Alerts leads to the same', async () => {
    const tabs = page.getByRole('navigation', { name: 'Monitoring' })
    await tabs.getByRole('link', { name: /^Alerts/ }).click()
    await tabs.getByRole('link', { name: 'Dashboard' }).click()
    await expect(page).toHaveURL(/range=90d&zone=Asia%2FTokyo/)
  })
})

test('a figure, a moment, a node and an error open the runs behind them', async ({ page }) => {
  const dashboard = openDashboard(page)
  await runSome(page)
  await dashboard.go()
  await dashboard.card('Success rate').getByRole('link', { name: '1 failed' }).click()
  await expect(page).toHaveURL(/#\/runs\?status=failed&from=\d+&to=\d+$/)
  await page.goBack()
  await dashboard.part('Failures by node').getByRole('link', { name: 'Ask' }).click()
  await expect(page).toHaveURL(/#\/runs\?workflow=wf_.*&node=ask&from=\d+&to=\d+$/)
  await page.goBack()
  await expect(dashboard.part('Failures by error')).toContainText(refused)
  await dashboard.part('Failures by error').getByRole('row').nth(1).getByRole('link').click()
  await expect(page).toHaveURL(/#\/runs\?error=.*&from=\d+&to=\d+$/)
  await page.goBack()

  await test.step('by a click on a bar', async () => {
    await dashboard.part('Runs over time').locator('.recharts-bar-rectangle path').last().click()
    await expect(page).toHaveURL(/#\/runs\?from=\d+&to=\d+$/)
    await page.goBack()
  })

  await test.step('and by the keyboard, which hears what it is on', async () => {
    const chart = dashboard.part('Runs over time')
    await chart.getByRole('application').focus()
    for (let day = 0; day < 6; day++) await page.keyboard.press('ArrowRight')
    await expect(chart.getByRole('status')).toContainText('Succeeded 2, Failed 1')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/#\/runs\?from=\d+&to=\d+$/)
    await page.goBack()
  })
})

test('behind each chart lies a table, and its CSV', async ({ page }) => {
  const dashboard = openDashboard(page)
  await runSome(page)
  await dashboard.go()
  await expect(dashboard.figure('Runs')).toHaveText('3')
  for (const title of ['Runs over time', 'Cost over time', 'Duration', 'Waiting for their turn']) {
    await dashboard.part(title).getByRole('button', { name: 'Show as table' }).press('Enter')
    await expect(dashboard.part(title).getByRole('table')).toBeVisible()
  }
  const row = dashboard.part('Runs over time').getByRole('row').nth(1)
  await expect(row).toContainText('213')
  await expectAccessible(page, 'the Dashboard as tables')
  await expectLaidOut(page, 'the Dashboard as tables')

  const runs = await dashboard.save('Runs over time')
  expect(runs.fileName).toBe('dashboard-7d-runs.csv')
  expect(runs.lines[0]).toBe('from,to,succeeded,failed,cancelled,running,queued')
  expect(runs.lines.at(-1)).toMatch(/Z,2,1,0,0,0$/)
  await expect(page.getByText(/lines saved as dashboard-7d-runs\.csv/)).toBeVisible()
  const nodes = await dashboard.save('Failures by node')
  expect(nodes.lines[1]).toMatch(/^wf_[^,]+,Digest,ask,Ask,1,1$/)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme })
    test('the screen can be used by everybody', async ({ page }) => {
      const dashboard = openDashboard(page)
      await dashboard.go()
      await expect(page.getByText('Nothing has run yet')).toBeVisible()
      await expectAccessible(page, 'the Dashboard, empty')
      await expectLaidOut(page, 'the Dashboard, empty')
      await runSome(page)
      await dashboard.go()
      await expect(dashboard.figure('Runs')).toHaveText('3')
      await expectAccessible(page, 'the Dashboard')
      await expectLaidOut(page, 'the Dashboard')
      await dashboard.part('Runs over time').getByRole('radio', { name: 'Lines' }).press('Space')
      await expect(dashboard.part('Runs over time').getByRole('radio', { name: 'Lines' })).toBeChecked()
      await page.getByRole('region', { name: 'Only' }).getByRole('button', { name: 'Model' }).press('Enter')
      await expect(page.getByRole('option', { name: 'openai/gpt-4o-mini' })).toBeVisible()
      await expectAccessible(page, 'the models to filter by')
      await page.keyboard.press('Enter')
      await expect(dashboard.chips.getByRole('button', { name: /^Model openai/ })).toBeVisible()
      await expectAccessible(page, 'the Dashboard, narrowed')
      await expectLaidOut(page, 'the Dashboard, narrowed')
      await page.getByRole('button', { name: /^Time zone/ }).press('Enter')
      await expect(page.getByPlaceholder('Search for a time zone')).toBeVisible()
      await expectAccessible(page, 'the time zones')
    })
  })
}

test('long names do not break the layout', async ({ page }) => {
  const dashboard = openDashboard(page)
  const long = 'Incomprehensibilities'.repeat(9)
  await importWorkflow(page, promptWorkflow(long))
  await run(page, 'Succeeded')
  await importWorkflow(page, failing(`${long} again`))
  await run(page, 'Failed')
  await dashboard.go()
  await expect(dashboard.part('Failures by node')).toContainText(`${long} again`)
  await expectLaidOut(page, 'long workflows')
  await dashboard.choose('Workflow', `${long} again`)
  await expect(dashboard.figure('Runs')).toHaveText('1')
  await expectLaidOut(page, 'a long workflow as a filter')
})

test('an address that says something that there is not is told so', async ({ page }) => {
  await page.goto(page.url().replace(/#.*|$/, '#/dashboard?range=forever'))
  await expect(page.getByRole('button', { name: /^Period/ })).toHaveCount(0)
})
