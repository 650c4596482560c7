import type { Page } from '@playwright/test'
import { agentDocument, emptyAgent } from '../../shared/agents/agent.ts'
import { writeAgentFile } from '../../shared/agents/agent-file.ts'
import { expect, reopenApp, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { dropFiles, importWorkflow } from '../support/page-list.ts'

test.use({ openAi: {}, viewport: { width: 1280, height: 800 } })

const form = (page: Page) => page.getByRole('tabpanel', { name: 'Set-up' })
const tryOut = (page: Page) => page.getByRole('complementary', { name: 'Try-out' })
const card = (page: Page, name: string) =>
  page.getByRole('article').filter({ has: page.getByRole('link', { name, exact: true }) })
const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible()

async function openAgents(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Agents' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Agents' })).toBeVisible()
}

async function makeAgent(page: Page, name: string): Promise<void> {
  await openAgents(page)
  await page.getByRole('button', { name: 'New agent' }).first().click()
  await form(page).getByRole('textbox', { name: 'Name', exact: true }).first().fill(name)
  await saved(page)
}

async function publish(page: Page, note = ''): Promise<void> {
  await page.getByRole('button', { name: /^Publish/ }).click()
  const popover = page.getByRole('dialog', { name: 'Publish this agent' })
  await popover.getByRole('textbox').fill(note)
  await popover.getByRole('button', { name: 'Publish', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Published', exact: true })).toBeDisabled()
}

function fileOfAgent(name: string, text: string) {
  return { name, mimeType: 'application/json', buffer: Buffer.from(text) }
}

test('an agent is made, gets a tool, is published, and asks before it uses the tool', async ({ page, models, app }) => {
  await makeAgent(page, 'Calculator')
  await expectAccessible(page, 'an agent’s form')
  await expectLaidOut(page, 'an agent’s form')

  await form(page).getByRole('textbox', { name: 'Instructions' }).fill('You work out {{ topic }}.')
  await expect(form(page)).toContainText('There is no variable called “topic”.')
  await form(page).getByRole('button', { name: 'Add topic' }).click()
  await expect(form(page)).not.toContainText('There is no variable called')

  await form(page).getByRole('button', { name: 'Add tools' }).click()
  const picker = page.getByRole('dialog', { name: 'Add tools' })
  await expectAccessible(page, 'the choice of tools')
  await picker.getByRole('combobox').fill('run code')
  await page.keyboard.press('Enter')
  await expect(picker.getByRole('status')).toHaveText('1 tool chosen')
  await picker.getByRole('combobox').fill('message slack')
  await expect(picker.getByRole('option', { name: /Send a message/ }).first()).toBeVisible()
  await picker.getByRole('button', { name: 'Done' }).click()
  const tools = form(page).getByRole('list', { name: 'Tools' })
  // The sandbox reaches nothing, so that is allowed unless somebody says otherwise.
  await expect(tools.getByRole('radio', { name: 'Allow' })).toBeChecked()
  await tools.getByRole('radio', { name: 'Ask each time' }).click()
  await expect(tools.getByRole('radio', { name: 'Ask each time' })).toBeChecked()
  await tools.getByRole('button', { name: 'What the model is told of Run code' }).click()
  await expect(tools.getByText('run_code', { exact: true })).toBeVisible()
  await expect(tools.getByRole('region', { name: 'What run_code takes' })).toContainText('"properties"')
  await expectAccessible(page, 'what the model is told')
  await saved(page)
  await publish(page, 'The first one')

  models.answer({ text: 'I work it out.', toolCalls: [{ name: 'run_code', arguments: { code: 'return 6 * 7' } }] })
  models.answer({ text: 'It is **42**.' })
  const pane = tryOut(page)
  await pane.getByRole('textbox', { name: 'topic' }).fill('sums')
  await pane.getByRole('textbox', { name: 'Message' }).fill('What is six times seven?')
  await page.keyboard.press('Enter')
  const question = pane.getByRole('region', { name: /wants to use “Run code”/ })
  await expect(question).toContainText('return 6 * 7')
  await expectAccessible(page, 'a try-out that asks')
  await expectLaidOut(page, 'a try-out that asks')
  await question.getByRole('button', { name: 'Always for this agent' }).click()
  await expect(pane.getByText('42', { exact: true })).toBeVisible()
  expect(models.asked[0]?.instructions).toContain('You work out sums.')
  expect(
    models.asked[1]?.turns
      .at(-1)
      ?.results?.map(({ text }) => text)
      .join(),
  ).toContain('42')
  const log = pane.getByRole('log')
  await log.getByRole('button', { name: /Run code/ }).click()
  await expect(log.getByText('What the model was told')).toBeVisible()
  await expect(log.getByText(/^\$0\.\d+$/).first()).toBeVisible()
  await expect(log.getByRole('link', { name: 'Open the run' })).toHaveAttribute('href', /#\/runs\/run_/)
  await expectAccessible(page, 'a try-out that has answered')

  // What was said goes along, and what was allowed for good is not asked again.
  models.answer({ toolCalls: [{ name: 'run_code', arguments: { code: 'return 43' } }] })
  models.answer({ text: 'One more is 43.' })
  await pane.getByRole('textbox', { name: 'Message' }).fill('And one more?')
  await page.keyboard.press('Enter')
  await expect(pane.getByText('One more is 43.')).toBeVisible()
  expect(models.asked[2]?.turns.map(({ text }) => text)).toEqual(
    expect.arrayContaining([expect.stringContaining('six times seven'), expect.stringContaining('It is **42**.')]),
  )
  await page.getByRole('tab', { name: 'Allowed for good' }).click()
  const allowed = page.getByRole('tabpanel', { name: 'Allowed for good' })
  await expect(allowed.getByRole('listitem')).toContainText('Run code')
  await allowed.getByRole('button', { name: /^Ask again before/ }).click()
  await expect(allowed).toContainText('Nothing is allowed for good')

  await openAgents(page)
  await expect(card(page, 'Calculator')).toContainText('Published')
  await expect(card(page, 'Calculator')).toContainText(/\$0\.\d+ this month/)
  await reopenApp(page, app)
  await openAgents(page)
  await expect(card(page, 'Calculator')).toContainText('1 tool')
  await expectAccessible(page, 'the list of agents')
  await expectLaidOut(page, 'the list of agents')
})

test('versions come back, and notes are kept', async ({ page }) => {
  await makeAgent(page, 'Scout')
  await publish(page, 'As it began')
  await form(page)
    .getByRole('textbox', { name: /^Description/ })
    .fill('Looks around.')
  await expect(page.getByRole('button', { name: 'Publish changes' })).toBeVisible()
  await saved(page)
  await publish(page)
  await page.getByRole('tab', { name: 'Versions' }).click()
  const versions = page.getByRole('tabpanel', { name: 'Versions' })
  await expect(versions.getByRole('listitem')).toHaveCount(2)
  await versions.getByRole('button', { name: /As it began/ }).click()
  const sheet = page.getByRole('dialog', { name: 'Version 1' })
  await expectAccessible(page, 'a version of an agent')
  await sheet.getByRole('button', { name: 'Make it the draft again' }).click()
  await expect(form(page).getByRole('textbox', { name: /^Description/ })).toHaveValue('')
  await expect(page.getByRole('button', { name: 'Publish changes' })).toBeVisible()

  await page.getByRole('tab', { name: 'Notes' }).click()
  const notes = page.getByRole('tabpanel', { name: 'Notes' })
  await notes.getByRole('textbox', { name: 'Add a note' }).fill('Likes short answers.')
  await notes.getByRole('button', { name: 'Add a note' }).click()
  await notes.getByRole('button', { name: 'Edit: Likes short answers.' }).click()
  await notes.getByRole('textbox', { name: 'Save' }).fill('Likes lists.')
  await notes.getByRole('button', { name: 'Save' }).click()
  await expect(notes.getByRole('article')).toContainText('Likes lists.')
  await expectAccessible(page, 'an agent’s notes')
  await notes.getByRole('button', { name: 'Delete: Likes lists.' }).click()
  await expect(notes).toContainText('Nothing written down yet')
})

test('a draft that was changed elsewhere is told, and either one can be kept', async ({ page, context }) => {
  await makeAgent(page, 'Twice')
  const other = await context.newPage()
  await other.goto(page.url())
  // Both are typing before either hears of the other.
  await form(other)
    .getByRole('textbox', { name: /^Description/ })
    .waitFor()
  await Promise.all([
    form(page)
      .getByRole('textbox', { name: /^Description/ })
      .fill('From here'),
    form(other)
      .getByRole('textbox', { name: /^Description/ })
      .fill('From there'),
  ])
  const told = (window: Page) => window.getByRole('alert').filter({ hasText: 'changed elsewhere' })
  await Promise.any([page, other].map((window) => expect(told(window)).toBeVisible()))
  const loser = (await told(page).isVisible()) ? page : other
  const winner = loser === page ? other : page
  await loser.getByRole('button', { name: 'Keep mine' }).click()
  await expect(told(loser)).toBeHidden()
  const mine = loser === page ? 'From here' : 'From there'
  await expect(form(winner).getByRole('textbox', { name: /^Description/ })).toHaveValue(mine)
})

test('files come in and go out; what is broken is said', async ({ page }) => {
  await openAgents(page)
  await expect(page.getByRole('heading', { name: 'An agent works on a task until it is done' })).toBeVisible()
  await expectAccessible(page, 'no agents yet')
  const text = writeAgentFile(agentDocument.parse({ ...emptyAgent('From a file'), tags: ['given'], colour: 'teal' }))
  await dropFiles(page, page.getByRole('main').locator('> *').first(), [
    fileOfAgent('one.agent.json', text),
    fileOfAgent('two.agent.json', text.replace('From a file', 'Another')),
    fileOfAgent('bad.agent.json', '{"kind":"agent","format":1}'),
  ])
  await expect(page.getByText('2 agents imported')).toBeVisible()
  await expect(page.getByRole('alert')).toContainText('bad.agent.json was not imported.')
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await page.getByRole('button', { name: 'given' }).click()
  await expect(page.getByRole('article')).toHaveCount(2)
  await page.getByRole('searchbox', { name: 'Search agents' }).fill('anoth')
  await expect(page.getByRole('article')).toHaveCount(1)
  await card(page, 'Another').getByRole('button', { name: 'More for Another' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Export' }).click()
  expect((await download).suggestedFilename()).toBe('another.agent.json')
  await card(page, 'Another').getByRole('button', { name: 'More for Another' }).click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await expect(card(page, 'Another (copy)')).toBeVisible()
})

test('on the canvas: an agent from the palette, a tool by a wire, a run; in use it is not simply deleted', async ({
  page,
  models,
}) => {
  await makeAgent(page, 'Scout')
  await publish(page)
  await importWorkflow(
    page,
    sketchWorkflow('With an agent', 'start', {
      start: { type: 'manual' },
    }),
  )
  const editor = openEditor(page)
  await editor.card('Start').click()
  await editor.palette.getByRole('combobox').fill('Scout')
  await expect(editor.palette.getByRole('option', { name: 'Scout' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(editor.card('Scout')).toContainText('Scout · default model')
  await expect(editor.inspector.getByRole('button', { name: 'Agent', exact: true })).toContainText('Scout')
  await expect(editor.wires).toHaveCount(1)

  // From its foot to empty canvas: what is chosen there is its tool.
  const foot = editor.card('Scout').getByRole('img', { name: 'Output: tools' })
  await foot.hover()
  const box = await foot.boundingBox()
  if (!box) throw new Error('The agent has no place for tools.')
  await page.mouse.down()
  await page.mouse.move(box.x + 20, box.y + 60, { steps: 5 })
  await page.mouse.move(box.x + 6, box.y + 110, { steps: 5 })
  await page.mouse.up()
  await page.getByRole('dialog').getByRole('combobox').fill('http request')
  await page.keyboard.press('Enter')
  await expect(editor.card('HTTP request')).toContainText('Tool')
  await expect(editor.wires).toHaveCount(2)
  await editor.expectSaved()
  await expectAccessible(page, 'an agent with a tool on the canvas')

  models.answer({ text: 'Nothing to fetch.' })
  await editor.run.click()
  await expect(editor.runBar).toContainText('Succeeded')
  expect(models.asked[0]?.tools).toHaveLength(1)
  await expect(editor.card('HTTP request')).not.toContainText('skipped')
  await page.getByRole('button', { name: 'Tidy up' }).click()
  const agentBox = await editor.card('Scout').boundingBox()
  const toolBox = await editor.card('HTTP request').boundingBox()
  expect(toolBox?.y ?? 0).toBeGreaterThan((agentBox?.y ?? 0) + (agentBox?.height ?? 0))

  await openAgents(page)
  await card(page, 'Scout').getByRole('button', { name: 'More for Scout' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: '“Scout” is in use' })
  await expect(dialog.getByRole('link', { name: /With an agent/ })).toBeVisible()
  await expectAccessible(page, 'an agent in use')
  await dialog.getByRole('button', { name: 'Delete all the same' }).click()
  await expect(card(page, 'Scout')).toBeHidden()
})
