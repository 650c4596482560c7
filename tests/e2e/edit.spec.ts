import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { openEditor } from '../support/page-editor.ts'
import { importWorkflow } from '../support/page-list.ts'

const chain = () =>
  sketchWorkflow('Chain', 'alpha -> beta -> gamma', {
    beta: { type: 'template', params: { text: 'After {{ alpha }}' } },
  })

test('a wire that cannot be is refused, with the reason', async ({ page }) => {
  const editor = openEditor(page)
  await importWorkflow(page, chain())
  await expect(editor.wires).toHaveCount(2)

  await editor.connect('Gamma', 'Beta')
  await expect(page.getByText('“Beta” already leads to “Gamma”. A circle would never end.')).toBeVisible()
  await editor.connect('Beta', 'Beta')
  await expect(page.getByText('A node cannot feed itself.')).toBeVisible()
  await editor.connect('Alpha', 'Beta')
  await expect(page.getByText('There is such a wire already.')).toBeVisible()
  await expect(editor.wires).toHaveCount(2)

  await editor.connect('Alpha', 'Gamma')
  await expect(editor.wires).toHaveCount(3)
})

test('a wire let go over nothing asks what shall stand there', async ({ page }) => {
  const editor = openEditor(page)
  await importWorkflow(page, chain())
  await editor
    .card('Beta')
    .getByLabel(/^Output: /)
    .hover()
  await page.mouse.down()
  const from = await editor.card('Beta').boundingBox()
  await page.mouse.move((from?.x ?? 0) + 60, (from?.y ?? 0) + 200, { steps: 8 })
  await page.mouse.up()
  const search = page.getByRole('dialog').getByRole('combobox', { name: 'Add a node' })
  await expect(search).toBeFocused()
  await search.fill('write json')
  await search.press('Enter')
  await expect(editor.card('Write JSON')).toBeVisible()
  await expect(editor.wires).toHaveCount(3)
})

test('delete, duplicate, copy, undo and redo; a reload finds all as it was left', async ({ page }) => {
  const editor = openEditor(page)
  await importWorkflow(page, chain())

  await test.step('delete takes the wires along; undo brings them back; redo takes them again', async () => {
    await editor.card('Beta').click()
    await page.keyboard.press('Delete')
    await expect(editor.card('Beta')).toHaveCount(0)
    await expect(editor.wires).toHaveCount(0)
    await page.keyboard.press('ControlOrMeta+z')
    await expect(editor.card('Beta')).toBeVisible()
    await expect(editor.wires).toHaveCount(2)
    await page.keyboard.press('ControlOrMeta+Shift+z')
    await expect(editor.card('Beta')).toHaveCount(0)
    await page.keyboard.press('ControlOrMeta+z')
    await expect(editor.cards).toHaveCount(3)
  })

  await test.step('duplicate', async () => {
    await editor.card('Beta').click()
    await page.keyboard.press('ControlOrMeta+d')
    await expect(editor.card('Beta')).toHaveCount(2)
    await expect(editor.cards).toHaveCount(4)
  })

  await test.step('copy and paste keep the wires between what was copied', async () => {
    await editor.pane.click({ position: { x: 30, y: 320 } })
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('ControlOrMeta+c')
    await page.keyboard.press('ControlOrMeta+v')
    await expect(editor.cards).toHaveCount(8)
    await expect(editor.wires).toHaveCount(4)
    await page.keyboard.press('ControlOrMeta+z')
    await expect(editor.cards).toHaveCount(4)
  })

  await test.step('a title, and a name that expressions follow', async () => {
    await editor.card('Alpha').click()
    await editor.inspector.getByRole('textbox', { name: 'Title' }).fill('First')
    await editor.inspector.getByRole('textbox', { name: 'Name in expressions' }).fill('first')
    await page.keyboard.press('Enter')
    await editor.card('Beta').last().click()
    await expect(editor.field('Text')).toHaveText('After {{ first }}')
  })

  await test.step('a drag', async () => {
    const before = await editor.card('Gamma').boundingBox()
    await editor.card('Gamma').getByText('Gamma', { exact: true }).hover()
    await page.mouse.down()
    await page.mouse.move((before?.x ?? 0) + 40, (before?.y ?? 0) + 160, { steps: 6 })
    await page.mouse.up()
    const after = await editor.card('Gamma').boundingBox()
    expect((after?.y ?? 0) - (before?.y ?? 0)).toBeGreaterThan(60)
  })

  await test.step('all is there after a reload', async () => {
    await editor.expectSaved()
    const places = await placesOf(page)
    await page.reload()
    await expect(editor.cards).toHaveCount(4)
    await expect(editor.card('First')).toBeVisible()
    await expect(editor.wires).toHaveCount(2)
    expect(await placesOf(page)).toEqual(places)
  })
})

test('a wire and a node can be taken away and switched off by their menus', async ({ page }) => {
  const editor = openEditor(page)
  await importWorkflow(page, chain())
  await editor.card('Beta').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Switch off' }).click()
  await expect(editor.inspector).toContainText('Switched off')
  await editor.wires.first().click({ force: true })
  await editor.inspector.getByRole('button', { name: 'Remove the wire' }).click()
  await expect(editor.wires).toHaveCount(1)

  await editor.card('Alpha').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Connect to' }).hover()
  await page.getByRole('menuitem', { name: 'Beta' }).click()
  await expect(editor.wires).toHaveCount(2)
})

test('tidying up puts the cards in order, and can be taken back', async ({ page }) => {
  const editor = openEditor(page)
  const document = chain()
  for (const node of Object.values(document.nodes)) node.position = { x: 0, y: 0 }
  await importWorkflow(page, document)
  await expect(editor.cards).toHaveCount(3)
  const before = await placesOf(page)
  await page.getByRole('button', { name: 'Tidy up' }).click()
  await expect.poll(() => placesOf(page)).not.toEqual(before)
  const left = async (title: string) => (await editor.card(title).boundingBox())?.x ?? 0
  await expect.poll(async () => (await left('Beta')) > (await left('Alpha'))).toBe(true)
  await expect.poll(async () => (await left('Gamma')) > (await left('Beta'))).toBe(true)
  await page.keyboard.press('ControlOrMeta+z')
  await expect.poll(() => placesOf(page)).toEqual(before)
})

test('expressions are completed while one types, and inserted by their menu', async ({ page }) => {
  const editor = openEditor(page)
  await importWorkflow(page, chain())
  await editor.card('Gamma').click()
  const field = editor.field('Text')
  await field.fill('')
  await field.pressSequentially('{{ al')
  // By the mouse: for a moment after it appears the list does not take Enter, so that nobody chooses by accident.
  await page
    .getByRole('listbox', { name: 'Completions' })
    .getByRole('option', { name: /^alpha/ })
    .click()
  // The closing braces came with the opening ones.
  await expect(field).toHaveText('{{ alpha}}')
  await field.press('End')
  await editor.inspector.getByRole('button', { name: 'Insert a value into Text' }).click()
  await page.getByRole('menuitem', { name: /Beta/ }).click()
  await expect(field).toContainText('beta')
})

/** Where the document has the cards, as the page's transform says. */
function placesOf(page: Page): Promise<Record<string, string>> {
  return page.evaluate(`Object.fromEntries([...document.querySelectorAll('.react-flow__node')]
    .map((node) => [node.dataset.id, node.style.transform]).sort())`)
}
