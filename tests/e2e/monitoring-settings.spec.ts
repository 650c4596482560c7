import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'
import { parsePrometheusText, seriesValue } from '../support/prometheus-text.ts'

async function openSection(page: Page): Promise<void> {
  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Other programs' }).click()
  await expect(page.getByRole('switch', { name: 'Prometheus' })).toBeVisible()
}

test('everything is off at first, and each switch says what leaves the machine', async ({ page }) => {
  await openSection(page)
  for (const name of ['OpenTelemetry', 'Prometheus', 'Health', 'Sentry']) {
    await expect(page.getByRole('switch', { name })).toHaveAttribute('aria-checked', 'false')
    await expect(page.getByRole('region', { name })).toContainText(/leaves this computer/)
  }
  await expectAccessible(page, 'other programs, all off')
  await expectLaidOut(page, 'other programs, all off')
})

test('Prometheus, switched on in the page, reads figures that are right after a run', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openSection(page)
  const panel = page.getByRole('region', { name: 'Prometheus' })
  await page.getByRole('switch', { name: 'Prometheus' }).click()
  const port = panel.getByRole('textbox', { name: 'Port' })
  await port.fill('0')
  await port.press('Enter')
  const address = panel.locator('code').filter({ hasText: /^http:\/\/127\.0\.0\.1:\d+\/metrics$/ })
  await expect(address).toBeVisible()
  await expect(address).not.toContainText(':9464')
  const url = (await address.textContent()) ?? ''
  await expect(panel.locator('pre')).toContainText(`targets: ['${new URL(url).host}']`)
  await panel.getByRole('button', { name: 'Copy: address of the figures' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url)

  const start = { type: 'manual' }
  const sketch = { start, say: { type: 'template', params: { text: 'Hello' } } }
  await importWorkflow(page, sketchWorkflow('Says hello', 'start -> say', sketch))
  const editor = openEditor(page)
  await editor.dockTab('History').click()
  await editor.run.click()
  await expect(editor.dock.getByRole('img', { name: 'Succeeded' })).toHaveCount(1)
  const figures = parsePrometheusText(await (await fetch(url)).text())
  expect(seriesValue(figures, 'niti_runs_total', { workflow: 'Says hello', status: 'succeeded' })).toBe(1)
  expect(seriesValue(figures, 'niti_run_duration_seconds_count', { workflow: 'Says hello' })).toBe(1)
  expect(seriesValue(figures, 'niti_health', { check: 'database', state: 'ok' })).toBe(1)
})

test('health for other programs, and the whole section in use, light and dark', async ({ page }) => {
  await openSection(page)
  await page.getByRole('switch', { name: 'Health' }).click()
  const panel = page.getByRole('region', { name: 'Health' })
  const port = panel.getByRole('textbox', { name: 'Port' })
  await port.fill('0')
  await port.press('Enter')
  const address = panel.locator('code').filter({ hasText: /\/health$/ })
  await expect(address).toBeVisible()
  await expect(address).not.toContainText(':9464')
  const answer = await fetch((await address.textContent()) ?? '')
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ state: 'ok' })

  await page.getByRole('switch', { name: 'Prometheus' }).click()
  await page.getByRole('switch', { name: 'OpenTelemetry' }).click()
  await expect(page.getByRole('switch', { name: 'Send what was written' })).toHaveAttribute('aria-checked', 'false')
  await expectAccessible(page, 'other programs in use')
  await expectLaidOut(page, 'other programs in use')
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(page, 'other programs in use, dark')
})

test('a collector and a project that nobody answers at are said where they were entered; secrets are never shown', async ({
  page,
}) => {
  await openSection(page)
  await page.getByRole('switch', { name: 'OpenTelemetry' }).click()
  const otel = page.getByRole('region', { name: 'OpenTelemetry' })
  const endpoint = otel.getByRole('textbox', { name: 'Address of the collector' })
  await endpoint.fill('http://127.0.0.1:9/')
  await endpoint.press('Enter')
  await otel.getByRole('button', { name: 'Change the headers' }).click()
  await otel.getByRole('textbox', { name: 'Name of header 1' }).fill('authorization')
  await otel.getByLabel('value of authorization', { exact: true }).fill('Bearer marked-secret')
  await otel.getByRole('button', { name: 'Keep' }).click()
  await expect(otel.locator('code')).toHaveText('authorization')
  await otel.getByRole('button', { name: 'Send a test' }).click()
  await expect(otel.getByRole('alert').first()).toBeVisible()

  const sentry = page.getByRole('region', { name: 'Sentry' })
  await expect(page.getByRole('switch', { name: 'Sentry' })).toBeDisabled()
  await sentry.getByRole('button', { name: 'Enter' }).click()
  await sentry.getByLabel('Address of the project (DSN)').fill('nonsense')
  await sentry.getByRole('button', { name: 'Keep' }).click()
  await expect(sentry).toContainText(/not the address of a Sentry project|Invalid/)
  await sentry.getByLabel('Address of the project (DSN)').fill('http://markedkey@127.0.0.1:9/42')
  await sentry.getByRole('button', { name: 'Keep' }).click()
  await expect(sentry.locator('code')).toHaveText('127.0.0.1:9/42')
  await sentry.getByRole('button', { name: 'Send a test' }).click()
  await expect(sentry.getByRole('alert')).toBeVisible()
  await page.reload()
  await expect(sentry.locator('code')).toHaveText('127.0.0.1:9/42')
  expect(await page.content()).not.toContain('marked')
})
