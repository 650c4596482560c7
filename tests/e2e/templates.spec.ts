import type { Json } from '../../shared/json.ts'
import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { openEditor } from '../support/page-editor.ts'
import { importWorkflow } from '../support/page-list.ts'

const templates = [
  { name: 'Clean a CSV table', last: 'Write the table', output: 'name,email,city,since' },
  { name: 'Sort support messages', last: 'Table of replies', output: 'from,about,message,reply' },
  { name: 'Summarise a text in three ways', last: 'One page', output: '# Three summaries' },
]

for (const { name, last, output } of templates) {
  test(`the template “${name}” runs without key and network, for nothing`, async ({ page }) => {
    const editor = openEditor(page)
    await page.getByRole('button', { name: new RegExp(name) }).click()
    await expect(editor.card(last)).toBeVisible()
    await expect(editor.runBar.getByRole('button', { name: /problem/ })).toHaveCount(0)
    await editor.run.click()
    await page.getByRole('dialog', { name: 'Run with' }).getByRole('button', { name: /^Run/ }).click()
    await expect(editor.runBar).toContainText('Succeeded', { timeout: 30_000 })
    await expect(editor.runBar).toContainText('$0')
    await editor.card(last).click()
    await editor.tab('Output').click()
    await expect(editor.inspector).toContainText(output)
  })
}

test('a container opens by a double click, shows its rounds one by one, and the way back leads out', async ({
  page,
}) => {
  const editor = openEditor(page)
  await page.getByRole('button', { name: /Sort support messages/ }).click()
  await editor.run.click()
  await page.getByRole('dialog', { name: 'Run with' }).getByRole('button', { name: /^Run/ }).click()
  await expect(editor.runBar).toContainText('Succeeded', { timeout: 30_000 })
  await expect(editor.canvas.getByTitle('A list of 5 entries')).toHaveCount(2)

  await editor.card('For each message').dblclick()
  const way = page.getByRole('navigation', { name: 'Open containers' })
  await expect(way).toContainText('For each message')
  await expect(editor.card('What is it about?')).toBeVisible()

  await test.step('the first round: a bill', async () => {
    await expect(page.getByRole('combobox', { name: 'Round' })).toHaveText(/Round 1 of 5/)
    await editor.expectState('Reply about the bill', 'Succeeded')
    await editor.expectState('Reply about damage', 'Skipped')
    await editor.card('Row of the table').click()
    await editor.tab('Output').click()
    await expect(editor.inspector).toContainText('Maren Oduya')
  })
  await test.step('the next: a delivery', async () => {
    await page.getByRole('button', { name: 'Next round' }).click()
    await editor.expectState('Reply about the bill', 'Skipped')
    await editor.expectState('Reply about delivery', 'Succeeded')
    await expect(editor.inspector).toContainText('Jonas Peltier')
  })
  await test.step('any of them, by the list', async () => {
    await page.getByRole('combobox', { name: 'Round' }).click()
    await page.getByRole('option', { name: /Round 3 of 5/ }).click()
    await editor.expectState('Reply about damage', 'Succeeded')
    await expect(editor.inspector).toContainText('Priya Raman')
  })
  await test.step('out again', async () => {
    await way.getByRole('button', { name: 'Sort support messages' }).click()
    await expect(way).toHaveCount(0)
    await editor.expectState('For each message', 'Succeeded')
  })
})

test('a failed round is found and named', async ({ page }) => {
  const editor = openEditor(page)
  const document = sketchWorkflow('Rounds', 'start -> numbers -> every', {
    start: { type: 'manual' },
    numbers: { type: 'code', params: { code: 'return [1, 2, 3, 4]' } },
    every: {
      type: 'each',
      params: { items: '{{ numbers }}', onError: 'keep-going' },
      graph: {
        nodes: {
          check: {
            type: 'code',
            version: 1,
            params: { code: "if (item === 3) throw new Error('Three is not allowed.')\nreturn item * 10" },
            position: { x: 0, y: 0 },
          },
        },
        edges: [],
      },
    },
  })
  await importWorkflow(page, document)
  await editor.run.click()
  await expect(editor.runBar).toContainText('Succeeded')
  await editor.card('Every').click()
  await editor.tab('Trace').click()
  await expect(editor.inspector).toContainText('3 done, 1 failed of 4')
  await editor.card('Every').dblclick()
  await page.getByRole('button', { name: 'Go to the failed round' }).click()
  await expect(page.getByRole('combobox', { name: 'Round' })).toHaveText(/Round 3 of 4/)
  await editor.expectState('Check', 'Failed')
  await expect(editor.card('Check')).toContainText('Three is not allowed.')
})

test('a run asks for its inputs by their types, and says which one is wrong', async ({ page }) => {
  const editor = openEditor(page)
  const inputs: Json[] = [
    { name: 'customer', title: 'Customer', type: 'text', required: true },
    { name: 'amount', title: 'Amount', type: 'number' },
    { name: 'urgent', title: 'Urgent', type: 'boolean', default: true },
    { name: 'tone', title: 'Tone', type: 'choice', choices: ['warm', 'dry'], default: 'warm' },
    { name: 'words', title: 'Words', type: 'list' },
  ]
  const document = sketchWorkflow('Asking', 'start -> told', {
    start: { type: 'manual', params: { inputs } },
    told: { type: 'template', params: { text: '{{ inputs }}' } },
  })
  await importWorkflow(page, document)
  await editor.run.click()
  const dialog = page.getByRole('dialog', { name: 'Run with' })
  await dialog.getByRole('button', { name: /^Run/ }).click()
  await expect(dialog.getByRole('alert')).toHaveText('This is needed to run.')
  await dialog.getByRole('textbox', { name: 'Customer' }).fill('Maren')
  await dialog.getByRole('textbox', { name: 'Amount' }).fill('twelve')
  await dialog.getByRole('button', { name: /^Run/ }).click()
  await expect(dialog.getByRole('alert')).toContainText('must be a number, but it is “twelve”')
  await dialog.getByRole('textbox', { name: 'Amount' }).fill('12.5')
  await dialog.getByRole('switch', { name: 'Urgent' }).click()
  await dialog.getByRole('combobox', { name: 'Tone' }).click()
  await page.getByRole('option', { name: 'dry' }).click()
  await dialog.getByRole('textbox', { name: 'Words' }).fill('one\ntwo')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(dialog).toBeHidden()
  await expect(editor.runBar).toContainText('Succeeded')
  await editor.card('Told').click()
  await editor.tab('Output').click()
  const told = editor.inspector.getByRole('tabpanel', { name: 'Output' })
  for (const part of ['Maren', '12.5', 'false', 'dry', 'one', 'two']) await expect(told).toContainText(part)

  await test.step('the next run begins with what was given last', async () => {
    await editor.run.click()
    await expect(dialog.getByRole('textbox', { name: 'Customer' })).toHaveValue('Maren')
    await expect(dialog.getByRole('combobox', { name: 'Tone' })).toHaveText('dry')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog).toBeHidden()
  })
})
