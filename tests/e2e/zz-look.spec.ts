import { openAppApi } from '../support/app-api.ts'
import { agentDocument } from '../../shared/agents/agent.ts'
import { expect, test } from '../support/app-test.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
const writeAgent = (one: object) => agentDocument.parse({ format: 1, kind: 'agent', name: 'Ada', instructions: 'You help.', ...one })
test.use({ openAi: {} })
const shots = '/tmp/niti/chat-shots'
const long = `Here is what I found.

## Prices

| City | Rent | Food |
|---|---:|---:|
| Zürich | 2,400 | 900 |
| Lisbon | 1,200 | 450 |

1. First *thing*
2. Second with \`code\` and a [link](https://example.com)

\`\`\`ts
export function add(a: number, b: number): number {
  // adds them
  return a + b
}
\`\`\`

> Quoted words.`
test('look', async ({ page, app, models }) => {
  const { api, close } = await openAppApi(page, app)
  await page.goto(`${app.origin}/#/chat`)
  await expect(page.getByText('Nobody to talk to yet')).toBeVisible()
  await page.screenshot({ path: `${shots}/empty.png` })
  const { agentId } = await api.agents.create({ document: writeAgent({ name: 'Ada Lovelace', description: 'Answers questions about numbers, and runs code where that helps.', model: 'openai/gpt-4o-mini', maxMicroUsd: 50_000, tools: [{ kind: 'code', permission: 'ask' }, { kind: 'http', hosts: ['example.com'] }, { kind: 'notes' }] }) })
  await api.agents.publish({ agentId })
  await api.agents.create({ document: writeAgent({ name: 'Not yet', colour: 'pink' }) })
  await page.reload()
  await expect(page.getByText('What can it do for you?')).toBeVisible()
  await page.screenshot({ path: `${shots}/new.png` })
  models.answer({ text: 'Let me work that out.', toolCalls: [{ name: 'run_code', arguments: { code: 'return 6 * 7' } }] })
  await page.getByLabel('Message', { exact: true }).fill('Compare the rents of Zürich and Lisbon for me')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Allow' })).toBeVisible()
  await page.waitForTimeout(300)
  await page.screenshot({ path: `${shots}/ask.png` })
  await expectAccessible(page, 'ask')
  await expectLaidOut(page, 'ask')
  const go = Promise.withResolvers<void>()
  models.answer({ text: long, chunks: 20, pause: { after: 12, until: go.promise }, usage: { inputTokens: 1000, outputTokens: 1000 } })
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
  await expect(page.getByText('Here is what I found.')).toBeVisible()
  await page.waitForTimeout(400)
  await page.screenshot({ path: `${shots}/streaming.png` })
  go.resolve()
  await expect(page.getByText('Quoted words.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Answer once more' })).toBeVisible()
  await page.getByRole('button', { name: /Run code/ }).first().click()
  await page.waitForTimeout(500)
  await page.screenshot({ path: `${shots}/done.png` })
  await expectAccessible(page, 'done')
  await expectLaidOut(page, 'done')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.waitForTimeout(300)
  await page.screenshot({ path: `${shots}/done-dark.png` })
  await expectAccessible(page, 'dark')
  close()
})
