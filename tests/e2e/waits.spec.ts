import type { Page } from '@playwright/test'
import { expect, reopenApp, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'

const letters = sketchWorkflow('Letters', 'start -> ask, ask:approved -> sent, ask:rejected -> dropped', {
  start: { type: 'manual' },
  ask: {
    type: 'approval',
    params: {
      title: 'Send the letter?',
      message: 'It goes to **all** customers.',
      show: '',
      fields: [{ name: 'reason', type: 'text', title: 'Reason', required: true }],
    },
  },
})

const plain = sketchWorkflow('Plain', 'start -> ask, ask:approved -> sent', {
  start: { type: 'manual' },
  ask: { type: 'approval', params: { title: 'Go on?', show: '' } },
})

const waiting = (name: string, params: Record<string, string | number>) =>
  sketchWorkflow(name, 'start -> pause -> after', { start: { type: 'manual' }, pause: { type: 'wait', params } })

const question = (page: Page, title: string) => page.getByRole('dialog', { name: title })
const rail = (page: Page) => page.getByRole('navigation', { name: 'Main' })

test('a question: told once, asked on the canvas, answered with a form, and the run goes on', async ({ page }) => {
  const editor = openEditor(page)
  await importWorkflow(page, letters)
  await editor.run.click()

  await expect(editor.runBar).toContainText('Waiting for you')
  await expect(page.getByText('Your answer is wanted: Send the letter?')).toHaveCount(1)
  await expect(rail(page).getByRole('link', { name: /^Runs \(1 waits for you/ })).toBeVisible()
  const card = editor.card('Ask')
  await expect(card.getByRole('img', { name: 'Waiting for you' })).toBeVisible()
  await expect(card).toContainText('Send the letter?')
  await card.click()
  await expect(editor.inspector.getByRole('button', { name: 'Answer', exact: true })).toBeVisible()
  await expectAccessible(page, 'a run that waits for a person')
  await expectLaidOut(page, 'a run that waits for a person')

  await card.getByRole('button', { name: 'Answer' }).click()
  const dialog = question(page, 'Send the letter?')
  await expect(dialog.locator('strong')).toHaveText('all')
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toBeFocused()
  await expectAccessible(page, 'the form of a question')
  await dialog.getByRole('button', { name: 'Approve' }).click()
  await expect(dialog.getByRole('alert')).toHaveText('This is needed to answer.')
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toBeFocused()
  await page.keyboard.type('All checked')
  await dialog.getByRole('textbox', { name: /^Comment/ }).fill('Go ahead.')
  await dialog.getByRole('button', { name: 'Approve' }).click()

  await expect(dialog).toBeHidden()
  await expect(page.getByText('Answered: Approve', { exact: true })).toBeVisible()
  await expect(editor.runBar).toContainText('Succeeded')
  await editor.expectState('Sent', 'Succeeded')
  await editor.expectState('Dropped', 'Skipped')
  await expect(rail(page).getByRole('link', { name: 'Runs', exact: true })).toBeVisible()
  await editor.tab('Trace').click()
  await expect(editor.inspector).toContainText(/Answered by .+: Approve/)
  await expect(editor.inspector).toContainText('“Go ahead.”')
  await editor.dockTab('Timeline').click()
  await expect(editor.dock.getByRole('img', { name: /^Waiting for you, / })).toBeVisible()
})

test('a question waits through a restart, stands on top of the runs, and is answered there', async ({ page, app }) => {
  const editor = openEditor(page)
  await importWorkflow(page, plain)
  await editor.run.click()
  await expect(editor.runBar).toContainText('Waiting for you')
  await reopenApp(page, app)

  await goTo(page, 'Runs')
  const section = page.getByRole('region', { name: /^Waiting for you/ })
  await expect(section).toContainText('Go on?')
  await expect(section).toContainText('Plain')
  await expectAccessible(page, 'the runs with a question')
  await expectLaidOut(page, 'the runs with a question')
  await section.getByRole('button', { name: 'Answer' }).click()
  await expect(question(page, 'Go on?')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(question(page, 'Go on?')).toBeHidden()
  await expect(section).toContainText('Go on?')

  await section.getByRole('button', { name: 'Answer' }).click()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(question(page, 'Go on?')).toBeHidden()
  await expect(section).toBeHidden()
  await editor.expectState('Sent', 'Succeeded')
})

test('somebody else answers first: the open form says so', async ({ page, context }) => {
  const editor = openEditor(page)
  await importWorkflow(page, plain)
  await editor.run.click()
  await editor.card('Ask').getByRole('button', { name: 'Answer' }).click()
  const dialog = question(page, 'Go on?')
  await expect(dialog).toBeVisible()

  const other = await context.newPage()
  await other.goto(new URL('/#/runs', page.url()).href)
  const section = other.getByRole('region', { name: /^Waiting for you/ })
  await section.getByRole('button', { name: 'Answer' }).click()
  await question(other, 'Go on?').getByRole('button', { name: 'Reject' }).click()
  await expect(section).toBeHidden()

  await expect(dialog.getByRole('alert')).toContainText('This question is closed')
  await expect(dialog.getByRole('alert')).toContainText(/answered it: Reject|answered elsewhere: Reject/)
  await expect(dialog.getByRole('button', { name: 'Approve' })).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Close' }).first().click()
  await expect(dialog).toBeHidden()
})

test('a wait for a time says until when, and goes on at once where one does not want to wait', async ({ page }) => {
  const editor = openEditor(page)
  await importWorkflow(page, waiting('Later', { mode: 'duration', amount: 2, unit: 'hours' }))
  await editor.run.click()
  await expect(editor.card('Pause')).toContainText(/Waits until (\d+ \w+, )?\d\d:\d\d \(in (2|1)/)
  await expect(editor.runBar).toContainText('Waiting until')
  await expect(editor.card('Pause').getByRole('img', { name: 'Waiting for its time' })).toBeVisible()
  await expect(page.getByText('Your answer is wanted')).toHaveCount(0)
  await goTo(page, 'Runs')
  await expect(page.getByRole('region', { name: 'Runs' }).getByRole('link', { name: /Later/ })).toContainText('Waiting')
  await page.goBack()
  await editor.card('Pause').getByRole('button', { name: 'Go on now' }).click()
  await expect(editor.runBar).toContainText('Succeeded')
})

test('a wait for a call names what is waited for, and Stop ends it', async ({ page }) => {
  const editor = openEditor(page)
  await importWorkflow(page, waiting('Called', { mode: 'call' }))
  await editor.run.click()
  await expect(editor.card('Pause')).toContainText('Waits for a call')
  await expect(editor.runBar).toContainText('Waiting for a call')
  await editor.stop.click()
  await expect(editor.runBar).toContainText('Cancelled')
  await editor.expectState('Pause', 'Cancelled')
})
