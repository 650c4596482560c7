import { join, resolve } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { test as base } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { openEditor } from '../support/page-editor.ts'
import { chooseFiles, goTo, importWorkflow, workflowCard } from '../support/page-list.ts'
import { createScriptedModels } from './scripted-models.ts'
import { ticketWorkflow } from './ticket-workflow.ts'

const folder = resolve(import.meta.dirname, '../../shots')
const script = createScriptedModels()

const test = base.extend<{ shot: (name: string) => Promise<void> }>({
  shot: async ({ page, colorScheme }, use) => {
    await use(async (name) => {
      await page.mouse.move(640, 798)
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), animations: 'disabled', caret: 'hide' })
    })
  },
})

test.use({ openAi: { respond: (body) => script.respond(body), models: ['gpt-5-mini', 'gpt-5-nano', 'gpt-4.1-mini'] } })
test.describe.configure({ timeout: 120_000 })

async function startTicket(page: Page): Promise<void> {
  await openEditor(page).run.click()
  await page.getByRole('dialog', { name: 'Run with' }).getByRole('button', { name: /^Run/ }).click()
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test('the list and its dialogs', async ({ page, shot }) => {
      await expect(page.getByRole('button', { name: /Clean a CSV table/ })).toBeVisible()
      await shot('list-empty')

      await importWorkflow(page, ticketWorkflow())
      script.fail(false)
      await startTicket(page)
      await expect(openEditor(page).runBar).toContainText('Succeeded', { timeout: 20_000 })
      for (const [name, description] of [
        ['Weekly digest', 'Reads the folder of notes every Friday and writes one page of what is open.'],
        ['Invoice to table', 'Takes sums, dates and senders out of invoices and adds them to the year’s table.'],
        ['Release notes', 'Turns merged changes into sentences for users.'],
      ] as const) {
        const steps = name === 'Release notes' ? "throw new Error('No changes.')" : 'return [1, 2, 3]'
        const document = sketchWorkflow(name, 'start -> collect -> write', {
          start: { type: 'manual' },
          collect: { type: 'code', params: { code: steps } },
        })
        await importWorkflow(page, { ...document, description })
        if (name === 'Weekly digest') continue
        await openEditor(page).run.click()
        await expect(openEditor(page).runBar).toContainText(name === 'Release notes' ? 'Failed' : 'Succeeded')
      }
      await goTo(page, 'Workflows')
      await expect(workflowCard(page, 'Release notes').getByRole('img', { name: 'Failed' })).toBeVisible()
      await shot('list-grid')
      await page.getByRole('radio', { name: 'List' }).click()
      await shot('list-table')
      await page.getByRole('button', { name: 'More for Weekly digest' }).click()
      await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeVisible()
      await shot('list-menu')
      await page.getByRole('menuitem', { name: 'Rename' }).click()
      await shot('dialog-rename')
      await page.keyboard.press('Escape')
      const buffer = Buffer.from('{ "format": 1, "name": ')
      await chooseFiles(page, [{ name: 'notes.niti.json', mimeType: 'application/json', buffer }])
      await expect(page.getByRole('alert')).toBeVisible()
      await shot('list-import-failed')
      await page.getByRole('button', { name: 'Dismiss' }).click()
      await page.getByRole('button', { name: /^Today/ }).click()
      await expect(page.getByText('Tokens in')).toBeVisible()
      await shot('costs-today')
      await page.keyboard.press('Escape')
      await page.keyboard.press('ControlOrMeta+k')
      await expect(page.getByRole('dialog')).toBeVisible()
      await shot('command-palette')
      await page.keyboard.type('tick')
      await shot('command-palette-found')
      await page.keyboard.press('Escape')

      await goTo(page, 'Runs')
      const runs = page.getByRole('region', { name: 'Runs' }).getByRole('link')
      await expect(runs).toHaveCount(3)
      await runs.filter({ hasText: 'Ticket triage' }).click()
      await openEditor(page).expectState('Draft a reply', 'Succeeded')
      await shot('runs')
      await openEditor(page).card('Draft a reply').click()
      await expect(page.getByRole('complementary', { name: 'What the node did' })).toContainText('gpt-5-mini')
      await shot('runs-node')
      await runs.filter({ hasText: 'Release notes' }).click()
      await openEditor(page).expectState('Collect', 'Failed')
      await shot('runs-failed')
      await page.goto(new URL('/#/nowhere', page.url()).href)
      await expect(page.getByText('There is no such page')).toBeVisible()
      await shot('not-found')
      await goTo(page, 'Workflows')
      await page.getByRole('button', { name: 'More for Release notes' }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await expect(page.getByText('“Release notes” was deleted')).toBeVisible()
      await shot('list-deleted')
    })

    test('the editor before, during and after a run', async ({ page, shot }) => {
      const editor = openEditor(page)
      script.fail(false)
      await page.keyboard.press('Alt+n')
      await expect(page.getByText('An empty workflow')).toBeVisible()
      await shot('editor-empty')
      await page.keyboard.press('/')
      await page.keyboard.type('json')
      await shot('editor-palette-search')

      await importWorkflow(page, ticketWorkflow())
      await expect(editor.card('Draft a reply')).toBeVisible()
      await editor.expectSaved()
      await shot('editor-idle')
      await editor.card('Draft a reply').click()
      await expect(editor.field('Prompt')).toBeVisible()
      await shot('editor-form-prompt')
      await editor.inspector.getByRole('button', { name: 'Model', exact: true }).click()
      await expect(page.getByPlaceholder('Find a model, or type provider/model')).toBeVisible()
      await shot('editor-model-picker')
      await page.keyboard.press('Escape')
      await editor.card('What is it about?').click()
      await expect(editor.field('Text')).toBeVisible()
      await shot('editor-form-classify')
      await editor.card('New ticket').click()
      await shot('editor-form-start')
      await editor.card('Past tickets').click()
      await expect(editor.field('JavaScript')).toBeVisible()
      await shot('editor-form-code')
      await editor.wires.first().click({ force: true })
      await expect(editor.inspector.getByRole('button', { name: 'Remove the wire' })).toBeVisible()
      await shot('editor-wire')
      await editor.card('Past tickets').click({ button: 'right' })
      await expect(page.getByRole('menuitem', { name: 'Duplicate' })).toBeVisible()
      await shot('editor-menu')
      await page.keyboard.press('Escape')
      await editor.pane.click({ position: { x: 20, y: 400 } })
      await page.keyboard.press('ControlOrMeta+a')
      await shot('editor-selection')
      await editor.pane.click({ position: { x: 20, y: 400 } })

      await editor.run.click()
      await expect(page.getByRole('dialog', { name: 'Run with' })).toBeVisible()
      await shot('dialog-run')
      script.hold()
      await page.getByRole('dialog').getByRole('button', { name: /^Run/ }).click()
      await editor.card('Draft a reply').click()
      await editor.tab('Set-up').click()
      await expect(editor.card('Draft a reply')).toContainText('on their own')
      await expect(editor.card('Read past tickets')).toContainText('4 of 6')
      await expect(page.getByRole('button', { name: /^Today \$0\.000/ })).toBeVisible()
      await shot('editor-running')
      await editor.tab('Trace').click()
      await shot('editor-running-trace')
      await editor.dockTab('Log').click()
      await shot('editor-running-log')
      await editor.dockTab('Timeline').click()
      await editor.card('Read past tickets').dblclick()
      await expect(editor.card('Gist')).toBeVisible()
      await shot('container-running')
      await page.getByRole('navigation', { name: 'Open containers' }).getByRole('button').first().click()
      script.letGo()

      await expect(editor.runBar).toContainText('Succeeded', { timeout: 20_000 })
      await editor.card('Draft a reply').click()
      await editor.tab('Set-up').click()
      await shot('editor-finished')
      for (const tab of ['Input', 'Output', 'Trace'] as const) {
        await editor.tab(tab).click()
        await shot(`inspector-${tab.toLowerCase()}`)
      }
      await editor.card('Read past tickets').click()
      await editor.tab('Output').click()
      await shot('inspector-output-list')
      for (const tab of ['Log', 'Problems', 'History'] as const) {
        await editor.dockTab(tab).click()
        await shot(`dock-${tab.toLowerCase()}`)
      }
      await editor.dock.getByRole('link').first().click()
      await expect(page.getByText('You are looking at a run of')).toBeVisible()
      await editor.expectState('Draft a reply', 'Succeeded')
      await shot('editor-old-run')
      await page.getByRole('button', { name: 'Back to the draft' }).click()
      await editor.dockTab('Timeline').click()
      await editor.card('Read past tickets').dblclick()
      await expect(editor.card('Gist')).toBeVisible()
      await page.getByRole('button', { name: 'Next round' }).click()
      await editor.card('Gist').click()
      await editor.tab('Trace').click()
      await shot('container-round')
      await page.getByRole('navigation', { name: 'Open containers' }).getByRole('button').first().click()

      script.fail(true)
      await startTicket(page)
      await expect(editor.runBar).toContainText('Failed', { timeout: 20_000 })
      await editor.card('Draft a reply').click()
      await editor.tab('Trace').click()
      await shot('editor-failed')
      await editor.card('Draft a reply').click()
      await editor.tab('Set-up').click()
      await editor.field('Prompt').fill('Reply to {{ nobody.name }} about {{ inputs.message }}')
      await editor.dockTab('Problems').click()
      await expect(editor.dock.getByRole('button', { name: /nobody/ })).toBeVisible()
      await shot('editor-problem')
    })

    test('costs', async ({ page, shot }) => {
      const editor = openEditor(page)
      await goTo(page, 'Costs')
      await expect(page.getByRole('button', { name: 'New budget' })).toBeVisible()
      await shot('costs-empty')
      await importWorkflow(page, ticketWorkflow())
      await editor.runBar.getByRole('button', { name: /^about \$/ }).click()
      await expect(page.getByRole('dialog')).toContainText('What a run is likely to cost')
      await shot('forecast')
      await page.keyboard.press('Escape')
      script.fail(false)
      await startTicket(page)
      await expect(editor.runBar).toContainText('Succeeded', { timeout: 20_000 })
      await goTo(page, 'Costs')
      await expect(page.getByRole('table', { name: 'By model' })).toBeVisible()
      await shot('costs')
      await page.getByRole('table', { name: 'By model' }).scrollIntoViewIfNeeded()
      await shot('costs-breakdown')
      await page.getByRole('button', { name: 'New budget' }).click()
      await page.getByLabel('Limit in dollars').fill('5')
      await shot('dialog-budget')
      await page.getByRole('button', { name: 'Create the budget' }).click()
      await expect(page.getByRole('dialog')).toHaveCount(0)
      await shot('costs-budgets')
    })

    test('settings', async ({ page, shot, app, complaints }) => {
      for (const section of [
        ...['Models and keys', 'Prices', 'Appearance', 'Runs and triggers', 'Alerts', 'Storage', 'Data', 'Shortcuts'],
      ]) {
        await goTo(page, 'Settings')
        await page.getByRole('link', { name: section }).click()
        await expect(page.getByRole('heading', { name: section, level: 2 })).toBeVisible()
        await shot(`settings-${section.split(' ')[0]?.toLowerCase()}`)
      }
      await goTo(page, 'Settings')
      await page.getByRole('link', { name: 'Models and keys' }).click()
      const openAi = page.getByRole('article', { name: 'OpenAI', exact: true })
      await openAi.getByRole('button', { name: 'Test' }).click()
      await expect(openAi.getByRole('status')).toContainText('Works')
      await openAi.getByRole('button', { name: 'Models and limits of OpenAI' }).click()
      await shot('settings-provider')
      await openAi.getByRole('button', { name: 'More', exact: true }).click()
      await page.getByRole('menuitem', { name: 'Set key' }).click()
      await openAi.getByLabel('API key').fill('sk-proj-1234567890')
      await shot('settings-key')
      await openAi.getByRole('button', { name: 'Save' }).click()
      await openAi.getByRole('button', { name: 'More', exact: true }).click()
      await page.getByRole('menuitem', { name: 'Remove key' }).click()
      await expect(page.getByRole('alertdialog')).toBeVisible()
      await shot('dialog-confirm')
      await page.keyboard.press('Escape')
      complaints.allow(/WebSocket connection to .* failed/)
      await app.kill()
      await expect(page.getByRole('alert').filter({ hasText: 'The connection to the engine is lost' })).toBeVisible()
      await shot('connection-lost')
    })
  })
}
