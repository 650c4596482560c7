import { createHmac } from 'node:crypto'
import type { APIRequestContext, Page } from '@playwright/test'
import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'

const issue = {
  action: 'opened',
  repository: { full_name: 'octocat/hello-world' },
  issue: { id: 1, number: 1347, title: 'Found a bug', html_url: 'https://github.com/octocat/hello-world/issues/1347' },
}

/** A call as GitHub makes it. */
async function call(request: APIRequestContext, url: string, { secret, id }: { secret: string; id: string }) {
  const body = JSON.stringify(issue)
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'issues',
    'x-github-delivery': id,
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  }
  return (await request.post(url, { data: body, headers })).status()
}

async function openSettings(page: Page): Promise<void> {
  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Runs and triggers' }).click()
}

test('a service calls a trigger: what to do there, its secret, and what came in', async ({ page, request }) => {
  const editor = openEditor(page)
  await openSettings(page)
  await page.getByRole('textbox', { name: 'Port for webhooks' }).fill('0')
  await page.keyboard.press('Enter')
  await importWorkflow(
    page,
    sketchWorkflow('Triage', 'issue -> say', {
      issue: { type: 'github.new-issue', params: { repository: 'octocat/hello-world', way: 'webhook' } },
      say: { type: 'template', params: { text: 'New: {{ issue.title }}' } },
    }),
  )
  await editor.card('Issue').click()
  await expect(editor.inspector).toContainText('Triggers run what is published.')
  await editor.expectSaved()
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page
    .getByRole('dialog', { name: 'Publish the draft' })
    .getByRole('button', { name: /^Publish/ })
    .click()

  const setup = editor.inspector.getByRole('region', { name: 'At the service' })
  const deliveries = editor.inspector.getByRole('region', { name: 'Deliveries' })
  const url =
    (await editor.inspector.getByRole('region', { name: 'Address' }).locator('code').first().textContent()) ?? ''

  await test.step('it says what to do, with the values to copy', async () => {
    await expect(setup).toContainText('cannot reach this computer yet')
    await expect(setup).toContainText(`Enter ${url} as the payload URL`)
    await expect(setup).toContainText('no call is believed until it is')
    await expect(deliveries).toContainText('Nothing came in yet.')
    await expectAccessible(page, 'the set-up of a service’s webhook')
    await expectLaidOut(page, 'the set-up of a service’s webhook')
  })

  await test.step('the secret is made here and shown once', async () => {
    expect(await call(request, url, { secret: 'guess', id: 'd0' })).toBe(401)
    await expect(deliveries).toContainText('Refused')
    await setup.getByRole('button', { name: 'Make one' }).click()
    const dialog = page.getByRole('dialog', { name: 'Secret' })
    const secret = (await dialog.locator('code').textContent()) ?? ''
    await expectAccessible(page, 'the secret that was made')
    await dialog.getByRole('button', { name: 'Done' }).click()
    await expect(setup).toContainText('It is never shown again.')
    await expect(page.getByText(secret)).toHaveCount(0)
    expect(await call(request, url, { secret, id: 'd1' })).toBe(202)
    expect(await call(request, url, { secret, id: 'd1' })).toBe(202)
    await expect(deliveries.getByRole('listitem')).toHaveCount(3)
    await expect(deliveries).toContainText('Came before')
  })

  await test.step('a delivery is sent through again', async () => {
    const began = deliveries.getByRole('listitem').filter({ hasText: 'Began a run' })
    await expect(began).toHaveCount(1)
    await began.getByRole('button', { name: 'Send it through again' }).click()
    await expect(began).toHaveCount(2)
    await began.first().getByRole('link', { name: 'Open the run' }).click()
    await editor.card('Say').click()
    await editor.tab('Output').click()
    await expect(editor.inspector).toContainText('New: Found a bug')
  })

  await test.step('with a public address the service is told that one', async () => {
    await openSettings(page)
    const field = page.getByRole('textbox', { name: 'Public address' })
    await field.fill('hooks.example.com')
    await expect(page.getByRole('alert')).toContainText('An address starts with https://')
    await field.fill('https://hooks.example.com')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('status').filter({ hasText: 'Reached at' })).toContainText('https://hooks.example.com')
    await expectAccessible(page, 'the settings of webhooks')
    await expectLaidOut(page, 'the settings of webhooks')
    await goTo(page, 'Workflows')
    await page.getByRole('link', { name: 'Triage', exact: true }).first().click()
    await editor.card('Issue').click()
    await expect(setup).toContainText('Enter https://hooks.example.com/hooks/')
    await expect(setup).not.toContainText('cannot reach this computer')
  })
})
