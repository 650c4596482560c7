import type { Page } from '@playwright/test'
import { type AgentDocument, agentDocument } from '../../shared/agents/agent.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { openAppApi } from '../support/app-api.ts'
import type { AppServer } from '../support/app-server.ts'
import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'

test.use({ openAi: {} })

const code = 'return 6 * 7'
const usage = { inputTokens: 1_000, outputTokens: 1_000 }

/** An agent that asks a scripted model, published. */
async function makeAgent(page: Page, app: AppServer, more: Partial<AgentDocument> = {}): Promise<string> {
  const { api, close } = await openAppApi(page, app)
  const document = agentDocument.parse({
    ...{ format: 1, kind: 'agent', name: 'Ada', instructions: 'You help.', model: 'openai/gpt-4o-mini' },
    ...more,
  })
  const { agentId } = await api.agents.create({ document })
  await api.agents.publish({ agentId })
  close()
  return agentId
}

const message = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const log = (page: Page) => page.getByRole('log', { name: 'Messages' })
const answers = (page: Page) => log(page).getByRole('article', { name: 'Ada' })

async function say(page: Page, words: string): Promise<void> {
  await message(page).fill(words)
  await page.keyboard.press('Enter')
}

test('from nobody to talk to, to an answer that asked before it used a tool', async ({ page, app, models }) => {
  await page.goto(`${app.origin}/#/chat`)
  await expect(page.getByText('Nobody to talk to yet')).toBeVisible()
  await expectAccessible(page, 'the empty page')
  await makeAgent(page, app, { tools: [{ kind: 'code', permission: 'ask' }] })
  await page.reload()

  const goOn = Promise.withResolvers<void>()
  await test.step('the question stands where the answer comes in, and nothing is sent before it is answered', async () => {
    models.answer({ text: 'Let me see.', toolCalls: [{ name: 'run_code', arguments: { code } }], usage })
    await expect(page.getByRole('radio', { name: /Ada/ })).toBeChecked()
    await say(page, 'Six times seven?')
    await expect(answers(page).getByText('Let me see.')).toBeVisible()
    const question = page.getByRole('region', { name: '“Ada” wants to use “Run code”' })
    await expect(question.getByText(code)).toBeVisible()
    await expect(page.getByRole('button', { name: 'Answer', exact: true })).toHaveCount(0)
    await expectAccessible(page, 'a question')
    await expectLaidOut(page, 'a question')
    const text = 'It is **42**, and `6 * 7` says so.'
    models.answer({ text, chunks: ['It is **42**,', text.slice(13)], pause: { after: 1, until: goOn.promise }, usage })
    await question.getByRole('button', { name: 'Allow', exact: true }).click()
  })

  await test.step('text is there while it is written', async () => {
    await expect(answers(page).getByText('It is 42,')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible()
    goOn.resolve()
    await expect(answers(page).getByText('says so.')).toBeVisible()
  })

  await test.step('what it cost, and what the tool did', async () => {
    await expect(answers(page).locator('footer')).toContainText('$0.0015')
    await expect(answers(page).locator('footer')).toContainText('4,000 tokens')
    await expect(page.getByRole('complementary', { name: 'who answers' })).toContainText('$0.0015')
    await answers(page)
      .getByRole('button', { name: /Run code/ })
      .click()
    await expect(answers(page).getByText('What the model was told')).toBeVisible()
    await expect(answers(page).getByText('42', { exact: true }).last()).toBeVisible()
    await expectAccessible(page, 'an answer')
    await page.emulateMedia({ colorScheme: 'dark' })
    await expectAccessible(page, 'an answer in the dark')
  })
})

test('stop, try again, edit, and the way back to what was said before', async ({ page, app, models }) => {
  await makeAgent(page, app)
  await page.goto(`${app.origin}/#/chat`)
  await page.reload()
  const held = models.answer({ text: 'One two', chunks: ['One', ' two'], stopAfter: { pieces: 1, by: 'hold' } })
  await say(page, 'Count')
  await expect(answers(page).getByText('One', { exact: true })).toBeVisible()
  await message(page).focus()
  await page.keyboard.press('Escape')
  await held.clientLeft
  await expect(answers(page).getByText('Stopped before it was done')).toBeVisible()
  await expect(answers(page).getByText('One', { exact: true })).toBeVisible()

  models.answer({ text: 'One two three' })
  await answers(page).getByRole('button', { name: 'Try again' }).click()
  await expect(answers(page).getByText('One two three')).toBeVisible()
  const versions = answers(page).getByRole('group', { name: 'Versions' })
  await expect(versions).toContainText('2/2')

  models.answer({ text: 'Ten nine' })
  await log(page).getByRole('article', { name: 'You' }).hover()
  await page.getByRole('button', { name: 'Edit the message' }).click()
  await page.getByRole('textbox', { name: 'Edit the message' }).fill('Count down')
  await page.keyboard.press('Enter')
  await expect(answers(page).getByText('Ten nine')).toBeVisible()
  const mine = log(page).getByRole('article', { name: 'You' }).getByRole('group', { name: 'Versions' })
  await expect(mine).toContainText('2/2')
  await mine.getByRole('button', { name: 'The version before' }).click()
  await expect(answers(page).getByText('One two three')).toBeVisible()
  await versions.getByRole('button', { name: 'The version before' }).click()
  await expect(answers(page).getByText('Stopped before it was done')).toBeVisible()
  // The branch that was shown is shown again.
  await page.reload()
  await expect(answers(page).getByText('Stopped before it was done')).toBeVisible()
})

test('an answer goes on over a reload, and a conversation is found, renamed and deleted', async ({
  page,
  app,
  models,
}) => {
  await makeAgent(page, app)
  await page.goto(`${app.origin}/#/chat`)
  await page.reload()
  const goOn = Promise.withResolvers<void>()
  models.answer({ text: 'Half and half', chunks: ['Half', ' and half'], pause: { after: 1, until: goOn.promise } })
  await say(page, 'The whole of it')
  await expect(answers(page).getByText('Half')).toBeVisible()
  await page.reload()
  await expect(answers(page).getByText('Half')).toBeVisible()
  goOn.resolve()
  await expect(answers(page).getByText('Half and half')).toBeVisible()
  await expect(message(page)).toBeFocused()

  const list = page.getByRole('navigation', { name: 'Conversations' })
  await page.getByRole('searchbox', { name: 'Search conversations' }).fill('hal')
  await expect(list.locator('mark').first()).toHaveText('Half')
  await page.getByRole('searchbox', { name: 'Search conversations' }).fill('nowhere')
  await expect(list.getByText('Nothing found')).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search conversations' }).fill('')
  await list.getByRole('link').hover()
  await list.getByRole('button', { name: /What to do with/ }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'Name of the conversation' }).fill('Halves')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Halves' })).toBeVisible()
  await list.getByRole('link').hover()
  await list.getByRole('button', { name: /What to do with/ }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Export as Markdown' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('halves.md')
  await list.getByRole('link').hover()
  await list.getByRole('button', { name: /What to do with/ }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('What can it do for you?')).toBeVisible()
  await expect(list.getByText('Nothing has been said yet.')).toBeVisible()
})

test('a workflow with a start for chats answers, and files go along', async ({ page, app }) => {
  const { api, close } = await openAppApi(page, app)
  const echo = sketchWorkflow('Echo', 'chat -> reply', {
    chat: { type: 'chat' },
    reply: { type: 'template', params: { text: 'Got {{ chat.files.length }}: {{ chat.message }}' } },
  })
  await api.workflows.import({ text: writeWorkflowFile(echo) })
  close()
  await page.goto(`${app.origin}/#/chat`)
  await page.reload()
  await expect(page.getByRole('radio', { name: /Echo/ })).toBeChecked()
  await page.locator('input[type=file]').setInputFiles([
    { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('Some words') },
    { name: 'other.txt', mimeType: 'text/plain', buffer: Buffer.from('Other words') },
  ])
  await page.getByRole('button', { name: 'Remove other.txt' }).click()
  await say(page, 'What is this?')
  await expect(log(page).getByText('Got 1: What is this?')).toBeVisible()
  const sent = log(page).getByRole('article', { name: 'You' })
  await expect(sent.getByText('note.txt', { exact: true })).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    sent.getByRole('button', { name: /note\.txt/ }).click(),
  ])
  expect(download.suggestedFilename()).toBe('note.txt')
})
