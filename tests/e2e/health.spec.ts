import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../support/app-test.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { goTo } from '../support/page-list.ts'

test('the light in the frame leads to the checks, each with what is; a closer look reads the database', async ({
  page,
}) => {
  const light = page.getByRole('link', { name: 'Health: everything works.' })
  await light.click()
  await expect(page).toHaveURL(/#\/health$/)
  await expect(page.getByRole('status').getByText('Everything works')).toBeVisible()
  const checks = page.getByRole('list', { name: 'Checks' })
  await expect(checks.getByRole('heading')).toHaveText([
    ...['Database', 'Room on the disk', 'Engine', 'Queue', 'Model providers', 'Connections', 'Clock', 'Backups'],
  ])
  const database = checks.getByRole('listitem').filter({ hasText: 'Database' })
  await expect(database).toContainText('not read from end to end so far')
  await page.getByRole('button', { name: 'Look again now' }).click()
  await expect(database).toContainText('read from end to end a moment ago and found whole')
  await expectAccessible(page, 'health')
  await expectLaidOut(page, 'health')
})

test('in the dark it reads as well', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto(`${page.url().split('#')[0]}#/health`)
  await expect(page.getByRole('status').getByText('Everything works')).toBeVisible()
  await expectAccessible(page, 'health in the dark')
})

test('a database that is taken away under the running app lights up within seconds, and leads to backups', async ({
  page,
  app,
}) => {
  await expect(page.getByRole('link', { name: 'Health: everything works.' })).toBeVisible()
  const file = join(app.dataDir, 'niti.db')
  renameSync(file, `${file}.away`)
  const light = page.getByRole('link', { name: /^Health: something does not work\. The database file is gone/ })
  await light.click({ timeout: 15_000 })
  const database = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Database' }) })
  await expect(database.getByRole('img', { name: 'Does not work' })).toBeVisible()
  await expect(database).toContainText('Restore a backup in Settings, Backups.')
  await expectAccessible(page, 'health with something bad')
  await database.getByRole('link', { name: 'Open what helps with: Database' }).click()
  await expect(page).toHaveURL(/#\/settings\/backups$/)
  renameSync(`${file}.away`, file)
  await expect(page.getByRole('link', { name: 'Health: everything works.' })).toBeVisible({ timeout: 15_000 })
})

test('niti health says the same on the command line while the app runs', async ({ page, app }) => {
  await goTo(page, 'Runs')
  const { code, stdout } = await app.niti(['health', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ state: 'ok', checks: expect.any(Array) })
})
