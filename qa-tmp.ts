import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright'
import { AxeBuilder } from '@axe-core/playwright'
import { startAppServer } from './tests/support/app-server.ts'
import { sketchWorkflow } from './tests/support/app-workflows.ts'
import { drawWorkflow } from './tests/support/draw-workflow.ts'
import { startOpenAiServer } from './tests/support/openai-server.ts'
import { openEditor } from './tests/support/page-editor.ts'
import { importWorkflow } from './tests/support/page-list.ts'

const out = process.argv[2] ?? '/tmp/niti/cc-shots'
mkdirSync(out, { recursive: true })
const usage = { inputTokens: 812, outputTokens: 400 }
const models = await startOpenAiServer({ respond: () => ({ text: 'A fine answer, written at length.', usage }) })
const app = await startAppServer({ env: { OPENAI_API_KEY: 'sk-test-0123456789', OPENAI_BASE_URL: models.url } })
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
const page = await context.newPage()
page.setDefaultTimeout(6000)
page.on('console', (m) => { if (m.type() === 'error') console.log('console', m.text()) })
page.on('pageerror', (e) => console.log('pageerror', e.message))
const shot = async (name: string) => {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await page.waitForTimeout(300)
    await page.screenshot({ path: `${out}/${name}-${theme}.png` })
    const { violations } = await new AxeBuilder({ page }).analyze()
    for (const v of violations) if (v.impact === 'serious' || v.impact === 'critical') console.log('axe', name, theme, v.id, v.nodes.map((n) => n.target.join(' ') + ' ' + n.html.slice(0, 120)).join('\n   '))
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
const attempt = async (what: string, act: () => Promise<unknown>) => { try { await act() } catch (e) { console.log(what, String(e).split('\n').slice(0, 3).join(' ')) } }
try {
  await page.goto(app.url)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  const editor = openEditor(page)
  const ask = (model: string, prompt: string) => ({ type: 'prompt', params: { model, prompt } })
  await importWorkflow(page, sketchWorkflow('Letters', 'start -> plan -> each -> sum -> write', {
    start: { type: 'manual' },
    plan: ask('openai/gpt-4o', 'Plan the week of a small shop with three people, in ten steps.'),
    each: { type: 'each', params: { items: '{{ ["Ada", "Bob", "Cyd"] }}' }, graph: drawWorkflow('ask', { ask: ask('openai/gpt-4o-mini', 'Write to {{ item }}') }) },
    sum: ask('openai/gpt-4o-mini', 'Sum up {{ each }}'),
    write: { type: 'template', params: { text: '{{ sum }}' } },
  }))
  await page.waitForTimeout(1200)
  await shot('01-before')
  await attempt('chip', async () => { await editor.runBar.getByRole('button', { name: /about|unknown|at most/ }).click(); await page.waitForTimeout(700) })
  await shot('02-chip')
  await page.keyboard.press('Escape')
  await editor.runBar.getByRole('button', { name: 'Choose where to begin' }).click()
  await shot('03-menu')
  await page.getByRole('menuitem', { name: /Dry run/ }).click()
  await page.getByRole('dialog').waitFor()
  await page.waitForTimeout(800)
  await shot('04-report')
  console.log('requests after dry run', models.requests.length)
  await page.keyboard.press('Escape')
  await shot('05-after-dry')
  await editor.runBar.getByRole('button', { name: 'What it would cost' }).click()
  await page.waitForTimeout(500)
  await page.getByRole('button', { name: 'Run for real' }).click()
  await page.waitForTimeout(300)
  await shot('06-running')
  await editor.runBar.getByText('Succeeded').waitFor()
  await shot('07-after')
  await editor.card('Plan').click()
  await shot('08-inspector')
  await editor.tab('Trace').click()
  await shot('09-trace')
  await editor.runBar.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: /What would it have cost/ }).click()
  await page.waitForTimeout(800)
  await shot('10-compare')
  await page.keyboard.press('Escape')
  await editor.dockTab('History').click()
  await shot('11-history')
  await page.goto(`${app.origin}/#/runs`)
  await page.waitForTimeout(1000)
  await shot('12-runs')
  await page.getByRole('link', { name: /Dry run/ }).first().click()
  await page.waitForTimeout(800)
  await shot('13-runs-dry')
  await page.getByRole('button', { name: 'What it would cost' }).click()
  await page.waitForTimeout(800)
  await shot('14-runs-report')
} catch (error) {
  console.log('FAILED', String(error).slice(0, 600))
  await page.screenshot({ path: `${out}/failed.png` })
} finally {
  await browser.close()
  await app.close()
  await models.close()
}
