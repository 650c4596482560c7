import { expect, test } from '../support/app-test.ts'
import { promptWorkflow, sketchWorkflow } from '../support/app-workflows.ts'
import { openAiError } from '../support/openai-server.ts'
import { openEditor } from '../support/page-editor.ts'
import { importWorkflow } from '../support/page-list.ts'

test.use({ openAi: {} })

test('Stop reaches the model: the client leaves, and what was paid is shown', async ({ page, models }) => {
  const editor = openEditor(page)
  const call = models.answer({
    text: 'One two three four five six seven eight nine ten.',
    chunks: ['One two three ', 'four five six ', 'seven eight nine ', 'ten.'],
    stopAfter: { pieces: 2, by: 'hold' },
  })
  await importWorkflow(page, promptWorkflow('Stopped'))
  await editor.run.click()
  await expect(editor.card('Ask')).toContainText('four five six')
  await editor.stop.click()
  await call.clientLeft

  await expect(editor.runBar).toContainText('Cancelled')
  await editor.expectState('Ask', 'Cancelled')
  await editor.expectState('Start', 'Succeeded')
  await expect(editor.card('After').getByRole('img', { name: 'Succeeded' })).toHaveCount(0)
  await expect(editor.card('Ask')).toContainText(/[1-9]\d* tok/)
  await expect(editor.runBar).toContainText(/[1-9]\d* tokens/)
  await expect(editor.runBar).toContainText(/\$0\.0000\d/)

  await editor.card('Ask').click()
  await editor.tab('Trace').click()
  await expect(editor.inspector).toContainText('One two three four five six')
  await expect(editor.inspector).toContainText('(estimated)')
  await expect(editor.run).toBeEnabled()
})

test('a key that is refused: the first line on the card, the hint in the inspector', async ({ page, models }) => {
  const editor = openEditor(page)
  models.answer(openAiError(401, 'Incorrect API key provided: sk-test-0123456789.', 'invalid_api_key'))
  await importWorkflow(page, promptWorkflow('Refused'))
  await editor.run.click()

  await editor.expectState('Ask', 'Failed')
  await expect(editor.card('Ask')).toContainText('OpenAI did not accept the API key')
  await expect(editor.runBar).toContainText('Failed')
  await editor.card('Ask').click()
  await editor.tab('Trace').click()
  await expect(editor.inspector).toContainText(
    'Set the right key in Settings, or in the environment as OPENAI_API_KEY.',
  )
  // The vendor repeats the key in its complaint; it is shown nowhere.
  await expect(page.locator('body')).not.toContainText('sk-test-0123456789')
})

test('a reply that is not JSON: the node that reads it says what is wrong with it', async ({ page, models }) => {
  const editor = openEditor(page)
  models.answer({ text: '{ "title": "Kettle", }' })
  const document = sketchWorkflow('Broken reply', 'start -> ask -> parsed -> after', {
    start: { type: 'manual' },
    ask: { type: 'prompt', params: { model: 'openai/gpt-4o-mini', prompt: 'Answer as JSON.' } },
    parsed: { type: 'parse-json', params: { text: '{{ ask }}' } },
  })
  await importWorkflow(page, document)
  await editor.run.click()

  await editor.expectState('Parsed', 'Failed')
  await expect(editor.card('Parsed')).toContainText('The text is not valid JSON')
  await editor.expectState('Ask', 'Succeeded')
  await expect(editor.card('After').getByRole('img', { name: 'Succeeded' })).toHaveCount(0)
  await editor.card('Parsed').click()
  await editor.tab('Input').click()
  await expect(editor.inspector).toContainText('{ "title": "Kettle", }')
  await editor.dockTab('Log').click()
  await expect(editor.dock).toContainText('The text is not valid JSON')
})

test('branches run at once, and a branch that is not taken is skipped', async ({ page, models }) => {
  const editor = openEditor(page)
  const goOn = Promise.withResolvers<void>()
  const held = { text: 'Done.', chunks: ['Do', 'ne.'], pause: { after: 1, until: goOn.promise } }
  models.answer(held)
  models.answer(held)
  const ask = (prompt: string) => ({ type: 'prompt', params: { model: 'openai/gpt-4o-mini', prompt } })
  const wires = 'start -> left, start -> right, left -> check, check:true -> yes, check:false -> no'
  const document = sketchWorkflow('Branches', wires, {
    start: { type: 'manual' },
    left: ask('Left'),
    right: ask('Right'),
    check: { type: 'if', params: { mode: 'expression', condition: '{{ left === "Done." }}' } },
  })
  await importWorkflow(page, document)
  await editor.run.click()
  await editor.expectState('Left', 'Running')
  await editor.expectState('Right', 'Running')
  goOn.resolve()
  await expect(editor.runBar).toContainText('Succeeded')
  await editor.expectState('Yes', 'Succeeded')
  await editor.expectState('No', 'Skipped')
})

test('what would fail is told before the run, and a click leads to the field', async ({ page }) => {
  const editor = openEditor(page)
  const document = sketchWorkflow('Problems', 'start -> greet -> after', {
    start: { type: 'manual' },
    greet: { type: 'template', params: { text: 'Hello {{ nobody.name }}' } },
  })
  await importWorkflow(page, document)
  await expect(editor.runBar.getByRole('button', { name: '1 problem' })).toBeVisible()
  await editor.run.click()
  await expect(page.getByText('One problem is in the way')).toBeVisible()
  await expect(editor.runBar).not.toContainText('Failed')

  await editor.pane.click({ position: { x: 30, y: 320 } })
  await editor.runBar.getByRole('button', { name: '1 problem' }).click()
  await expect(editor.dockTab('Problems')).toHaveAttribute('aria-selected', 'true')
  const problem = editor.dock.getByRole('button', { name: /nobody/ })
  await problem.click()
  await expect(editor.inspector.getByRole('textbox', { name: 'Title' })).toHaveValue('Greet')
  await expect(editor.field('Text')).toBeFocused()

  await editor.field('Text').fill('Hello {{ start }}')
  await expect(editor.dock).toContainText('No problems')
  await editor.run.click()
  await expect(editor.runBar).toContainText('Succeeded')
})

test('running from inside a field takes what stands there', async ({ page }) => {
  const editor = openEditor(page)
  const document = sketchWorkflow('From the field', 'start -> greet', {
    start: { type: 'manual' },
    greet: { type: 'template', params: { text: 'Hello' } },
  })
  await importWorkflow(page, document)
  await editor.card('Greet').click()
  await editor.field('Text').fill('Good morning')
  await page.keyboard.press('ControlOrMeta+Enter')
  await editor.expectState('Greet', 'Succeeded')
  await editor.tab('Output').click()
  await expect(editor.inspector).toContainText('Good morning')
  await editor.tab('Set-up').click()
  await expect(editor.field('Text')).toHaveText('Good morning')
})
