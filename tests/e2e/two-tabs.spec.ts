import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { openEditor } from '../support/page-editor.ts'
import { importWorkflow } from '../support/page-list.ts'

const document = sketchWorkflow('Shared', 'start -> left -> right', {
  start: { type: 'manual' },
  left: { type: 'template', params: { text: 'left' } },
  right: { type: 'template', params: { text: 'right' } },
})

test('two tabs on one workflow: both changes are kept, and it is said', async ({ page, context }) => {
  await importWorkflow(page, document)
  const other = await context.newPage()
  await other.goto(page.url())
  const first = openEditor(page)
  const second = openEditor(other)
  await expect(second.cards).toHaveCount(3)

  await first.card('Left').click()
  await first.field('Text').fill('changed in the first')
  await first.expectSaved()

  // The second still has the older revision.
  await second.card('Right').click()
  await second.field('Text').fill('changed in the second')
  await expect(other.getByText('The workflow was changed elsewhere')).toBeVisible()
  await expect(other.getByText('What you changed here was put on top of it.')).toBeVisible()
  await second.expectSaved()
  await expect(second.card('Left')).toContainText('changed in the first')
  await expect(second.card('Right')).toContainText('changed in the second')

  await page.reload()
  await expect(first.card('Left')).toContainText('changed in the first')
  await expect(first.card('Right')).toContainText('changed in the second')
})

test('a change that no longer fits is told, and the canvas shows how it is now', async ({ page, context }) => {
  await importWorkflow(page, document)
  const other = await context.newPage()
  await other.goto(page.url())
  const first = openEditor(page)
  const second = openEditor(other)
  await expect(second.cards).toHaveCount(3)

  await first.card('Right').click()
  await page.keyboard.press('Delete')
  await expect(first.cards).toHaveCount(2)
  await first.expectSaved()

  await second.card('Right').click()
  await second.field('Text').fill('too late')
  await expect(other.getByText('One of your changes no longer fits')).toBeVisible()
  await expect(second.cards).toHaveCount(2)
  await second.expectSaved()
})

test('a run started in one tab is seen in the other', async ({ page, context }) => {
  await importWorkflow(page, document)
  const first = openEditor(page)
  const other = await context.newPage()
  await other.goto(new URL('/#/runs', page.url()).href)
  await expect(other.getByText('No runs yet')).toBeVisible()
  await first.run.click()
  await expect(first.runBar).toContainText('Succeeded')
  await expect(other.getByRole('heading', { name: 'Shared' })).toBeVisible()
  await openEditor(other).expectState('Right', 'Succeeded')
})
