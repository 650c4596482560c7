import type { Locator } from '@playwright/test'
import { expect, test } from '../support/app-test.ts'
import { promptWorkflow, sketchWorkflow } from '../support/app-workflows.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'

test.use({ openAi: {} })

const takenOver = (card: Locator) => card.getByRole('img', { name: 'Taken from an earlier run' })

test('a run that failed goes on from the mended node, and what was paid is not paid again', async ({
  page,
  models,
}) => {
  const editor = openEditor(page)
  models.answer({ text: '{ "title": "Kettle", }' })
  const document = sketchWorkflow('Mended', 'start -> ask -> parsed -> after', {
    start: { type: 'manual' },
    ask: { type: 'prompt', params: { model: 'openai/gpt-4o-mini', prompt: 'Answer as JSON.' } },
    parsed: { type: 'parse-json', params: { text: '{{ ask }}' } },
  })
  await importWorkflow(page, document)
  await editor.run.click()
  await editor.expectState('Parsed', 'Failed')
  await expect(editor.runBar).toContainText('Failed')

  await test.step('from the card, on the draft', async () => {
    await editor.card('Parsed').click()
    await editor.field('Text').fill('{{ ask.replace(", }", " }") }}')
    await editor.card('Parsed').getByRole('button', { name: 'Retry from here' }).click()
    await expect(editor.runBar).toContainText('Succeeded')
    await editor.expectState('Parsed', 'Succeeded')
    await editor.expectState('After', 'Succeeded')
    await expect(takenOver(editor.card('Ask'))).toBeVisible()
    expect(models.requests).toHaveLength(1)
  })

  await test.step('the trace and the run say where it comes from', async () => {
    await editor.card('Ask').click({ position: { x: 60, y: 20 } })
    await editor.tab('Trace').click()
    await expect(editor.inspector).toContainText('what it gave is taken from an earlier run')
    await editor.runBar.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Open the run it goes on from' }).click()
    await expect(page.getByRole('button', { name: 'Go on from the failed node' })).toBeVisible()
  })

  await test.step('from Runs, on the workflow as it was: it fails again and names its parent', async () => {
    await page.getByRole('button', { name: 'Go on from the failed node' }).click()
    await page.getByRole('menuitem', { name: 'On the workflow as it was' }).click()
    await expect(page.getByRole('region', { name: 'Runs' }).getByRole('link')).toHaveCount(3)
    await expect(takenOver(editor.card('Ask'))).toBeVisible()
    await editor.expectState('Parsed', 'Failed')
    const details = page.getByRole('complementary', { name: 'What the node did' })
    await expect(details).toContainText('It takes up the work of an earlier run.')
    expect(models.requests).toHaveLength(1)
  })

  await test.step('only what changed', async () => {
    await page.getByRole('link', { name: 'Open the workflow' }).click()
    await editor.card('After').click({ position: { x: 60, y: 20 } })
    await editor.tab('Set-up').click()
    await editor.field('Text').fill('Done')
    await editor.runBar.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Run again, only what changed' }).click()
    await editor.expectState('After', 'Succeeded')
    await expect(takenOver(editor.card('Ask'))).toBeVisible()
    await expect(takenOver(editor.card('Parsed'))).toBeVisible()
  })
})

test('a failure is tried again, then caught by the error output; the wire goes with the output', async ({ page }) => {
  const editor = openEditor(page)
  const document = sketchWorkflow('Caught', 'start -> work -> fine, sorry', {
    start: { type: 'manual' },
    work: { type: 'parse-json', params: { text: '{ broken' } },
    sorry: { type: 'template', params: { text: 'Sorry: {{ input.code }}' } },
  })
  await importWorkflow(page, document)
  await editor.card('Work').click()
  await editor.inspector.getByRole('button', { name: 'If it fails or hangs' }).click()
  const choose = async (label: string, option: string) => {
    await editor.inspector.getByRole('combobox', { name: label }).click()
    await page.getByRole('option', { name: option }).click()
  }

  await test.step('the policy stands in the form and on the card', async () => {
    await choose('Try again', 'Whatever failed')
    await editor.field('How often').fill('1')
    await editor.field('First wait, in seconds').fill('0.01')
    await choose('If it still fails', 'Take the error output')
    await expect(editor.card('Work').getByRole('img', { name: /Tried again once, whatever failed/ })).toBeVisible()
    await expect(editor.card('Work').getByLabel('Output: error')).toBeVisible()
    await editor.card('Work').click({ button: 'right', position: { x: 60, y: 20 } })
    await page.getByRole('menuitem', { name: 'Connect its error output to' }).hover()
    await page.getByRole('menuitem', { name: 'Sorry' }).click()
    await expect(editor.wires).toHaveCount(3)
  })

  await test.step('the run goes on by it', async () => {
    await editor.run.click()
    await expect(editor.runBar).toContainText('Succeeded')
    await editor.expectState('Sorry', 'Succeeded')
    await editor.expectState('Fine', 'Skipped')
    await expect(editor.card('Work')).toContainText('Failed, and the run went on')
    await editor.card('Work').click({ position: { x: 60, y: 20 } })
    await editor.tab('Trace').click()
    await expect(editor.inspector).toContainText('the run went on by the error output')
    await expect(editor.inspector).toContainText('A try that failed')
  })

  await test.step('without the output there is no wire; one undo brings both back', async () => {
    await editor.tab('Set-up').click()
    await choose('If it still fails', 'Stop the run')
    await expect(editor.wires).toHaveCount(2)
    await expect(editor.card('Work').getByLabel('Output: error')).toHaveCount(0)
    await editor.pane.click({ position: { x: 30, y: 320 } })
    await page.keyboard.press('ControlOrMeta+z')
    await expect(editor.wires).toHaveCount(3)
  })

  await test.step('a reload finds it as it was left', async () => {
    await editor.expectSaved()
    await page.reload()
    await expect(editor.wires).toHaveCount(3)
    await editor.card('Work').click()
    await expect(editor.field('How often')).toHaveValue('1')
  })
})

test('a pinned node is not run until it is unpinned', async ({ page, models }) => {
  const editor = openEditor(page)
  models.answer({ text: 'First answer.' })
  await importWorkflow(page, promptWorkflow('Pinned'))
  const menu = async (title: string, entry: string) => {
    await editor.card(title).click({ button: 'right', position: { x: 60, y: 20 } })
    await page.getByRole('menuitem', { name: entry }).click()
  }
  await editor.run.click()
  await expect(editor.runBar).toContainText('Succeeded')

  await menu('Ask', 'Pin output')
  const pin = editor.card('Ask').getByRole('img', { name: 'Pinned: it is not run' })
  await expect(pin).toBeVisible()
  await editor.run.click()
  await expect(editor.card('Ask').getByRole('img', { name: 'Succeeded' })).toHaveCount(0)
  await editor.expectState('After', 'Succeeded')
  await expect(pin).toBeVisible()
  await editor.card('After').click({ position: { x: 60, y: 20 } })
  await editor.tab('Output').click()
  await expect(editor.inspector).toContainText('They said: First answer.')
  expect(models.requests).toHaveLength(1)

  await editor.card('Ask').click({ position: { x: 60, y: 20 } })
  await editor.tab('Set-up').click()
  await editor.inspector.getByRole('button', { name: 'Unpin' }).click()
  models.answer({ text: 'Second answer.' })
  await editor.run.click()
  await editor.expectState('Ask', 'Succeeded')
  await expect(pin).toHaveCount(0)
})

test('to here and from here run a part of the workflow', async ({ page }) => {
  const editor = openEditor(page)
  await importWorkflow(page, sketchWorkflow('Parts', 'alpha -> beta -> gamma'))
  const menu = async (title: string) => {
    await editor.card(title).click({ button: 'right', position: { x: 60, y: 20 } })
  }
  await menu('Beta')
  await expect(page.getByRole('menuitem', { name: 'Run from here' })).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('menuitem', { name: 'Run to here' }).click()
  await editor.expectState('Beta', 'Succeeded')
  await editor.expectState('Gamma', 'Skipped')

  await editor.card('Beta').click({ position: { x: 60, y: 20 } })
  await editor.inspector.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Run from here' }).click()
  await editor.expectState('Gamma', 'Succeeded')
  await editor.expectState('Beta', 'Succeeded')
  await expect(takenOver(editor.card('Alpha'))).toBeVisible()

  await goTo(page, 'Runs')
  await expect(page.getByRole('region', { name: 'Runs' }).getByRole('link')).toHaveCount(2)
})
