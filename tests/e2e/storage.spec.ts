import type { Page } from '@playwright/test'
import { expect, reopenApp, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'

async function openStorage(page: Page): Promise<void> {
  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Storage' }).click()
  await expect(page.getByRole('heading', { name: 'What takes room' })).toBeVisible()
}

/** Runs it so often, each time with a value too large for the log. */
async function runLarge(page: Page, times: number): Promise<void> {
  const editor = openEditor(page)
  await importWorkflow(
    page,
    sketchWorkflow('Large values', 'start -> make', {
      start: { type: 'manual' },
      make: { type: 'code', params: { code: "return String(Math.random()).padEnd(300000, 'x')" } },
    }),
  )
  await editor.dockTab('History').click()
  for (let done = 1; done <= times; done++) {
    await editor.run.click()
    await expect(editor.dock.getByRole('img', { name: 'Succeeded' })).toHaveCount(done)
  }
}

test('what runs left behind is seen, looked at before it is removed, and freed', async ({ page }) => {
  await runLarge(page, 3)
  await openStorage(page)
  const row = page.getByRole('row', { name: /Large values/ })
  await expect(row).toContainText('90 days (app)')
  await expect(row.getByRole('cell').nth(1)).toHaveText('3')
  await expectAccessible(page, 'storage')
  await expectLaidOut(page, 'storage')

  await row.getByRole('button', { name: 'Clean the runs of Large values' }).click()
  const dialog = page.getByRole('dialog', { name: 'Remove what old runs left behind' })
  const preview = dialog.getByRole('status')
  await test.step('the preview follows the form, and changes nothing', async () => {
    await expect(preview).toContainText('nothing would be removed')
    await expect(dialog.getByRole('button', { name: 'Clean' })).toBeDisabled()
    await dialog.getByRole('combobox', { name: 'Keep' }).click()
    await page.getByRole('option', { name: 'The newest runs', exact: true }).click()
    await dialog.getByRole('textbox', { name: 'Newest runs' }).fill('1')
    await expect(preview).toContainText('of 2 runs. Costs stay.')
    await expectAccessible(page, 'the dialog that cleans')
    await expectLaidOut(page, 'the dialog that cleans')
    await page.keyboard.press('Escape')
    await expect(row.getByRole('cell').nth(1)).toHaveText('3')
  })

  await test.step('then it is done', async () => {
    await row.getByRole('button', { name: 'Clean the runs of Large values' }).click()
    await dialog.getByRole('combobox', { name: 'Keep' }).click()
    await page.getByRole('option', { name: 'The newest runs', exact: true }).click()
    await dialog.getByRole('textbox', { name: 'Newest runs' }).fill('1')
    await dialog.getByRole('button', { name: /^Free/ }).click()
    await expect(page.getByText(/^Freed .* of 2 runs$/)).toBeVisible()
    await expect(dialog).toHaveCount(0)
    await expect(row.getByRole('cell').nth(1)).toHaveText('1')
  })

  await test.step('and the free room is given back', async () => {
    await page.getByRole('button', { name: 'Compact' }).click()
    await expect(page.getByText(/back to the disk$|nothing to give back/).first()).toBeVisible()
  })
})

test('how long runs are kept is said for the app, and for a workflow', async ({ page, app }) => {
  const editor = openEditor(page)
  await runLarge(page, 1)
  const own = editor.inspector.getByRole('combobox', { name: 'How long its runs are kept' })

  await test.step('a workflow of its own', async () => {
    await expect(own).toContainText('As the app’s settings say (90 days)')
    await own.click()
    await page.getByRole('option', { name: 'For ever' }).click()
    await editor.inspector.getByRole('textbox', { name: 'Longest time for a run, in minutes' }).fill('2.5')
    await editor.inspector.getByRole('textbox', { name: 'Runs at the same time' }).fill('3')
    await page.keyboard.press('Tab')
    await editor.expectSaved()
    await expectAccessible(page, 'the limits of a workflow')
    await expectLaidOut(page, 'the limits of a workflow')
  })

  await test.step('the app', async () => {
    await openStorage(page)
    await expect(page.getByRole('row', { name: /Large values/ })).toContainText('for ever')
    await page.getByRole('combobox', { name: 'How long runs are kept' }).click()
    await page.getByRole('option', { name: 'The newest runs', exact: true }).click()
    const newest = page.getByRole('textbox', { name: 'Newest runs' })
    await newest.fill('0')
    await expect(page.getByRole('alert')).toContainText('from 1 to')
    await newest.fill('50')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Runs and triggers' }).click()
    await page.getByRole('textbox', { name: 'Runs at the same time' }).fill('4')
    await page.keyboard.press('Enter')
    await expectAccessible(page, 'the settings of runs')
  })

  await test.step('all of it is there after a restart, and undo takes back one setting at a time', async () => {
    await reopenApp(page, app)
    await openStorage(page)
    await expect(page.getByRole('textbox', { name: 'Newest runs' })).toHaveValue('50')
    await page.getByRole('link', { name: 'Runs and triggers' }).click()
    await expect(page.getByRole('textbox', { name: 'Runs at the same time' })).toHaveValue('4')
    await goTo(page, 'Workflows')
    await page.getByRole('link', { name: 'Large values', exact: true }).first().click()
    await expect(own).toContainText('For ever')
    await expect(editor.inspector.getByRole('textbox', { name: 'Longest time for a run' })).toHaveValue('2.5')
    await own.click()
    await page.getByRole('option', { name: 'For a number of days', exact: true }).click()
    await editor.inspector.getByRole('textbox', { name: 'Days' }).fill('7')
    await page.keyboard.press('Tab')
    await editor.pane.click({ position: { x: 40, y: 480 } })
    await page.keyboard.press('ControlOrMeta+z')
    await expect(editor.inspector.getByRole('textbox', { name: 'Days' })).toHaveValue('30')
    await page.keyboard.press('ControlOrMeta+z')
    await expect(own).toContainText('For ever')
  })
})
