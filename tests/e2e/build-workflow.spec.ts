import { expect, test } from '../support/app-test.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, workflowCard } from '../support/page-list.ts'

test.use({ openAi: {} })

const pieces = ['The kettle ', 'is blue, ', 'holds one litre ', 'and whistles ', 'when it boils.']

test('from an empty canvas to a finished run, by mouse and keyboard', async ({ page, models }) => {
  const editor = openEditor(page)
  const goOn = Promise.withResolvers<void>()
  const call = models.answer({
    text: pieces.join(''),
    chunks: pieces,
    usage: { inputTokens: 1000, outputTokens: 1000 },
    pause: { after: 3, until: goOn.promise },
  })

  await test.step('the list leads to an empty canvas, which says the next step', async () => {
    await expect(page.getByText('Your workflows will be listed here')).toBeVisible()
    await page.getByRole('main').getByRole('button', { name: 'New workflow' }).first().click()
    await expect(page.getByText('An empty workflow')).toBeVisible()
    await expect(editor.run).toBeDisabled()
  })

  await test.step('a node by dragging it from the palette', async () => {
    await editor.palette.getByRole('option', { name: 'Start' }).dragTo(editor.pane, {
      targetPosition: { x: 120, y: 180 },
    })
    await expect(editor.card('Start')).toBeVisible()
    await editor.pane.click({ position: { x: 30, y: 320 } })
  })

  await test.step('a node by / and Enter', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('ask')
    await expect(editor.palette.getByRole('option', { selected: true })).toHaveText('Ask a model')
    await page.keyboard.press('Enter')
    await expect(editor.card('Ask a model')).toBeVisible()
    await editor.pane.click({ position: { x: 30, y: 320 } })
  })

  await test.step('a node by a click, wired to the one that is chosen', async () => {
    await editor.card('Ask a model').click()
    await editor.palette.getByRole('option', { name: 'Text template' }).click()
    await expect(editor.card('Text template')).toBeVisible()
    await expect(editor.wires).toHaveCount(1)
  })

  await test.step('a wire by dragging from port to port', async () => {
    await page.getByRole('button', { name: 'Show all of it' }).click()
    await editor.connect('Start', 'Ask a model')
    await expect(editor.wires).toHaveCount(2)
  })

  await test.step('the form, with an expression', async () => {
    await editor.card('Ask a model').click()
    await editor.field('Prompt').fill('Describe a kettle in five parts.')
    await editor.inspector.getByRole('button', { name: 'Model', exact: true }).click()
    await page.getByPlaceholder('Find a model, or type provider/model').fill('openai/gpt-4o-mini')
    await page.keyboard.press('Enter')
    await expect(editor.inspector.getByText('$0.15 in · $0.60 out per 1M')).toBeVisible()
    await editor.card('Text template').click()
    await editor.field('Text').fill('')
    await editor.field('Text').pressSequentially('In capitals: {{ prompt.toUpperCase() }}')
    await expect(editor.field('Text')).toHaveText('In capitals: {{ prompt.toUpperCase() }}')
    await editor.inspector.getByRole('textbox', { name: 'Title' }).fill('Shout')
    await expect(editor.card('Shout')).toBeVisible()
  })

  await test.step('it runs, and shows what it does while it streams', async () => {
    await editor.pane.click({ position: { x: 30, y: 320 } })
    await page.keyboard.press('ControlOrMeta+Enter')
    await editor.expectState('Ask a model', 'Running')
    await call.arrived
    await expect(editor.card('Ask a model')).toContainText('The kettle is blue, holds one litre')
    await editor.expectState('Start', 'Succeeded')
    await editor.expectState('Shout', 'Waiting for its turn')
    await expect(editor.card('Shout')).toContainText('Waits for Ask a model')
    await expect(editor.stop).toBeVisible()
    await expect(page.getByRole('link', { name: 'Runs (1 running)' })).toBeVisible()
    await expect(editor.runBar).toContainText('0 tokens')
    goOn.resolve()
  })

  await test.step('the end, with tokens and the exact cost', async () => {
    await editor.expectState('Ask a model', 'Succeeded')
    await expect(editor.card('Ask a model')).toContainText('2,000 tok')
    await expect(editor.card('Ask a model')).toContainText('$0.00075')
    await expect(editor.runBar).toContainText('Succeeded')
    await expect(editor.runBar).toContainText('2,000 tokens')
    await expect(editor.runBar).toContainText('$0.00075')
    await expect(page.getByRole('button', { name: /^Today \$0\.00075/ })).toBeVisible()
  })

  await test.step('what came out', async () => {
    await editor.card('Shout').click()
    await editor.tab('Output').click()
    await expect(editor.inspector).toContainText(`In capitals: ${pieces.join('').toUpperCase()}`)
    await editor.card('Ask a model').click()
    await editor.tab('Trace').click()
    await expect(editor.inspector).toContainText('Describe a kettle in five parts.')
    await expect(editor.inspector).toContainText(pieces.join(''))
    await expect(editor.inspector).toContainText('1,000 in, 1,000 out')
  })

  await test.step('what was sent', async () => {
    expect(models.requests).toHaveLength(1)
    expect(models.requests[0]?.body).toMatchObject({
      model: 'gpt-4o-mini',
      stream: true,
      messages: [{ role: 'user', content: 'Describe a kettle in five parts.' }],
    })
    expect(models.requests[0]?.headers.authorization).toBe('Bearer sk-test-0123456789')
  })

  await test.step('the list shows it', async () => {
    await goTo(page, 'Workflows')
    const card = workflowCard(page, 'Untitled workflow')
    await expect(card).toContainText('3 nodes')
    await expect(card.getByRole('img', { name: 'Succeeded' })).toBeVisible()
    await expect(card).toContainText('$0.00075 this month')
  })
})
