import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { emptyAgent } from '../../shared/agents/agent.ts'
import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { drawGraph } from '../support/draw-workflow.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'

const usage = { inputTokens: 1_200, outputTokens: 90 }

test.use({
  openAi: {
    models: ['gpt-4o-mini'],
    respond(body) {
      const asked = JSON.stringify(body.messages)
      if (!asked.includes('You are the clerk.')) return { text: '**Dear Ada**, the kettle is fine.', usage }
      if (asked.includes('"role":"tool"')) return { text: 'It is 42.', usage }
      return { toolCalls: [{ name: 'run_code', arguments: { code: 'return 6 * 7' } }], usage }
    },
  },
})

const lines = "console.debug('looks around'); console.info('found three'); console.warn('one is odd'); return [1, 2, 3]"

const clerk = {
  ...emptyAgent('Clerk'),
  model: 'openai/gpt-4o-mini',
  instructions: 'You are the clerk.',
  tools: [{ kind: 'code', permission: 'allow' }],
}

function letters(greeting = 'Write a letter.') {
  return sketchWorkflow('Letters', 'start -> list -> each -> letter -> desk', {
    start: { type: 'manual' },
    list: { type: 'code', params: { code: lines } },
    each: {
      type: 'each',
      params: { items: '{{ list }}' },
      graph: drawGraph('double', { double: { type: 'code', params: { code: 'return item * 2' } } }),
    },
    letter: { type: 'prompt', params: { model: 'openai/gpt-4o-mini', prompt: greeting } },
    // A document is JSON, although its type knows of fields that are left out.
    desk: { type: 'agent', params: { definition: clerk as never, task: 'What is six by seven?' } },
  })
}

/** Runs it in the editor, and opens the run on its own page. */
async function runLetters(page: Page): Promise<void> {
  await importWorkflow(page, letters())
  await openEditor(page).run.click()
  await expect(openEditor(page).runBar).toContainText('Succeeded')
  await goTo(page, 'Runs')
  await expect(view(page, 'Timeline')).toBeVisible()
}

const view = (page: Page, name: string) =>
  page.getByRole('tablist', { name: 'How the run is shown' }).getByRole('tab', { name })

async function look(page: Page, where: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page, `${where}, ${colorScheme}`)
    await expectLaidOut(page, `${where}, ${colorScheme}`)
    if (process.env.RUN_PAGE_SHOTS) {
      await page.screenshot({ path: `${process.env.RUN_PAGE_SHOTS}/${where.replaceAll(' ', '-')}-${colorScheme}.png` })
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

test('the timeline shows each step as a bar, folds, zooms, and follows the arrow keys', async ({ page }) => {
  await runLetters(page)
  await view(page, 'Timeline').click()
  const tree = page.getByRole('tree', { name: 'Timeline of the run' })
  await expect(tree.getByRole('treeitem')).toContainText([
    ...['Letters', 'Waits for its turn', 'Start', 'List', 'Each', 'Round 1', 'Double', 'Round 2', 'Double', 'Round 3'],
    ...['Double', 'Letter', 'gpt-4o-mini', 'Desk', 'Clerk', 'gpt-4o-mini', 'Run code', 'gpt-4o-mini'],
  ])
  await tree.getByRole('button', { name: 'Fold Each' }).click()
  await expect(tree.getByRole('treeitem', { name: /Round/ })).toHaveCount(0)

  await tree.getByText('Letter', { exact: true }).click()
  await expect(page).toHaveURL(/span=letter/)
  await page.keyboard.press('ArrowDown')
  await expect(tree.getByRole('treeitem', { selected: true })).toContainText('gpt-4o-mini')
  await look(page, 'timeline')

  const zoomOut = page.getByRole('button', { name: 'Zoom out' })
  await expect(zoomOut).toBeDisabled()
  await page.getByRole('button', { name: 'Zoom in' }).click()
  await expect(zoomOut).toBeEnabled()
  await page.getByRole('button', { name: 'Show all of it' }).click()
  await expect(zoomOut).toBeDisabled()
})

test('a link to a step opens the trace with it chosen: its prompt and reply as messages, its tokens and price', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await runLetters(page)
  await view(page, 'Trace').click()
  const tree = page.getByRole('tree', { name: 'Trace of the run' })
  await tree
    .getByRole('treeitem', { name: /gpt-4o-mini/ })
    .first()
    .click()
  const details = page.getByRole('complementary', { name: 'What this step did' })
  await details.getByRole('button', { name: 'Copy a link to this step' }).click()
  const link = await page.evaluate<string>('navigator.clipboard.readText()')

  const fresh = await context.newPage()
  await fresh.goto(link)
  await expect(fresh.getByRole('treeitem', { selected: true })).toContainText('gpt-4o-mini')
  const step = fresh.getByRole('complementary', { name: 'What this step did' })
  await expect(step).toContainText('Write a letter.')
  await expect(step).toContainText('**Dear Ada**')
  await expect(step).toContainText('1,200')
  await expect(step).toContainText('First token after')
  await step.getByRole('radio', { name: 'Formatted' }).click()
  await expect(step.locator('strong', { hasText: 'Dear Ada' })).toBeVisible()
  await look(fresh, 'trace')

  await fresh.getByRole('treeitem', { name: /Run code/ }).click()
  await expect(step).toContainText('return 6 * 7')
  await expect(step).toContainText('42')
  await look(fresh, 'tool call')
})

test('the log is told by level, by node and by words, and is saved as it is shown', async ({ page }) => {
  await runLetters(page)
  await view(page, 'Log').click()
  const log = page.getByRole('log', { name: 'Log of the run' })
  await expect(log).toContainText('looks around')
  await page.getByRole('combobox', { name: 'Level' }).click()
  await page.getByRole('option', { name: 'Warnings' }).click()
  await expect(log.getByRole('button')).toHaveText([/warn.*one is odd/])
  await page.getByRole('combobox', { name: 'Level' }).click()
  await page.getByRole('option', { name: 'All steps' }).click()
  await page.getByRole('combobox', { name: 'Node' }).click()
  await page.getByRole('option', { name: 'each', exact: true }).click()
  await page.getByRole('textbox', { name: 'Search the log' }).fill('round')
  await expect(log.getByRole('button')).toHaveCount(4)
  await look(page, 'log')
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save these lines as a file' }).click()
  const saved = readFileSync(await (await saving).path(), 'utf8')
  expect(saved.trim().split('\n')).toHaveLength(4)
  expect(saved).toMatch(/debug {2}each {2}has 3 rounds/)
})

test('a run is saved whole as JSON, and as OpenTelemetry traces without what was said unless asked', async ({
  page,
}) => {
  await runLetters(page)
  const save = async (choose: () => Promise<void>) => {
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    await choose()
    return readFileSync(await (await saving).path(), 'utf8')
  }
  const whole = JSON.parse(await save(() => page.getByRole('menuitem', { name: /As JSON/ }).click()))
  expect(whole).toMatchObject({ format: 'niti-run', run: { status: 'succeeded' }, document: { name: 'Letters' } })
  expect(whole.events.at(-1)).toMatchObject({ type: 'run-finished', status: 'succeeded' })

  const traces = async (withContent: boolean) =>
    save(async () => {
      await page.getByRole('menuitem', { name: /OpenTelemetry/ }).click()
      const dialog = page.getByRole('dialog')
      if (withContent) await dialog.getByRole('checkbox', { name: 'With what was said' }).click()
      else await look(page, 'export')
      await dialog.getByRole('button', { name: 'Save the file' }).click()
    })
  const bare = await traces(false)
  expect(JSON.parse(bare).resourceSpans[0].scopeSpans[0].spans[0].name).toBe('invoke_workflow Letters')
  expect(bare).not.toContain('Dear Ada')
  expect(await traces(true)).toContain('Dear Ada')
})

test('two runs side by side: what changed, which nodes went another way, and their texts line by line', async ({
  page,
}) => {
  await runLetters(page)
  await page.getByRole('link', { name: 'Open the workflow' }).click()
  const editor = openEditor(page)
  await editor.card('Letter').click()
  await editor.tab('Set-up').click()
  await editor.field('Prompt').click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Write a poem.')
  await editor.expectSaved()
  await editor.run.click()
  await expect(editor.runBar).toContainText('Succeeded')
  await goTo(page, 'Runs')
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('option').first().click()
  await expect(page.getByRole('heading', { name: 'Two runs side by side' })).toBeVisible()
  await expect(page).toHaveURL(/\/with\//)
  const steps = page.getByRole('list', { name: 'Steps' })
  await expect(steps.getByRole('button', { name: /Letter/ })).toContainText('Settings, Prompt')
  await expect(steps.getByRole('button', { name: /Start/ })).toHaveCount(0)
  await steps.getByRole('button', { name: /Letter/ }).click()
  const prompt = page.getByRole('list', { name: 'Prompt' })
  await expect(prompt).toContainText('Removed: Write a poem.')
  await expect(prompt).toContainText('Added: Write a letter.')
  await look(page, 'comparison')
  await page.getByRole('button', { name: 'Swap the two' }).click()
  await steps.getByRole('button', { name: /Letter/ }).click()
  await expect(prompt).toContainText('Removed: Write a letter.')
  await page.getByRole('checkbox', { name: 'Only differences' }).click()
  await expect(steps.getByRole('button', { name: /Start/ })).toBeVisible()
})
