import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, reopenApp, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow, workflowCard } from '../support/page-list.ts'

async function publish(page: Page): Promise<void> {
  await openEditor(page).expectSaved()
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  const popover = page.getByRole('dialog', { name: 'Publish the draft' })
  await popover.getByRole('button', { name: /^Publish/ }).click()
  await expect(page.getByRole('button', { name: 'Published', exact: true })).toBeVisible()
}

/** The usual port may be taken on this machine. */
async function useAnyPort(page: Page): Promise<void> {
  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Runs and triggers' }).click()
  await page.getByRole('textbox', { name: 'Port for webhooks' }).fill('0')
  await page.keyboard.press('Enter')
  await page.reload()
  await expect(page.getByRole('textbox', { name: 'Port for webhooks' })).toHaveValue('0')
}

test('a schedule says its times while it is set up, and runs only once it is published', async ({ page, app }) => {
  const editor = openEditor(page)
  await importWorkflow(
    page,
    sketchWorkflow('Digest', 'clock -> write', {
      clock: { type: 'schedule', params: { every: 'week', time: '09:00', timeZone: 'UTC' } },
    }),
  )
  const times = editor.inspector.getByRole('region', { name: 'When it runs' })

  await test.step('the times follow the form', async () => {
    await expect(editor.card('Clock')).toContainText('At 09:00')
    await expect(editor.card('Clock')).toContainText('Runs once published')
    await editor.card('Clock').click()
    await expect(times.getByRole('listitem')).toHaveCount(5)
    await expectAccessible(page, 'the inspector of a schedule')
    await editor.field('Time').fill('17:30')
    await expect(times).toContainText('At 17:30')
    await expect(times.getByRole('listitem').first()).toContainText('17:30')
    await editor.inspector.getByRole('combobox', { name: 'How often' }).click()
    await page.getByRole('option', { name: 'As a cron line says' }).click()
    await editor.field('Cron line').fill('99 9 * * *')
    await expect(times.getByRole('listitem')).toHaveCount(0)
    await expect(times).toContainText(/minute/i)
    await editor.field('Cron line').fill('0 6 * * *')
    await expect(times.getByRole('listitem')).toHaveCount(5)
  })

  await test.step('publishing says what will be live', async () => {
    await editor.expectSaved()
    await page.getByRole('button', { name: 'Publish', exact: true }).click()
    const popover = page.getByRole('dialog', { name: 'Publish the draft' })
    await expect(popover).toContainText('Once published, this begins runs by itself:')
    await expect(popover).toContainText('At 06:00')
    await expectLaidOut(page, 'the publish popover')
    await page.keyboard.press('Escape')
    await publish(page)
    await expect(editor.card('Clock')).toContainText('next in')
    await expect(editor.inspector.getByRole('region', { name: 'As published' })).toContainText('not yet')
  })

  await test.step('switched off in the list, it is off in the editor and after a restart', async () => {
    await goTo(page, 'Workflows')
    const card = workflowCard(page, 'Digest')
    await expect(card).toContainText('Runs in')
    await card.getByRole('switch', { name: 'Triggers of Digest' }).click()
    await expect(card).toContainText('Switched off')
    await expectAccessible(page, 'the list with triggers')
    await page.getByRole('radio', { name: 'List' }).click()
    await expect(page.getByRole('columnheader', { name: 'Next run' })).toBeVisible()
    await expect(page.getByRole('switch', { name: 'Triggers of Digest' })).not.toBeChecked()
    await expectLaidOut(page, 'the table with triggers')
    await reopenApp(page, app)
    await page.getByRole('link', { name: 'Digest', exact: true }).first().click()
    await expect(page.getByText('Triggers off')).toBeVisible()
    await expect(editor.card('Clock')).toContainText('Switched off')
    // By the keyboard, as everything.
    await page.getByRole('switch', { name: 'Triggers' }).focus()
    await page.keyboard.press('Space')
    await expect(page.getByText('Triggers on')).toBeVisible()
    await expect(editor.card('Clock')).toContainText('next in')
  })
})

test('a webhook has an address once it is published, and a call begins a run', async ({ page, request }) => {
  const editor = openEditor(page)
  await useAnyPort(page)
  await importWorkflow(
    page,
    sketchWorkflow('Hook', 'call -> say', {
      call: { type: 'webhook' },
      say: { type: 'template', params: { text: 'Heard {{ call.body.word }}' } },
    }),
  )
  const address = editor.inspector.getByRole('region', { name: 'Address' })
  await editor.card('Call').click()
  await expect(address).toContainText('It gets its address when you publish')
  await publish(page)
  const first = (await address.locator('code').textContent()) ?? ''
  expect(first).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//)

  await test.step('a call begins a run of what is published', async () => {
    const answer = await request.post(first, { data: { word: 'hello' } })
    expect(answer.ok()).toBe(true)
    await expect(editor.inspector.getByRole('link', { name: 'Open that run' })).toBeVisible()
    await expect(editor.card('Call')).toContainText('last just now')
    await editor.dockTab('History').click()
    await expect(editor.dock.getByRole('img', { name: 'Started by a webhook' })).toBeVisible()
    await editor.inspector.getByRole('link', { name: 'Open that run' }).click()
    await editor.card('Say').click()
    await editor.tab('Output').click()
    await expect(editor.inspector).toContainText('Heard hello')
    await page.getByRole('button', { name: 'Back to the draft' }).click()
  })

  await test.step('a new address after a question; the old one is gone', async () => {
    await editor.card('Call').click()
    await editor.tab('Set-up').click()
    await address.getByRole('button', { name: 'New address' }).click()
    const question = page.getByRole('alertdialog', { name: 'Give it a new address?' })
    await expectAccessible(page, 'the question about a new address')
    await question.getByRole('button', { name: 'Cancel' }).click()
    await expect(address.locator('code')).toHaveText(first)
    await address.getByRole('button', { name: 'New address' }).click()
    await question.getByRole('button', { name: 'New address' }).click()
    await expect(address.locator('code')).not.toHaveText(first)
    expect((await request.post(first, { data: {} })).status()).toBe(404)
  })
})

test('a webhook asks for a secret that is made here, shown once, and read back nowhere', async ({ page, request }) => {
  const editor = openEditor(page)
  await useAnyPort(page)
  await importWorkflow(
    page,
    sketchWorkflow('Guarded', 'call -> say', {
      call: { type: 'webhook', version: 2, params: { secretHeader: 'X-Secret' } },
      say: { type: 'template', params: { text: 'Heard' } },
    }),
  )
  await editor.card('Call').click()
  await publish(page)
  const url =
    (await editor.inspector.getByRole('region', { name: 'Address' }).locator('code').first().textContent()) ?? ''
  const region = editor.inspector.getByRole('region', { name: 'Secret of the calls' })
  const call = async (secret: string) =>
    (await request.post(url, { data: {}, headers: { 'x-secret': secret } })).status()
  await expect(region).toContainText('no call is believed until it is')
  await expect(editor.inspector).toContainText('No secret is set for the header X-Secret, so every call is refused.')
  expect(await call('guess')).toBe(401)
  await expectAccessible(page, 'a webhook without its secret')
  await expectLaidOut(page, 'a webhook without its secret')

  await region.getByRole('button', { name: 'Make one' }).click()
  const dialog = page.getByRole('dialog', { name: 'Secret' })
  const made = (await dialog.locator('code').textContent()) ?? ''
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(region).toContainText('It is never shown again.')
  await expect(page.getByText(made)).toHaveCount(0)
  await expect(editor.inspector).not.toContainText('No secret is set')
  expect(await call(made)).toBe(202)

  await region.getByRole('button', { name: 'Change it' }).click()
  await region.getByLabel('Secret', { exact: true }).fill('one of mine')
  await region.getByRole('button', { name: 'Save' }).click()
  await expect(region.getByRole('button', { name: 'Change it' })).toBeVisible()
  expect([await call(made), await call('one of mine')]).toEqual([401, 202])
  await region.getByRole('button', { name: 'Forget it' }).click()
  await expect(region).toContainText('no call is believed until it is')
  expect(await call('one of mine')).toBe(401)
})

test('a trigger is tried by hand with a sample', async ({ page }) => {
  const editor = openEditor(page)
  await importWorkflow(
    page,
    sketchWorkflow('Several starts', 'call -> say, hand -> other', {
      call: { type: 'webhook' },
      hand: { type: 'manual' },
      say: { type: 'template', params: { text: 'Heard {{ call.body.message }}' } },
      other: { type: 'template', params: { text: 'By hand' } },
    }),
  )
  const more = page.getByRole('button', { name: 'Other ways to run' })
  const dialog = page.getByRole('dialog', { name: 'Try “Call”' })

  await test.step('the run button begins at the start by hand', async () => {
    await editor.run.click()
    await editor.expectState('Other', 'Succeeded')
    await editor.expectState('Say', 'Skipped')
  })

  await test.step('the menu tries the trigger', async () => {
    await more.click()
    await page.getByRole('menuitem', { name: 'Call, with a sample…' }).click()
    await expectAccessible(page, 'the dialog of a sample')
    await dialog.getByRole('button', { name: /^Run/ }).click()
    await expect(dialog).toHaveCount(0)
    await editor.expectState('Say', 'Succeeded')
    await editor.card('Say').click()
    await editor.tab('Output').click()
    await expect(editor.inspector).toContainText('Heard Hello')
  })

  await test.step('what is no JSON is told and not sent; what was tried last is kept', async () => {
    const text = dialog.getByRole('textbox', { name: 'What the trigger gives' })
    await more.click()
    await page.getByRole('menuitem', { name: 'Call, with a sample…' }).click()
    await text.fill('{ "body": ')
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(dialog.getByRole('alert')).toContainText('This is not JSON yet')
    await text.fill('{ "body": { "message": "again" } }')
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(dialog).toHaveCount(0)
    await expect(editor.inspector).toContainText('Heard again')
    await more.click()
    await page.getByRole('menuitem', { name: 'Call, with a sample…' }).click()
    await expect(text).toContainText('again')
    await dialog.getByRole('button', { name: 'Back to the sample' }).click()
    await expect(text).toContainText('Hello')
  })
})

test('a trigger that cannot work says why, and works once that is mended', async ({ page, app }) => {
  const editor = openEditor(page)
  await importWorkflow(
    page,
    sketchWorkflow('Inbox', 'inbox -> say', {
      inbox: { type: 'file-watch', params: { folder: 'letters', settleSeconds: 0 } },
      say: { type: 'template', params: { text: 'Got {{ inbox.name }}' } },
    }),
  )
  await publish(page)
  await expect(editor.card('Inbox')).toContainText('letters is not there')
  await editor.card('Inbox').click()
  await expect(editor.inspector.getByRole('region', { name: 'As published' })).toContainText('letters is not there')
  const folder = join(app.filesDir, 'letters')
  mkdirSync(folder)
  await expect(editor.card('Inbox')).not.toContainText('is not there', { timeout: 30_000 })
  writeFileSync(join(folder, 'first.txt'), 'Dear Niti')
  await expect(editor.card('Inbox')).toContainText('last just now', { timeout: 30_000 })
  await editor.dockTab('History').click()
  await expect(editor.dock.getByRole('img', { name: 'Started by a file' })).toBeVisible()
})
