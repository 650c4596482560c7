import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'

/** Every screen in turn; `look` is called on each once it stands still. */
async function visitScreens(page: Page, look: (where: string) => Promise<void>): Promise<void> {
  const editor = openEditor(page)
  await expect(page.getByRole('button', { name: /Sort support messages/ })).toBeVisible()
  await look('the empty list')
  await page.keyboard.press('Alt+n')
  await expect(page.getByText('An empty workflow')).toBeVisible()
  await look('the empty editor')

  await goTo(page, 'Workflows')
  await page.getByRole('button', { name: /Sort support messages/ }).click()
  await expect(editor.card('For each message')).toBeVisible()
  await look('the editor before a run')
  for (const title of ['Start', 'Messages', 'For each message']) {
    await editor.card(title).click()
    await expect(editor.inspector.getByRole('textbox', { name: 'Title' })).toBeVisible()
    await look(`the form of ${title}`)
  }
  await editor.run.click()
  await expect(page.getByRole('dialog', { name: 'Run with' })).toBeVisible()
  await look('the dialog of a run')
  await page.getByRole('dialog').getByRole('button', { name: /^Run/ }).click()
  await expect(editor.runBar).toContainText('Succeeded')
  for (const tab of ['Input', 'Output', 'Trace'] as const) {
    await editor.tab(tab).click()
    await look(`the editor after a run, ${tab}`)
  }
  for (const tab of ['Log', 'Problems', 'History', 'Versions', 'Timeline'] as const) {
    await editor.dockTab(tab).click()
    await look(`the dock, ${tab}`)
  }
  await editor.card('For each message').dblclick()
  await expect(editor.card('What is it about?')).toBeVisible()
  await editor.card('What is it about?').click()
  await look('inside a container, Trace')
  await editor.tab('Set-up').click()
  await look('inside a container, Set-up')
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await look('the command palette')
  await page.keyboard.press('Escape')

  await goTo(page, 'Workflows')
  await expect(page.getByRole('article')).toHaveCount(2)
  await look('the list')
  await page.getByRole('radio', { name: 'List' }).click()
  await look('the list as a table')

  await goTo(page, 'Runs')
  await expect(page.getByRole('region', { name: 'Runs' }).getByRole('link')).toHaveCount(1)
  await expect(editor.card('For each message')).toBeVisible()
  await look('the runs')
  for (const section of ['Models and keys', 'Appearance', 'Data', 'Shortcuts']) {
    await goTo(page, 'Settings')
    await page.getByRole('link', { name: section }).click()
    await expect(page.getByRole('heading', { name: section, level: 2 })).toBeVisible()
    await look(`the settings, ${section}`)
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } })
    test('every screen can be used by everybody', async ({ page }) => {
      test.setTimeout(180_000)
      await visitScreens(page, (where) => expectAccessible(page, where))
    })
  })
}

test('nothing lies outside of 1280 by 800, and nothing scrolls sideways', async ({ page }) => {
  await visitScreens(page, (where) => expectLaidOut(page, where))
})

test('long names do not break the layout', async ({ page }) => {
  const long = 'Incomprehensibilities'.repeat(9)
  const document = {
    ...sketchWorkflow(long, 'start -> first -> second', {
      start: {
        type: 'manual',
        params: { inputs: [{ name: 'theInput', title: long, type: 'text', default: long }] },
      },
      first: { type: 'template', params: { text: `${long} {{ inputs.theInput }}` } },
      second: { type: 'code', params: { code: `throw new Error('${long}')` } },
    }),
    description: long.repeat(3),
  }
  for (const node of Object.values(document.nodes)) node.title = long
  const editor = openEditor(page)
  await importWorkflow(page, document)
  await expect(editor.cards).toHaveCount(3)
  const look = (where: string) => expectLaidOut(page, where)
  await look('the editor')
  await editor.cards.nth(1).click()
  await look('a form')
  await editor.run.click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await look('the dialog of a run')
  await page.getByRole('dialog').getByRole('button', { name: /^Run/ }).click()
  await expect(editor.runBar).toContainText('Failed')
  for (const tab of ['Input', 'Output', 'Trace'] as const) {
    await editor.tab(tab).click()
    await look(`the editor after a run, ${tab}`)
  }
  for (const tab of ['Log', 'Problems', 'History'] as const) {
    await editor.dockTab(tab).click()
    await look(`the dock, ${tab}`)
  }
  await goTo(page, 'Runs')
  await expect(page.getByRole('region', { name: 'Runs' }).getByRole('link')).toHaveCount(1)
  await look('the runs')
  await goTo(page, 'Workflows')
  await expect(page.getByRole('article')).toHaveCount(1)
  await look('the list')
  await page.getByRole('radio', { name: 'List' }).click()
  await look('the list as a table')
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await look('the command palette')
})
