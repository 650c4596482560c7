import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { openAppApi } from '../support/app-api.ts'
import type { AppServer } from '../support/app-server.ts'
import { expect, test } from '../support/app-test.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { goTo } from '../support/page-list.ts'
import { addWorkflow, echoWorkflow, runOnce } from '../support/run-list-kit.ts'

const listOf = (page: Page): Locator => page.getByRole('list', { name: 'Runs, newest first' })
const rowsOf = (page: Page): Locator => listOf(page).getByRole('link')
const search = (page: Page): Locator => page.getByRole('searchbox', { name: 'Search runs' })
const box = (page: Page, index: number): Locator => listOf(page).getByRole('checkbox').nth(index)

/** Five runs of one workflow and one of another; the second of the first failed. */
async function makeRuns(page: Page, app: AppServer): Promise<void> {
  const { api, close } = await openAppApi(page, app)
  const tulips = await addWorkflow({ client: api }, echoWorkflow('Tulips'))
  for (const say of ['one', 'break two', 'three', 'four', 'five']) await runOnce({ client: api }, tulips, { say })
  await runOnce({ client: api }, await addWorkflow({ client: api }, echoWorkflow('Roses')), { say: 'two lips' })
  close()
}

test('runs are searched, narrowed and kept as a list with a name; the address says the same', async ({ page, app }) => {
  await makeRuns(page, app)
  await goTo(page, 'Runs')
  await expect(rowsOf(page)).toHaveCount(6)
  await expectAccessible(page, 'the list of runs')
  await expectLaidOut(page, 'the list of runs')

  await test.step('a search shows where the words stand', async () => {
    await search(page).fill('two')
    await expect(rowsOf(page)).toHaveCount(2)
    await expect(rowsOf(page).nth(0)).toContainText('Input say: two lips')
    await expect(rowsOf(page).nth(1)).toContainText('the cup fell: break two')
    await expect(page).toHaveURL(/#\/runs\?q=two$/)
    await expectAccessible(page, 'runs that were searched for')
    await expectLaidOut(page, 'runs that were searched for')
  })

  await test.step('the list is narrowed, and the filter is a chip', async () => {
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    const form = page.getByRole('dialog', { name: 'What the list is narrowed to' })
    await form.getByRole('combobox', { name: 'Workflow' }).click()
    await page.getByRole('option', { name: 'Tulips' }).click()
    await form.getByRole('combobox', { name: 'State' }).click()
    await page.getByRole('option', { name: 'Failed' }).click()
    await expectAccessible(page, 'the form of the filter')
    await page.keyboard.press('Escape')
    await expect(rowsOf(page)).toHaveCount(1)
    await expect(page.getByRole('button', { name: 'Workflow Tulips, remove this filter' })).toBeVisible()
  })

  await test.step('it is saved, left, and opened again', async () => {
    await page.getByRole('button', { name: 'Saved lists' }).click()
    await page.getByRole('menuitem', { name: 'Save this list…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Save this list' })
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Broken tulips')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('“Broken tulips” is saved')).toBeVisible()
    const address = page.url()
    await page.getByRole('button', { name: 'Clear all' }).click()
    await search(page).fill('nowhere at all')
    await expect(page.getByRole('heading', { name: 'No run fits' })).toBeVisible()
    await page.getByRole('button', { name: 'Show all runs' }).click()
    await expect(rowsOf(page)).toHaveCount(6)
    await expect(search(page)).toHaveValue('')
    await page.getByRole('button', { name: 'Saved lists' }).click()
    await page.getByRole('menuitem', { name: 'Broken tulips' }).click()
    await expect(rowsOf(page)).toHaveCount(1)
    await expect(search(page)).toHaveValue('two')
    expect(page.url()).toBe(address)
    await page.reload()
    await expect(rowsOf(page)).toHaveCount(1)
  })

  await test.step('a run is opened, and the list stays as it is', async () => {
    await rowsOf(page).first().click()
    await expect(page).toHaveURL(/#\/runs\/run_\w+\?q=two&workflow=wf_\w+&status=failed$/)
    await expect(rowsOf(page)).toHaveCount(1)
  })
})

test('a range is selected and deleted once one says so, and what is selected is exported', async ({ page, app }) => {
  await makeRuns(page, app)
  await goTo(page, 'Runs')
  await expect(rowsOf(page)).toHaveCount(6)
  const bar = page.getByRole('region', { name: 'Selected runs' })

  await box(page, 1).click()
  await box(page, 3).click({ modifiers: ['Shift'] })
  await expect(bar).toContainText('3 selected')
  await expectAccessible(page, 'selected runs')
  await expectLaidOut(page, 'selected runs')

  const downloading = page.waitForEvent('download')
  await bar.getByRole('button', { name: 'Export' }).click()
  const file = await (await downloading).path()
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => Object.keys(JSON.parse(line)))).toHaveLength(3)

  await bar.getByRole('button', { name: 'Delete' }).click()
  const question = page.getByRole('alertdialog', { name: 'Delete 3 runs?' })
  await expect(question).toContainText('What they cost stays in Costs')
  await expectAccessible(page, 'the question before runs are deleted')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(rowsOf(page)).toHaveCount(6)
  await bar.getByRole('button', { name: 'Delete' }).click()
  await question.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('3 runs were deleted')).toBeVisible()
  await expect(rowsOf(page)).toHaveCount(3)
  await expect(bar).toBeHidden()

  await test.step('all that fit are run again', async () => {
    await box(page, 0).click()
    await bar.getByRole('button', { name: 'Select all 3' }).click()
    await expect(bar).toContainText('3 selected')
    await bar.getByRole('button', { name: 'Run again' }).click()
    await page
      .getByRole('alertdialog', { name: 'Run 3 runs again?' })
      .getByRole('button', { name: 'Run again' })
      .click()
    await expect(page.getByText('3 runs were started again')).toBeVisible()
    await expect(rowsOf(page)).toHaveCount(6)
  })
})

test('thousands of runs are scrolled to their end, by keys too, with few rows drawn; new ones wait at the top', async ({
  page,
  app,
}) => {
  await makeRuns(page, app)
  const db = new Database(join(app.dataDir, 'niti.db'))
  db.pragma('busy_timeout = 5000')
  const columns = `workspace_id, workflow_id, document_id, run_trigger, started_at, finished_at, words_at`
  db.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2000)
    INSERT INTO runs (run_id, workflow_name, status, ${columns})
      SELECT 'run_copy' || n, 'Copy ' || n, 'succeeded', ${columns} FROM runs, numbers WHERE run_number = 1 ORDER BY n`)
  db.close()
  await goTo(page, 'Runs')
  await expect(rowsOf(page).first()).toContainText('Copy 2000')
  expect(await rowsOf(page).count()).toBeLessThan(40)

  await rowsOf(page).first().focus()
  await page.keyboard.press('ArrowDown')
  await expect(rowsOf(page).nth(1)).toBeFocused()
  await page.keyboard.press('End')
  const oldest = rowsOf(page).last()
  await expect(oldest).toContainText('Tulips')
  await expect(oldest).toBeFocused()
  await expect(listOf(page).getByRole('listitem').last()).toHaveAttribute('aria-posinset', '2006')
  expect(await rowsOf(page).count()).toBeLessThan(40)
  await page.keyboard.press(' ')
  await expect(page.getByRole('region', { name: 'Selected runs' })).toContainText('1 selected')

  await listOf(page).hover()
  await page.mouse.wheel(0, -54_000)
  const near = rowsOf(page)
    .filter({ hasText: /Copy 1\d\d\d/ })
    .nth(8)
  await expect(near).toBeVisible()
  const place = rowsOf(page).filter({ hasText: (await near.textContent())?.match(/Copy \d+/)?.[0] ?? 'Copy' })
  const before = await place.boundingBox()

  const { api, close } = await openAppApi(page, app)
  const [workflow] = await api.workflows.list()
  await runOnce({ client: api }, workflow?.workflowId ?? '', { say: 'fresh' })
  close()
  const fresh = page.getByRole('button', { name: '1 new run' })
  await expect(fresh).toBeVisible()
  expect((await place.boundingBox())?.y).toBeCloseTo((before?.y ?? 0) + 40, -2)
  await fresh.click()
  await expect(fresh).toBeHidden()
  await expect(rowsOf(page).nth(1)).toContainText('Copy 2000')
  await rowsOf(page).first().focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#\/runs\/run_\w+$/)
})
