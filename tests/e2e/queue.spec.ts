import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow, workflowCard } from '../support/page-list.ts'

const queueOf = (page: Page) => page.getByRole('region', { name: /^Waiting for their turn/ })
const rows = (page: Page) => queueOf(page).getByRole('listitem')

async function pauseQueue(page: Page): Promise<void> {
  await goTo(page, 'Runs')
  await page.getByRole('button', { name: 'More about runs' }).click()
  await page.getByRole('menuitem', { name: 'Begin no new runs' }).click()
  await expect(queueOf(page)).toContainText('Paused: nothing new begins.')
}

/** Starts a run of a workflow of its own; the queue is paused, so it waits. */
async function startQueued(page: Page, name: string): Promise<void> {
  const document = sketchWorkflow(name, 'start -> after', { start: { type: 'manual' } })
  await importWorkflow(page, document)
  const editor = openEditor(page)
  await editor.run.click()
  await expect(editor.runBar).toContainText('Waits for its turn')
}

const expectOrder = (page: Page, names: string[]) => expect(rows(page)).toContainText(names)

test('runs wait for their turn; they are ordered, taken out, and begin when the queue goes on', async ({ page }) => {
  const editor = openEditor(page)
  await pauseQueue(page)
  for (const name of ['Alpha', 'Beta', 'Gamma', 'Delta']) await startQueued(page, name)
  await expect(editor.runBar.getByRole('button', { name: 'Cancel' })).toBeVisible()
  await expectAccessible(page, 'a run that waits for its turn')
  await goTo(page, 'Workflows')
  await expect(workflowCard(page, 'Beta').getByRole('img', { name: 'Waiting for its turn' })).toBeVisible()

  await goTo(page, 'Runs')
  await expect(queueOf(page).getByRole('heading')).toHaveText('Waiting for their turn (4)')
  await expectOrder(page, ['Alpha', 'Beta', 'Gamma', 'Delta'])
  await expectAccessible(page, 'the queue')
  await expectLaidOut(page, 'the queue')

  await test.step('by button, key, drag and priority', async () => {
    await rows(page).nth(2).getByRole('button', { name: 'Move up: Gamma' }).click()
    await expectOrder(page, ['Alpha', 'Gamma', 'Beta', 'Delta'])
    await queueOf(page).getByRole('button', { name: 'Move Alpha' }).focus()
    await page.keyboard.press('ArrowDown')
    await expectOrder(page, ['Gamma', 'Alpha', 'Beta', 'Delta'])
    await expect(queueOf(page).getByRole('button', { name: 'Move Alpha' })).toBeFocused()
    await expect(queueOf(page).getByRole('status')).toHaveText('Alpha is now 2 of 4')
    await page.keyboard.press('End')
    await expectOrder(page, ['Gamma', 'Beta', 'Delta', 'Alpha'])
    await rows(page)
      .nth(3)
      .dragTo(rows(page).nth(0), { targetPosition: { x: 60, y: 4 } })
    await expectOrder(page, ['Alpha', 'Gamma', 'Beta', 'Delta'])
    await queueOf(page).getByRole('button', { name: 'More for Delta' }).click()
    await page.getByRole('menuitem', { name: 'Priority' }).press('ArrowRight')
    await page.getByRole('menuitem', { name: 'High' }).click()
    await expectOrder(page, ['Delta', 'Alpha', 'Gamma', 'Beta'])
    await expect(rows(page).nth(0)).toContainText('High')
  })

  await test.step('one is taken out, one is cancelled from its canvas', async () => {
    await queueOf(page).getByRole('button', { name: 'More for Gamma' }).click()
    await page.getByRole('menuitem', { name: 'Take out' }).click()
    await expectOrder(page, ['Delta', 'Alpha', 'Beta'])
    await goTo(page, 'Workflows')
    await workflowCard(page, 'Beta').getByRole('link', { name: 'Beta', exact: true }).click()
    await editor.runBar.getByRole('button', { name: 'Cancel' }).click()
    await expect(editor.runBar).toContainText('Cancelled')
    await goTo(page, 'Runs')
    await expectOrder(page, ['Delta', 'Alpha'])
  })

  await queueOf(page).getByRole('button', { name: 'Resume' }).click()
  await expect(queueOf(page)).toBeHidden()
  const list = page.getByRole('region', { name: 'Runs' })
  await expect(list.getByRole('img', { name: 'Succeeded' })).toHaveCount(2)
  await expect(list.getByRole('img', { name: 'Cancelled' })).toHaveCount(2)
})

test('the queue is emptied only when one says so twice', async ({ page }) => {
  await pauseQueue(page)
  await startQueued(page, 'Alpha')
  await startQueued(page, 'Beta')
  await goTo(page, 'Runs')
  const empty = async () => {
    await queueOf(page).getByRole('button', { name: 'More about the runs that wait' }).click()
    await page.getByRole('menuitem', { name: 'Take out all' }).click()
    await expect(page.getByRole('alertdialog', { name: 'Take out all 2 runs that wait?' })).toBeVisible()
  }
  await empty()
  await page.keyboard.press('Escape')
  await expectOrder(page, ['Alpha', 'Beta'])
  await empty()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take out all' }).click()
  await expect(page.getByText('2 runs were taken out')).toBeVisible()
  await expect(rows(page)).toHaveCount(0)
  await expect(queueOf(page).getByRole('heading')).toHaveText('Waiting for their turn (0)')
  await expect(page.getByRole('region', { name: 'Runs' }).getByRole('img', { name: 'Cancelled' })).toHaveCount(2)
})
