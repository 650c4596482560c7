import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-test.ts'
import { openEditor } from '../support/page-editor.ts'

test('from the list to a finished run without the mouse', async ({ page }) => {
  const editor = openEditor(page)
  await expect(page.getByText('Your workflows will be listed here')).toBeVisible()

  await test.step('Tab reaches the button, and the ring shows where one is', async () => {
    await tabTo(page, 'main button:has-text("New workflow")')
    await page.keyboard.press('Enter')
    await expect(page.getByText('An empty workflow')).toBeVisible()
  })

  await test.step('nodes by / and Enter, each wired to the one before', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('start')
    await page.keyboard.press('Enter')
    await expect(editor.card('Start')).toBeVisible()
    await page.keyboard.type('template')
    await page.keyboard.press('Enter')
    await expect(editor.card('Text template')).toBeVisible()
    await expect(editor.wires).toHaveCount(1)
  })

  await test.step('the form', async () => {
    await tabTo(page, 'aside[aria-label="Inspector"] .cm-content')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('Good morning')
    // Tab leaves the field; Escape is not needed for it.
    await page.keyboard.press('Tab')
    await expect(editor.field('Text')).not.toBeFocused()
  })

  await test.step('the run, and its result', async () => {
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(editor.runBar).toContainText('Succeeded')
    await tabTo(page, 'aside[aria-label="Inspector"] [role="tab"][aria-selected="true"]', { isBackward: true })
    // One after the other: the focus follows each press a moment later.
    await page.keyboard.press('ArrowRight')
    await expect(editor.tab('Input')).toBeFocused()
    await page.keyboard.press('ArrowRight')
    await expect(editor.tab('Output')).toHaveAttribute('aria-selected', 'true')
    await expect(editor.inspector).toContainText('Good morning')
  })
})

test('the command palette goes everywhere', async ({ page }) => {
  const open = async (typed: string) => {
    await page.keyboard.press('ControlOrMeta+k')
    await expect(page.getByRole('dialog', { name: 'Search or command' })).toBeVisible()
    await page.keyboard.type(typed)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await open('new workflow')
  await expect(page.getByText('An empty workflow')).toBeVisible()
  await open('dark theme')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await open('shortcuts')
  await expect(page.getByRole('heading', { name: 'On the canvas' })).toBeVisible()
  await open('go to runs')
  await expect(page.getByText('No runs yet')).toBeVisible()
  await open('untitled')
  await expect(page.getByText('An empty workflow')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('nothing is called that')
  await expect(page.getByText('Nothing found for “nothing is called that”.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('nodes are reached, moved, opened and deleted by keys', async ({ page }) => {
  const editor = openEditor(page)
  await page.getByRole('button', { name: /Sort support messages/ }).click()
  await expect(editor.card('For each message')).toBeVisible()
  await tabTo(page, '.react-flow__node[data-id="perMessage"]')
  await page.keyboard.press('Enter')
  await expect(editor.inspector.getByRole('textbox', { name: 'Title' })).toHaveValue('For each message')
  const before = await editor.card('For each message').boundingBox()
  await page.keyboard.press('ArrowDown')
  await expect
    .poll(async () => (await editor.card('For each message').boundingBox())?.y)
    .toBeGreaterThan(before?.y ?? 0)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('navigation', { name: 'Open containers' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(page.getByRole('navigation', { name: 'Open containers' })).toHaveCount(0)
  await expect.poll(async () => (await editor.card('For each message').boundingBox())?.y).toBe(before?.y)
})

/** Presses Tab until the focus is there. Every step of it must be visible. */
async function tabTo(page: Page, selector: string, { isBackward = false } = {}): Promise<void> {
  const quoted = JSON.stringify(selector)
  for (let presses = 0; presses < 80; presses++) {
    // As text: it runs in the page. `:has-text` is Playwright's own, so that part is compared here.
    const [, css = selector, words = ''] = /^(.*):has-text\("(.*)"\)$/.exec(selector) ?? []
    const isThere = await page.evaluate(`(() => {
      const found = document.activeElement?.closest(${JSON.stringify(css)})
      return Boolean(found && found.textContent.includes(${JSON.stringify(words)}))
    })()`)
    if (isThere) return
    await page.keyboard.press(isBackward ? 'Shift+Tab' : 'Tab')
  }
  throw new Error(`80 presses of Tab did not lead to ${quoted}.`)
}
