import type { Page } from '@playwright/test'
import { expect, reopenApp, test } from '../support/app-test.ts'
import { promptWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'

test.use({ openAi: {} })

async function openPrices(page: Page) {
  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Prices' }).click()
  const table = page.getByRole('table', { name: 'Prices of models' })
  await expect(table).toBeVisible()
  const rowOf = (model: string) => table.getByRole('row').filter({ has: page.getByText(model, { exact: true }) })
  return { table, rowOf, search: page.getByRole('searchbox', { name: 'Search models' }) }
}

test('a price is set by keyboard, billed at, shown wherever the model is, and taken back', async ({
  page,
  models,
  app,
}) => {
  const { rowOf, search, table } = await openPrices(page)
  const row = rowOf('openai/gpt-4o-mini')
  await expect(row).toContainText('$0.15')
  await expect(row).toContainText('$0.075')
  await expect(row).toContainText('Price library')
  await expect(rowOf('openai/gpt-6.1-sol')).toContainText('unknown')
  await expectAccessible(page, 'the prices')
  await expectLaidOut(page, 'the prices')

  await test.step('found and opened without a mouse', async () => {
    await search.fill('4O mini')
    await expect(table.getByRole('row')).toHaveCount(2)
    await row.getByRole('button', { name: 'Set a price for openai/gpt-4o-mini' }).focus()
    await page.keyboard.press('Enter')
  })
  const dialog = page.getByRole('dialog', { name: 'What GPT-4o mini costs' })
  const input = dialog.getByRole('textbox', { name: 'Input', exact: true })
  await test.step('what makes no sense is refused', async () => {
    await expect(input).toBeFocused()
    await expect(input).toHaveValue('0.15')
    await input.fill('free')
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('alert')).toHaveText('From 0 to 1,000,000, such as 1.25.')
    await dialog.getByRole('checkbox', { name: 'Other rates for long input' }).click()
    await expectAccessible(page, 'the dialog of a price')
    await expectLaidOut(page, 'the dialog of a price')
    await dialog.getByRole('checkbox', { name: 'Other rates for long input' }).click()
  })
  await test.step('saved with Enter', async () => {
    await input.fill('100')
    await dialog.getByRole('textbox', { name: 'Output', exact: true }).fill('1000,5')
    await page.keyboard.press('Enter')
    await expect(dialog).toHaveCount(0)
    await expect(row).toContainText('Your own')
    await expect(row).toContainText('$100.00')
    await expect(row).toContainText('$1000.50')
    await expect(row).toContainText('listed $0.15 in, $0.60 out')
  })
  await test.step('the list of the provider agrees', async () => {
    await page.getByRole('link', { name: 'Models and keys' }).click()
    await page.getByRole('button', { name: 'Models and limits of OpenAI', exact: true }).click()
    await expect(page.getByRole('row', { name: /openai\/gpt-4o-mini/ })).toContainText('$100.00')
  })
  await test.step('a call is billed at it', async () => {
    models.answer({ text: 'Hello.', usage: { inputTokens: 1000, outputTokens: 100 } })
    await importWorkflow(page, promptWorkflow('Priced'))
    const editor = openEditor(page)
    await editor.run.click()
    await expect(editor.runBar).toContainText('Succeeded')
    await expect(editor.runBar).toContainText('$0.20')
  })
  await test.step('it is kept, and taken back', async () => {
    await reopenApp(page, app)
    await openPrices(page)
    await row.getByRole('button', { name: 'Change the price of openai/gpt-4o-mini' }).click()
    await dialog.getByRole('button', { name: 'Use the listed price' }).click()
    await expect(dialog).toHaveCount(0)
    await expect(row).toContainText('Price library')
    await expect(row).toContainText('$0.15')
  })
})

test('a model nobody knows is priced, with other rates for long input', async ({ page }) => {
  const { rowOf, search } = await openPrices(page)
  await search.fill('my-model')
  await expect(page.getByText('No model of this name')).toBeVisible()
  await page.getByRole('button', { name: 'Price another model' }).click()
  const dialog = page.getByRole('dialog', { name: 'A price of your own' })
  const fill = async (name: string, value: string, nth = 0) =>
    dialog.getByRole('textbox', { name, exact: true }).nth(nth).fill(value)
  await fill('Model', 'my-model')
  await fill('Input', '1.25')
  await fill('Output', '10')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('alert')).toHaveText('Write provider/model.')
  await fill('Model', 'nobody/my-model')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('alert')).toContainText('There is no model provider "nobody"')
  await fill('Model', 'compatible/my-model')
  await dialog.getByRole('checkbox', { name: 'Other rates for long input' }).click()
  await fill('Input', '2.5', 1)
  await fill('Output', '15', 1)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(rowOf('compatible/my-model')).toContainText('over 200k in: $2.50 in, $15.00 out')
  await rowOf('compatible/my-model').getByRole('button').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the price' }).click()
  await expect(page.getByText('No model of this name')).toBeVisible()
})
