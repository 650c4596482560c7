import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'

test.use({ openAi: {} })

const ask = (model: string, prompt: string) => ({ type: 'prompt', params: { model, prompt } })

/** A plan by a dear model, then three letters by a cheap one in a loop. */
function letters(name: string) {
  return sketchWorkflow(name, 'start -> plan -> each', {
    start: { type: 'manual' },
    plan: ask('openai/gpt-4o', 'Plan the week of a small shop, in ten steps.'),
    each: {
      type: 'each',
      params: { items: '{{ ["Ada", "Bob", "Cyd"] }}' },
      graph: drawWorkflow('letter', { letter: ask('openai/gpt-4o-mini', 'Write to {{ item }}.') }),
    },
  })
}

test('before a run: the chip says what to expect, opens what that is made of, and follows edits', async ({ page }) => {
  const editor = openEditor(page)
  await importWorkflow(page, letters('Expected'))
  const chip = editor.runBar.getByRole('button', { name: /^about \$\d.*, at most \$/ })
  await expect(chip).toBeVisible()
  await expect(editor.card('Plan')).toContainText(/~\$0\.0/)
  await expect(editor.card('Each')).toContainText(/~\$0\.0/)
  await expect(editor.card('Start')).not.toContainText('$')

  await chip.click()
  const table = page.getByRole('dialog', { name: 'What a run is likely to cost' })
  const row = table.getByRole('row', { name: /Plan/ })
  await expect(row).toContainText('openai/gpt-4o')
  await expect(row).toContainText('from the prompt')
  await expect(table.getByRole('row', { name: /letter/i })).toContainText('3')
  await expect(table.getByRole('row', { name: /In total/ })).toContainText(/\$0\.\d+.*\$0\.\d+/)
  await expectAccessible(page, 'the forecast')
  await expectLaidOut(page, 'the forecast')
  await table.getByRole('button', { name: 'Plan' }).press('Enter')
  await expect(table).toHaveCount(0)
  await expect(editor.inspector.getByRole('textbox', { name: 'Title' })).toHaveValue('Plan')
  await expect(editor.inspector).toContainText(/Expected.*from the prompt/)

  const before = await chip.textContent()
  await editor.field('Prompt').fill('Plan the week of a small shop. '.repeat(400))
  await expect(chip).not.toHaveText(before ?? '')
  // Half edited: what is wrong stands at its field, and the forecast adds no complaint of its own.
  await editor.field('Prompt').fill('Plan {{ nobody }}')
  await expect(editor.runBar.getByRole('button', { name: '1 problem' })).toBeVisible()
  await expect(editor.inspector.getByRole('alert')).toHaveCount(1)
  await expect(page.getByRole('alert')).toHaveCount(1)
  await editor.field('Prompt').fill('Plan the week of a small shop, in ten steps.')
  await expect(chip).toHaveText(before ?? '')
})

test('a budget that has less left than is expected is said before anything runs', async ({ page, app }) => {
  const editor = openEditor(page)
  expect(await app.niti(['budget', 'set', 'all', '0.0001'])).toMatchObject({ code: 0 })
  await importWorkflow(page, letters('Too much'))
  await editor.runBar.getByRole('button', { name: /at most \$0\.00010/ }).click()
  const table = page.getByRole('dialog', { name: 'What a run is likely to cost' })
  await expect(table).toContainText('The expected cost is more than')
  await expect(table).toContainText('$0.00010')
})

test('a dry run asks no model, says what it would cost, and is run for real from there', async ({ page, models }) => {
  const editor = openEditor(page)
  await importWorkflow(page, letters('Dry'))
  await editor.runBar.getByRole('button', { name: 'Other ways to run' }).click()
  await page.getByRole('menuitem', { name: 'Dry run: see what it would cost' }).click()

  const report = page.getByRole('dialog', { name: 'What this run would have cost' })
  await expect(report.getByRole('row', { name: /^Plan/ })).toContainText(/1 call.*\$0\.0/)
  await expect(report.getByRole('row', { name: /Each › letter/i })).toContainText(/3 calls.*\$0\.0/)
  await expect(report.getByRole('row', { name: 'In total' })).toContainText(/\$0\.0/)
  await expect(report.getByRole('row', { name: /GPT-4o mini/ })).toContainText(/−\d+\s%/)
  await expect(report.getByRole('row', { name: /^As planned/ })).toContainText(/\$0\.0/)
  await expectAccessible(page, 'the report of a dry run')
  await expectLaidOut(page, 'the report of a dry run')
  expect(models.requests).toHaveLength(0)
  await page.keyboard.press('Escape')
  await expect(editor.runBar).toContainText('Dry run')
  await expect(editor.runBar).not.toContainText('$0')

  const usage = { inputTokens: 400, outputTokens: 200 }
  for (const text of ['Plan', 'Ada', 'Bob', 'Cyd']) models.answer({ text, usage })
  await editor.runBar.getByRole('button', { name: 'What it would cost' }).click()
  await report.getByRole('button', { name: 'Run for real' }).click()
  await expect(editor.runBar).toContainText('Succeeded')
  await expect(editor.runBar).not.toContainText('Dry run')
  expect(models.requests).toHaveLength(4)
  // 3,000 and 3 times 180 micro-dollars: a container's share is that of what is inside it, counted once.
  await expect(editor.card('Plan')).toContainText(/85\s%\s*\$0\.0030/)
  await expect(editor.card('Each')).toContainText(/15\s%\s*\$0\.00054/)
  await expect(editor.card('Start')).not.toContainText('%')
  await expect(editor.dock.getByRole('treeitem', { name: /Each/ })).toContainText(/15\s%/)

  await goTo(page, 'Runs')
  const rows = page.getByRole('region', { name: 'Runs' }).getByRole('link', { name: /Dry/ })
  await expect(rows).toHaveCount(2)
  await expect(rows.nth(1)).toContainText('Dry run')
  await rows.nth(0).click()
  await page.getByRole('button', { name: 'What would it have cost with…' }).click()
  const other = page.getByRole('dialog', { name: 'What would it have cost with…' })
  await expect(other.getByRole('row', { name: /^As it was/ })).toContainText('$0.0035')
  // 1,600 tokens in and 800 out at 2.50 and 10 dollars a million.
  await expect(other.getByRole('row', { name: /^GPT-4o OpenAI/ })).toContainText(/\$0\.012\s*\+239\s%/)
  await other.getByRole('searchbox').fill('mini')
  await expect(other.getByRole('row', { name: /^GPT-4o OpenAI/ })).toHaveCount(0)
  await expectAccessible(page, 'the comparison')
  await page.keyboard.press('Escape')
  await rows.nth(1).click()
  await expect(page.getByRole('heading', { name: 'Dry' })).toBeVisible()
  await expect(page.getByTitle(/The offline model answered/).last()).toHaveText('Dry run')
})

test('the dialog that asks for inputs can begin a dry run as well', async ({ page, models }) => {
  const editor = openEditor(page)
  const document = sketchWorkflow('Asked', 'start -> greet', {
    start: { type: 'manual', params: { inputs: [{ name: 'city', type: 'text', required: true }] } },
    greet: ask('openai/gpt-4o-mini', 'Greet {{ inputs.city }}.'),
  })
  await importWorkflow(page, document)
  await editor.run.click()
  const dialog = page.getByRole('dialog', { name: 'Run with' })
  await dialog.getByRole('button', { name: 'Dry run' }).click()
  await expect(dialog).toContainText('This is needed to run.')
  await dialog.getByRole('textbox', { name: 'city' }).fill('Ulm')
  await dialog.getByRole('button', { name: 'Dry run' }).click()
  const report = page.getByRole('dialog', { name: 'What this run would have cost' })
  await expect(report.getByRole('row', { name: 'Greet' })).toContainText('1 call')
  expect(models.requests).toHaveLength(0)
})

test('the cost moves with each call while a run goes on, also that of a container', async ({ page, models }) => {
  const editor = openEditor(page)
  const goOn = Promise.withResolvers<void>()
  const usage = { inputTokens: 400, outputTokens: 200 }
  for (const text of ['Plan', 'Ada', 'Bob']) models.answer({ text, usage })
  models.answer({ text: 'Cyd.', chunks: ['Cy', 'd.'], usage, pause: { after: 1, until: goOn.promise } })
  await importWorkflow(page, letters('Live'))
  await editor.run.click()
  // 3,000 for the plan, and 180 for each letter that is there: the share comes when nothing changes any more.
  await expect(editor.card('Each')).toContainText('$0.00036')
  await expect(editor.runBar).toContainText('$0.0034')
  await expect(editor.card('Each')).not.toContainText('%')
  goOn.resolve()
  await expect(editor.card('Each')).toContainText(/15\s%\s*\$0\.00054/)
  await expect(editor.runBar).toContainText('$0.0035')
})
