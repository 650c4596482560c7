import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { answerAtLimit } from '../support/budget-check.ts'
import { expectAccessible } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'

const asking = sketchWorkflow('Weekly digest', 'start -> ask', {
  start: { type: 'manual' },
  ask: { type: 'prompt', params: { model: 'openai/gpt-4o', prompt: 'Hi', maxOutputTokens: 1_000 } },
})

test.use({ openAi: { respond: (body) => answerAtLimit(body, 900) } })

const dialog = (page: Page) => page.getByRole('dialog')
const widget = (page: Page) => page.getByRole('banner').getByRole('button', { name: /^Today/ })
const means = (page: Page) => dialog(page).getByRole('region', { name: 'What this means' })

test('a budget made in the dialog: the run into it waits, raised it goes on, and the top bar says how it stands', async ({
  page,
}) => {
  const editor = openEditor(page)
  await importWorkflow(page, asking)
  await editor.inspector.getByRole('button', { name: 'Set a budget for this workflow…' }).click()
  await expect(dialog(page).getByRole('combobox', { name: 'What it counts' })).toHaveText('One workflow')
  await expect(dialog(page).getByRole('combobox', { name: 'Workflow' })).toHaveText('Weekly digest')
  await dialog(page).getByRole('button', { name: 'Create the budget' }).click()
  await expect(dialog(page).getByRole('alert')).toHaveText('A budget needs a limit, in dollars, in tokens, or both.')
  await dialog(page).getByRole('textbox', { name: 'Limit in dollars' }).fill('0.005')
  await expect(means(page)).toContainText(
    'The model calls of “Weekly digest” never come to more than $0.0050 in one month.',
  )
  await expectAccessible(page, 'the dialog of a budget')
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toBeHidden()

  await editor.run.click()
  await expect(editor.runBar).toContainText('Waiting for you')
  await expect(
    page.getByText('Your answer is wanted: The budget “Workflow Weekly digest, per month” does not suffice'),
  ).toBeVisible()
  await expect(widget(page)).toContainText('Does not suffice')
  await expect(widget(page)).toContainText('1 alert')

  await widget(page).click()
  const popover = page.getByRole('dialog', { name: 'What models cost' })
  await expect(popover.getByRole('list', { name: 'Budgets' })).toContainText('Workflow Weekly digest, per month')
  await expect(popover.getByRole('link', { name: 'Open costs' })).toHaveAttribute('href', '#/costs')
  await expectAccessible(page, 'what models cost, with a budget')
  await page.keyboard.press('Escape')

  await editor.inspector.getByRole('button', { name: 'Set a budget for this workflow…' }).click()
  await expect(dialog(page).getByRole('heading')).toHaveText('Budget: Workflow Weekly digest, per month')
  const limit = dialog(page).getByRole('textbox', { name: 'Limit in dollars' })
  await expect(limit).toBeFocused()
  await expect(limit).toHaveValue('0.005')
  await limit.fill('0.0101')
  await page.keyboard.press('Enter')
  await expect(editor.runBar).toContainText('Succeeded')
  await expect(widget(page)).toContainText('89 % used')
})

test('with the keyboard alone: thresholds, what happens, an error at its field', async ({ page }) => {
  await importWorkflow(page, asking)
  await goTo(page, 'Workflows')
  await page.getByRole('button', { name: 'More for Weekly digest' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Set a budget for this workflow…' }).press('Enter')
  await expect(dialog(page)).toBeVisible()
  await dialog(page).getByRole('textbox', { name: 'Limit in tokens' }).fill('lots')
  await expect(dialog(page).getByRole('alert')).toHaveText('This is not a number.')
  await dialog(page).getByRole('textbox', { name: 'Limit in tokens' }).fill('5000')
  const threshold = dialog(page).getByRole('textbox', { name: 'Add a threshold in per cent' })
  await threshold.fill('90')
  await threshold.press('Enter')
  await dialog(page).getByRole('button', { name: 'Do not tell at 50 %' }).press('Enter')
  await expect(means(page)).toContainText('You are told at 80 %, 90 % and 100 %.')
  await threshold.press('Enter')
  await expect(dialog(page)).toBeHidden()
  await expect(page.getByText('Budget saved')).toBeVisible()
})

test('an alert is told in one window only; raised from it, the run that waits goes on', async ({ page, context }) => {
  const editor = openEditor(page)
  await importWorkflow(page, asking)
  await editor.inspector.getByRole('button', { name: 'Set a budget for this workflow…' }).click()
  await expect(dialog(page).getByRole('textbox', { name: 'Limit in dollars' })).toBeFocused()
  await page.keyboard.type('0.0101')
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toBeHidden()
  const other = await context.newPage()
  await other.goto(new URL('/#/settings/runs', page.url()).href)
  await expect(other.getByRole('combobox', { name: 'Time zone of costs' })).toBeVisible()
  await expect(widget(other)).toContainText('$0')
  await editor.run.click()
  await expect(editor.runBar).toContainText('Succeeded')
  const told = (at: Page) => at.getByText('Budget at 80 %: Workflow Weekly digest, per month')
  await expect(widget(other)).toContainText('2 alerts')
  await expect.poll(async () => (await told(page).count()) + (await told(other).count())).toBe(1)

  const teller = (await told(page).count()) === 1 ? page : other
  await editor.run.click()
  await expect(editor.runBar).toContainText('Waiting for you')
  await teller
    .getByRole('listitem')
    .filter({ has: told(teller) })
    .getByRole('button', { name: 'Raise…' })
    .click()
  const limit = dialog(teller).getByRole('textbox', { name: 'Limit in dollars' })
  await expect(limit).toBeFocused()
  await expect(limit).toHaveValue('0.0201')
  await teller.keyboard.press('Enter')
  await expect(editor.runBar).toContainText('Succeeded')

  await other.bringToFront()
  await other.getByRole('combobox', { name: 'Time zone of costs' }).click()
  await other.getByRole('option', { name: 'Asia/Tokyo' }).click()
  await expect(other.getByRole('combobox', { name: 'Time zone of costs' })).toHaveText('Asia/Tokyo')
  await expect(widget(other)).toContainText('89 % used')
})
