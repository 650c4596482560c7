import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { importWorkflow } from '../support/page-list.ts'

const titles: string[] = []
let receiver: Server
let origin = ''

/** Takes what is sent to a webhook. */
test.beforeEach(async () => {
  titles.length = 0
  receiver = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    titles.push(JSON.parse(body).title)
    response.writeHead(200).end('thank you')
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
  await page.evaluate(() => {
    window.location.hash = '#/alerts'
  })
  await expect(page.getByRole('heading', { name: 'Rules', exact: true })).toBeVisible()
}

async function addWebhook(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Set up channels' }).click()
  await page.getByRole('switch', { name: 'Send alerts to This computer' }).click()
  await page.getByRole('button', { name: 'Add a channel' }).click()
  await page.getByRole('menuitem', { name: 'Webhook' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Address' }).fill(origin)
  await dialog.getByRole('switch', { name: 'Allow private addresses' }).click()
  await dialog.getByRole('button', { name: 'Add' }).click()
  await expect(dialog).toHaveCount(0)
}

async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('dialog').getByRole('combobox', { name: field, exact: true }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

test('a rule is made; a workflow fails, which is seen and told once, acknowledged, and over', async ({ page, app }) => {
  // It fails as long as the folder is not there.
  const moody = sketchWorkflow('Moody', 'read', { read: { type: 'read-files', params: { folder: 'box' } } })
  await importWorkflow(page, moody)
  const editorUrl = page.url()
  await openAlerts(page)
  await expect(page.getByText('Nothing is wrong that a rule or a budget looks for.')).toBeVisible()
  await expect(page.getByText('Something failed by itself')).toBeVisible()
  await expectAccessible(page, 'alerts, with nothing wrong')
  await expectLaidOut(page, 'alerts, with nothing wrong')
  await addWebhook(page)

  await test.step('a rule, with the keyboard where one types', async () => {
    await openAlerts(page)
    await page.getByRole('button', { name: 'New rule' }).click()
    const dialog = page.getByRole('dialog', { name: 'New rule' })
    await expect(dialog).toContainText('Tell me when a run fails.')
    await choose(page, 'Tell me when', 'Several runs fail in a row')
    await dialog.getByRole('textbox', { name: 'Failures in a row' }).fill('none')
    await dialog.getByRole('button', { name: 'Add' }).click()
    await expect(dialog.getByRole('alert')).toHaveText('A number from 1 to 100.')
    await expectAccessible(page, 'the dialog of a rule')
    await expectLaidOut(page, 'the dialog of a rule')
    await choose(page, 'Tell me when', 'A run fails')
    await choose(page, 'Of', 'Moody')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Moody again')
    await expect(dialog).toContainText('Tell me when one of the runs of “Moody” fails.')
    await page.keyboard.press('Enter')
    await expect(dialog).toHaveCount(0)
    await expect(page.getByRole('heading', { name: 'Moody again' })).toBeVisible()
  })

  await test.step('a test arrives', async () => {
    await page.getByRole('button', { name: 'More for “Moody again”' }).click()
    await page.getByRole('menuitem', { name: 'Send a test' }).click()
    await expect(page.getByText('A test is on its way to 1 channel.')).toBeVisible()
    await expect.poll(() => titles).toEqual(['Test: Moody again'])
  })

  const open = page.getByRole('region', { name: 'Open' })
  await test.step('it fails elsewhere, and is seen here without a reload', async () => {
    // In a window beside this one.
    const other = await page.context().newPage()
    await other.goto(editorUrl)
    const editor = openEditor(other)
    await editor.run.click()
    await expect(editor.runBar).toContainText('Failed')
    await expect(open.getByRole('listitem').filter({ hasText: 'Failed: Moody' })).toContainText('Delivered to Webhook')
    await editor.run.click()
    await expect(open).toContainText('2 times')
    await other.close()
    expect(titles).toEqual(['Test: Moody again', 'Failed: Moody'])
    const tabs = page.getByRole('navigation', { name: 'Monitoring' })
    await expect(tabs.getByRole('link', { name: 'Alerts 1 open alert' })).toBeVisible()
    const rail = page.getByRole('navigation', { name: 'Main' })
    await expect(rail.getByRole('link', { name: 'Dashboard (1 open alert)' })).toBeVisible()
    await expectAccessible(page, 'alerts, with one open')
    await expectLaidOut(page, 'alerts, with one open')
    await page.emulateMedia({ colorScheme: 'dark' })
    await expectAccessible(page, 'alerts in the dark')
    await page.emulateMedia({ colorScheme: 'light' })
  })

  await test.step('it is acknowledged, and over with the next success', async () => {
    await open.getByRole('button', { name: 'Acknowledge “Failed: Moody”' }).click()
    await expect(open).toContainText('Acknowledged')
    const rail = page.getByRole('navigation', { name: 'Main' })
    await expect(rail.getByRole('link', { name: 'Dashboard', exact: true })).toBeVisible()
    const { code, stdout } = await app.niti(['alerts', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject([{ title: 'Failed: Moody', times: 2, acknowledgedAt: expect.any(Number) }])
    mkdirSync(join(app.filesDir, 'box'))
    const other = await page.context().newPage()
    await other.goto(editorUrl)
    const editor = openEditor(other)
    await editor.run.click()
    await expect(editor.runBar).toContainText('Succeeded')
    await other.close()
    await expect(open).toContainText('Nothing is wrong')
    const history = page.getByRole('region', { name: 'History' })
    await expect(history.getByRole('listitem').filter({ hasText: 'Failed: Moody' }).first()).toContainText('Over')
    await expect.poll(() => titles).toEqual(['Test: Moody again', 'Failed: Moody', 'Over: Failed: Moody'])
  })
})

test('rules that others have are one click away, switched and removed; quiet hours are set', async ({ page }) => {
  await openAlerts(page)
  await page.getByRole('button', { name: 'Add the rule “The disk is nearly full”' }).click()
  const rules = page.getByRole('region', { name: 'Rules' })
  await expect(rules).toContainText('Tell me when less than 2,000 MB are left on the disk.')
  await expect(page.getByRole('button', { name: 'Add the rule “The disk is nearly full”' })).toHaveCount(0)
  await page.getByRole('button', { name: 'More for “The disk is nearly full”' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit rule' })
  await dialog.getByRole('textbox', { name: 'Less is left than' }).fill('10000000')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toHaveCount(0)
  // No disk has that much, so it is true at once.
  const open = page.getByRole('region', { name: 'Open' })
  await expect(open).toContainText('The disk is nearly full')
  await page.getByRole('switch', { name: 'Look for “The disk is nearly full”' }).click()
  await expect(open).toContainText('Nothing is wrong')
  await page.getByRole('button', { name: 'More for “The disk is nearly full”' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(rules).not.toContainText('2,000 MB')

  const quiet = page.getByRole('region', { name: 'Quiet hours' })
  await quiet.getByRole('switch', { name: 'Keep quiet hours' }).click()
  await quiet.getByRole('textbox', { name: 'From' }).fill('25:00')
  await quiet.getByRole('textbox', { name: 'From' }).press('Enter')
  await expect(quiet.getByRole('alert')).toHaveText('A time such as 22:00.')
  await quiet.getByRole('textbox', { name: 'From' }).fill('00:00')
  await quiet.getByRole('textbox', { name: 'From' }).press('Enter')
  await quiet.getByRole('textbox', { name: 'To' }).fill('23:59')
  await quiet.getByRole('textbox', { name: 'To' }).press('Enter')
  await expect(quiet).toContainText('Quiet now, it ends')
  await quiet.getByRole('button', { name: 'Sunday' }).click()
  await expect(quiet.getByRole('button', { name: 'Sunday' })).toHaveAttribute('aria-pressed', 'false')
  await expectAccessible(page, 'quiet hours')
  await expectLaidOut(page, 'quiet hours')
})
