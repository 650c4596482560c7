import { test, expect } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { openEditor } from '../support/page-editor.ts'
import { importWorkflow } from '../support/page-list.ts'
const dir = '/tmp/niti/scr-shots'
for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 1280, height: 800 } })
    test('look', async ({ page }) => {
      const shot = (name: string) => page.screenshot({ path: `${dir}/${name}-${colorScheme}.png` })
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Agents' }).click()
      await page.getByRole('region', { name: 'Begin from an example' }).getByRole('button', { name: /First steps/ }).click()
      await page.getByRole('textbox', { name: 'Message', exact: true }).fill('What is 6 times 7? Run code for it.')
      await page.keyboard.press('Enter')
      await page.waitForTimeout(2500)
      await shot('try')
      const allow = page.getByRole('button', { name: 'Allow', exact: true })
      if (await allow.count()) { await allow.first().click(); await page.waitForTimeout(1500) }
      await page.getByRole('log').getByRole('button').first().click().catch(() => {})
      await shot('try-2')
      const agent = { agent: { type: 'agent', title: 'Writer', params: { definition: { format: 1, kind: 'agent', name: 'Writer', instructions: 'You write {{ what }}.', colour: 'pink', tools: [{ kind: 'read-page' }] } } } }
      await importWorkflow(page, sketchWorkflow('Tools', 'start -> agent -> after, agent:tools -> fetch, agent:tools -> code', {
        start: { type: 'manual' }, fetch: { type: 'http-request', params: { url: '' } }, code: { type: 'code', title: 'Sums' }, after: { type: 'template' }, ...agent,
      } as never))
      const editor = openEditor(page)
      await editor.card('Writer').click()
      await page.getByRole('button', { name: 'Tidy up' }).click()
      await page.waitForTimeout(1200)
      await shot('canvas')
      await editor.palette.getByRole('combobox').fill('agent')
      await page.waitForTimeout(300)
      await editor.card('HTTP request').click()
      await page.waitForTimeout(600)
      await shot('canvas-tool')
    })
  })
}
