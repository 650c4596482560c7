import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { expect, reopenApp, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'

type Call = { path: string; headers: Record<string, unknown>; body: string }
const calls: Call[] = []
let status = 200
let receiver: Server
let origin = ''

/** Takes what is sent to a webhook. */
test.beforeEach(async () => {
  calls.length = 0
  status = 200
  receiver = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    calls.push({ path: request.url ?? '', headers: request.headers, body })
    response.writeHead(status).end(status === 200 ? 'thank you' : 'not now')
  })
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}` // a listening TCP server has one
})
test.afterEach(() => {
  receiver.closeAllConnections()
  receiver.close()
})

async function openAlerts(page: Page): Promise<void> {
  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Alert channels' }).click()
  await expect(page.getByRole('heading', { name: 'Sent lately' })).toBeVisible()
}

async function add(page: Page, kind: string) {
  await page.getByRole('button', { name: 'Add a channel' }).click()
  await page.getByRole('menuitem', { name: kind }).click()
  return page.getByRole('dialog')
}

test('a webhook is added, tried, edited, switched off and removed', async ({ page, app }) => {
  await openAlerts(page)
  await expect(page.getByText('No alerts yet')).toBeVisible()
  await expectAccessible(page, 'alerts, with nothing sent')
  await expectLaidOut(page, 'alerts, with nothing sent')

  await test.step('with the keyboard alone', async () => {
    const dialog = await add(page, 'Webhook')
    const name = dialog.getByRole('textbox', { name: 'Name' })
    await expect(name).toBeFocused()
    await page.keyboard.type('Ops')
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('alert')).toHaveText('The address is missing.')
    await expect(dialog.getByRole('textbox', { name: 'Address' })).toBeFocused()
    await expectAccessible(page, 'the dialog of a webhook')
    await expectLaidOut(page, 'the dialog of a webhook')
    await page.keyboard.type(`${origin}/canary?key=canary`)
    await dialog.getByRole('button', { name: 'Make one' }).press('Enter')
    await expect(dialog.getByRole('textbox', { name: 'Signing secret' })).toHaveValue(/^whsec_/)
    await dialog.getByRole('button', { name: 'Add' }).press('Enter')
    await expect(dialog).toHaveCount(0)
    expect(await page.content()).not.toContain('canary')
  })

  await test.step('a private address must be allowed', async () => {
    const tryIt = page.getByRole('button', { name: 'Send a test to Ops' })
    await tryIt.click()
    await expect(page.getByRole('alert')).toContainText('is on this machine or its local network')
    expect(calls).toHaveLength(0)
    await page.getByRole('button', { name: 'More for Ops' }).click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    const dialog = page.getByRole('dialog', { name: 'Edit Ops' })
    await expect(dialog.getByRole('textbox', { name: 'Address' })).toHaveValue('')
    await dialog.getByRole('switch', { name: 'Allow private addresses' }).click()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog).toHaveCount(0)
    await tryIt.click()
    await expect(page.getByText('Sent. The answer: thank you')).toBeVisible()
    expect(calls).toMatchObject([{ path: '/canary?key=canary' }])
    expect(calls[0]?.headers['webhook-signature']).toMatch(/^v1,/)
    expect(JSON.parse(calls[0]?.body ?? '')).toMatchObject({ type: 'test', title: 'A test from Niti' })
  })

  await test.step('it stays as it is set, and goes', async () => {
    await page.getByRole('switch', { name: 'Send alerts to Ops' }).click()
    await reopenApp(page, app)
    await openAlerts(page)
    await expect(page.getByRole('switch', { name: 'Send alerts to Ops' })).not.toBeChecked()
    await page.getByRole('button', { name: 'More for Ops' }).click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    await page.getByRole('alertdialog', { name: 'Remove Ops?' }).getByRole('button', { name: 'Remove' }).click()
    await expect(page.getByText('Ops', { exact: true })).toHaveCount(0)
  })
})

test('what is typed wrongly for mail is said at its field', async ({ page }) => {
  await openAlerts(page)
  const dialog = await add(page, 'Email')
  await dialog.getByRole('combobox', { name: 'Encryption' }).click()
  await page.getByRole('option', { name: 'TLS port 465' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Port' })).toHaveValue('465')
  await dialog.getByRole('textbox', { name: 'User' }).fill('ada')
  await dialog.getByRole('textbox', { name: 'To' }).fill('ada@example.com, bob')
  await dialog.getByRole('button', { name: 'Add' }).click()
  await expect(dialog.getByRole('alert')).toHaveText([
    'The name of the mail server is missing.',
    'The password of this user is missing.',
    'This is not a mail address.',
    '“bob” is not a mail address.',
  ])
  await expect(dialog.getByRole('textbox', { name: 'Mail server' })).toBeFocused()
  await expectAccessible(page, 'the dialog of mail')
  await expectLaidOut(page, 'the dialog of mail')
  await dialog.getByRole('textbox', { name: 'Mail server' }).fill('localhost')
  await dialog.getByLabel('Password', { exact: true }).fill('canary-password')
  await dialog.getByRole('textbox', { name: 'From' }).fill('niti@example.com')
  await dialog.getByRole('textbox', { name: 'To' }).fill('ada@example.com')
  await dialog.getByRole('textbox', { name: 'Port' }).fill('1')
  await dialog.getByRole('button', { name: 'Add' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText('ada@example.com, through localhost:1')).toBeVisible()
  await page.getByRole('button', { name: 'Send a test to Email' }).click()
  await expect(page.getByRole('alert')).toContainText('Could not reach localhost:1: nothing listens at that address.')
  expect(await page.content()).not.toContain('canary')
})

test('an alert that does not arrive says so, and is sent again by hand', async ({ page, app }) => {
  await openAlerts(page)
  await page.getByRole('switch', { name: 'Send alerts to This computer' }).click()
  const dialog = await add(page, 'Webhook')
  await dialog.getByRole('textbox', { name: 'Address' }).fill(origin)
  await dialog.getByRole('switch', { name: 'Allow private addresses' }).click()
  await dialog.getByRole('button', { name: 'Add' }).click()
  await expect(dialog).toHaveCount(0)
  status = 403
  const { code } = await app.niti(['budget', 'set', 'all', '1tokens', '--period', 'total', '--on-exceed', 'fail'])
  expect(code).toBe(0)
  const ask = { type: 'prompt', params: { model: 'demo/demo', prompt: 'Say something.' } }
  await importWorkflow(page, sketchWorkflow('Too dear', 'ask', { ask }))
  const editor = openEditor(page)
  await editor.run.click()
  await expect(editor.runBar).toContainText('Failed')

  await openAlerts(page)
  // Word of the alert may still stand at the page's edge.
  const sent = page.getByRole('region', { name: 'Sent lately' })
  const row = sent.getByRole('listitem').filter({ hasText: 'Budget used up: Everything, in total' })
  await expect(row).toContainText('Not delivered')
  await expect(row).toContainText('answered 403: not now')
  await expectAccessible(page, 'alerts, with one that did not arrive')
  await expectLaidOut(page, 'alerts, with one that did not arrive')
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(page, 'alerts in the dark')
  status = 200
  await row.getByRole('button', { name: /^Try again/ }).click()
  await expect(row).toContainText('Delivered')
  const ids = calls.map(({ headers }) => headers['webhook-id'])
  expect(ids).toHaveLength(2)
  expect(ids[0]).toBe(ids[1])
})
