import { readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { openAppApi } from '../support/app-api.ts'
import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'

async function openBackups(page: Page): Promise<void> {
  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Backups', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Backups', level: 2 })).toBeVisible()
}

const rows = (page: Page) => page.getByRole('table', { name: 'Backups' }).locator('tbody tr')

async function backUp(page: Page): Promise<void> {
  const before = await rows(page).count()
  await page.getByRole('button', { name: 'Back up now' }).click()
  await expect(page.getByText('Backup made')).toBeVisible()
  await expect(rows(page)).toHaveCount(before + 1)
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a backup is made, and gone back to in the page: it is as before, and what was there is kept (${colorScheme})`, async ({
    page,
    app,
  }) => {
    await page.emulateMedia({ colorScheme })
    await openBackups(page)
    await expect(page.getByText('No backup so far')).toBeVisible()
    await expectAccessible(page, 'no backups')
    await expectLaidOut(page, 'no backups')
    await importWorkflow(page, sketchWorkflow('Kept', 'start -> say', { start: { type: 'manual' } }))
    await openBackups(page)
    await backUp(page)
    await expect(rows(page).first()).toContainText('By hand')
    await expect(rows(page).first()).toContainText('1 workflow, 0 runs')
    await expect(rows(page).first()).toContainText('Whole')

    await importWorkflow(page, sketchWorkflow('Made later', 'start -> say', { start: { type: 'manual' } }))
    await openBackups(page)
    await rows(page)
      .first()
      .getByRole('button', { name: /^Restore the backup of/ })
      .click()
    const dialog = page.getByRole('dialog', { name: 'Restore this backup?' })
    await expect(dialog).toContainText('It holds1 workflow, 0 agents, 0 runs, 0 model calls, 0 conversations')
    await expect(dialog).toContainText('It takes the place of2 workflows')
    await expect(dialog).toContainText('is kept beside it as a backup')
    await expectAccessible(page, 'what restoring replaces')
    await expectLaidOut(page, 'what restoring replaces')
    const loaded = page.waitForEvent('load')
    await dialog.getByRole('button', { name: 'Restore', exact: true }).click()
    await loaded

    await test.step('the page begins anew, with the old database listed', async () => {
      await expect(rows(page)).toHaveCount(2)
      await expect(rows(page).first()).toContainText('Before a restore')
      await expect(rows(page).first()).toContainText('2 workflows, 0 runs')
      await expectAccessible(page, 'backups after a restore')
      await expectLaidOut(page, 'backups after a restore')
    })
    await goTo(page, 'Workflows')
    await expect(page.getByRole('link', { name: 'Kept', exact: true }).first()).toBeVisible()
    await expect(page.getByRole('link', { name: 'Made later', exact: true })).toHaveCount(0)
    expect(
      readdirSync(app.dataDir).filter((name) => name.startsWith('niti.db.replaced-') && !name.endsWith('.json')),
    ).toHaveLength(1)

    await test.step('and back again to what was kept', async () => {
      await openBackups(page)
      await rows(page)
        .filter({ hasText: 'Before a restore' })
        .getByRole('button', { name: /^Restore/ })
        .click()
      const again = page.waitForEvent('load')
      await dialog.getByRole('button', { name: 'Restore', exact: true }).click()
      await again
      await goTo(page, 'Workflows')
      await expect(page.getByRole('link', { name: 'Made later', exact: true }).first()).toBeVisible()
    })
  })
}

test('how often, how long and where: kept in the settings of backups', async ({ page, app }) => {
  await openBackups(page)
  await page.getByRole('combobox', { name: 'How often' }).click()
  await page.getByRole('option', { name: 'Every 6 hours' }).click()
  await page.getByRole('textbox', { name: 'Keep one a day, in days' }).fill('30')
  await page.keyboard.press('Enter')
  const folder = page.getByRole('textbox', { name: 'Folder' })
  await folder.fill(join(app.filesDir, 'nowhere'))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('There is no folder')
  await folder.fill(app.filesDir)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(page.getByRole('code').filter({ hasText: app.filesDir })).toBeVisible()
  await page.getByRole('switch', { name: 'Back up by itself' }).click()
  await expect(page.getByText('Off: none is made by itself.')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'How often' })).toContainText('Every 6 hours')
  await expect(page.getByRole('textbox', { name: 'Keep one a day, in days' })).toHaveValue('30')
  await expect(folder).toHaveValue(app.filesDir)
  await backUp(page)
  expect(readdirSync(app.filesDir).filter((name) => name.endsWith('.db'))).toHaveLength(1)
})

test('a backup is read again, and one that is not whole says so and cannot be restored', async ({ page, app }) => {
  await openBackups(page)
  await backUp(page)
  const row = rows(page).first()
  const name = /^More for the backup of/
  await row.getByRole('button', { name }).click()
  await page.getByRole('menuitem', { name: 'Read it again' }).click()
  await expect(page.getByText('The backup is whole')).toBeVisible()
  const [fileName = ''] = readdirSync(join(app.dataDir, 'backups')).filter((one) => one.endsWith('.db'))
  truncateSync(join(app.dataDir, 'backups', fileName), 20_000)
  await page.reload()
  await expect(row).toContainText('Not whole')
  await row.getByRole('button', { name: /^Restore/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore this backup?' })
  await expect(dialog.getByRole('alert')).toContainText('cannot be restored')
  await expect(dialog.getByRole('button', { name: 'Restore', exact: true })).toBeDisabled()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await row.getByRole('button', { name }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  const question = page.getByRole('alertdialog', { name: 'Remove this backup?' })
  await expect(question).toContainText(fileName)
  await question.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('No backup so far')).toBeVisible()
  expect(readdirSync(join(app.dataDir, 'backups'))).toEqual([])
})

test('a copy of an earlier version is listed, and Storage leads here', async ({ page, app }) => {
  writeFileSync(join(app.dataDir, 'niti.db.before-2-1750000000000'), 'an older database')
  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Storage' }).click()
  await expect(page.getByText('One backup of the database.')).toBeVisible()
  await page.getByRole('link', { name: 'Show backups' }).click()
  await expect(rows(page).first()).toContainText('Before the database changed')
  await expect(rows(page).first()).toContainText('Not yet')
})

test('two pages: the one that did not restore begins anew, too', async ({ page, app, context }) => {
  const { api, close } = await openAppApi(page, app)
  const { fileName } = await api.backups.create({})
  close()
  const other = await context.newPage()
  await other.goto(app.origin)
  await importWorkflow(other, sketchWorkflow('Made later', 'start -> say', { start: { type: 'manual' } }))
  const loaded = Promise.all([page.waitForEvent('load'), other.waitForEvent('load')])
  const { api: again, close: leave } = await openAppApi(page, app)
  await again.backups.restore({ fileName })
  await loaded
  leave()
  await goTo(other, 'Workflows')
  await expect(other.getByRole('link', { name: 'Made later', exact: true })).toHaveCount(0)
})
