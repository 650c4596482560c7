import { readFile } from 'node:fs/promises'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { openEditor } from '../support/page-editor.ts'
import { chooseFiles, dropFiles, fileOf, goTo, importWorkflow, workflowCard } from '../support/page-list.ts'

const greeting = (name = 'Greeting') =>
  sketchWorkflow(name, 'start -> greet', {
    start: { type: 'manual' },
    greet: { type: 'template', params: { text: 'Hello' } },
  })

test('a file comes in by the button and by dropping it, and goes out as it came in', async ({ page, app }) => {
  const editor = openEditor(page)
  await importWorkflow(page, greeting())
  await expect(editor.card('Greet')).toBeVisible()

  await goTo(page, 'Workflows')
  await dropFiles(page, page.getByRole('main').locator('> *').first(), [fileOf(greeting('Dropped'))])
  await expect(editor.card('Greet')).toBeVisible()
  await expect(page).toHaveTitle('Dropped · Niti')

  await goTo(page, 'Workflows')
  const downloading = page.waitForEvent('download')
  await workflowCard(page, 'Dropped').getByRole('button', { name: 'More for Dropped' }).click()
  await page.getByRole('menuitem', { name: 'Export to a file' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^dropped\.niti\.json$/i)
  const text = await readFile(await download.path(), 'utf8')
  expect(text).toBe(writeWorkflowFile(greeting('Dropped')))

  const listed = await app.niti(['workflows', '--json'])
  const all: { workflowId: string; name: string }[] = JSON.parse(listed.stdout)
  const id = all.find(({ name }) => name === 'Dropped')?.workflowId ?? ''
  expect((await app.niti(['export', id])).stdout).toBe(text)
})

test('several files at once: the good ones are kept, the broken one is named with what is wrong', async ({ page }) => {
  const broken = {
    name: 'broken.niti.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{ "format": 1, "name"'),
  }
  await chooseFiles(page, [fileOf(greeting('One')), broken, fileOf(greeting('Two'))])
  const note = page.getByRole('alert').filter({ hasText: 'broken.niti.json was not imported' })
  await expect(note).toContainText('This is not valid JSON')
  await expect(page.getByRole('article')).toHaveCount(2)
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(note).toHaveCount(0)
})

test('a file that names a node wrongly says which, and nothing is changed by it', async ({ page }) => {
  await importWorkflow(page, greeting())
  await goTo(page, 'Workflows')
  const wrong = { ...greeting('Wrong'), nodes: { greet: { type: 'template' } } }
  const buffer = Buffer.from(JSON.stringify(wrong))
  await chooseFiles(page, [{ name: 'wrong.niti.json', mimeType: 'application/json', buffer }])
  await expect(page.getByRole('alert')).toContainText('nodes.greet.version')
  await expect(page.getByRole('article')).toHaveCount(1)
  await page.reload()
  await expect(page.getByRole('article')).toHaveCount(1)
})

test('a workflow can be renamed, duplicated, deleted and brought back', async ({ page }) => {
  await importWorkflow(page, greeting())
  await goTo(page, 'Workflows')
  const choose = async (name: string, item: string) => {
    await workflowCard(page, name)
      .getByRole('button', { name: `More for ${name}` })
      .click()
    await page.getByRole('menuitem', { name: item }).click()
  }

  await choose('Greeting', 'Rename')
  const dialog = page.getByRole('dialog', { name: 'Rename workflow' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('')
  await dialog.getByRole('button', { name: 'Rename' }).click()
  await expect(dialog.getByRole('alert')).toHaveText('A workflow needs a name.')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Good morning')
  await page.keyboard.press('Enter')
  await expect(workflowCard(page, 'Good morning')).toBeVisible()

  await choose('Good morning', 'Duplicate')
  await expect(page.getByRole('article')).toHaveCount(2)

  await choose('Good morning', 'Delete')
  await expect(page.getByText('“Good morning” was deleted')).toBeVisible()
  await expect(page.getByRole('article')).toHaveCount(1)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(workflowCard(page, 'Good morning')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('article')).toHaveCount(2)
})

test('the list is searched, sorted and shown as a table', async ({ page }) => {
  for (const name of ['Banana', 'Apple', 'Cherry']) await importWorkflow(page, greeting(name))
  await goTo(page, 'Workflows')
  await page.getByRole('combobox', { name: 'Sort by' }).click()
  await page.getByRole('option', { name: 'Name' }).click()
  await expect(page.getByRole('article').getByRole('link')).toHaveText(['Apple', 'Banana', 'Cherry'])
  await page.getByRole('radio', { name: 'List' }).click()
  await expect(page.getByRole('table').getByRole('link')).toHaveText(['Apple', 'Banana', 'Cherry'])
  await page.getByRole('searchbox', { name: 'Search workflows' }).fill('an')
  await expect(page.getByRole('table').getByRole('link')).toHaveText(['Banana'])
  await page.getByRole('searchbox', { name: 'Search workflows' }).fill('zzz')
  await expect(page.getByText('No workflow matches “zzz”')).toBeVisible()
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await expect(page.getByRole('table').getByRole('link')).toHaveCount(3)
})
