import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'

const script = resolve(import.meta.dirname, '../support/mcp-server.mjs')

/** What a server's documentation would give. */
function configOf(name: string, args: string[] = [], env: Record<string, string> = {}): string {
  return JSON.stringify({ mcpServers: { [name]: { command: process.execPath, args: [script, ...args], env } } })
}

async function openServers(page: Page): Promise<void> {
  await goTo(page, 'Integrations')
  await page
    .getByRole('navigation', { name: 'Integrations' })
    .getByRole('link', { name: /^MCP servers/ })
    .click()
}

async function paste(page: Page, config: string): Promise<void> {
  await page.getByRole('button', { name: 'Add server' }).click()
  const sheet = page.getByRole('dialog', { name: 'Add an MCP server' })
  await sheet.getByRole('textbox', { name: 'Configuration' }).fill(config)
  await sheet.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(sheet).toBeHidden()
}

const card = (page: Page, title: string) =>
  page.getByRole('list', { name: 'MCP servers' }).getByRole('listitem', { name: title, exact: true })

test('a server is pasted, runs, shows its tools and its log, is switched off and on, and removed', async ({ page }) => {
  await openServers(page)
  await expect(page.getByText('No MCP server yet')).toBeVisible()
  await expectAccessible(page, 'the empty page')
  await page.getByRole('button', { name: 'Add server' }).click()
  const sheet = page.getByRole('dialog', { name: 'Add an MCP server' })
  await expectAccessible(page, 'the sheet')
  await sheet.getByRole('textbox', { name: 'Configuration' }).fill('{ "mcpServers": { "notes": {} } }')
  await expect(sheet.getByRole('alert')).toContainText('neither a')
  await sheet
    .getByRole('textbox', { name: 'Configuration' })
    .fill(configOf('notes', [], { MCP_TOKEN: 'canary-51c0ffee' }))
  await expect(sheet.getByText('Found: notes')).toBeVisible()
  await sheet.getByRole('button', { name: 'Look through it first' }).click()
  await expect(sheet.getByRole('textbox', { name: 'Program' })).toHaveValue(process.execPath)
  await expect(sheet.getByText(/runs on this machine with your rights/)).toBeVisible()
  await expectAccessible(page, 'the form')
  await expectLaidOut(page, 'the form')
  await sheet.getByRole('button', { name: 'Add', exact: true }).click()

  const notes = card(page, 'notes')
  await expect(notes.getByText('Running')).toBeVisible()
  await expect(notes.getByText('test-server 1.2.3')).toBeVisible()
  await notes.getByRole('button', { name: '11 tools' }).click()
  await expect(notes.getByText('Does structured.')).toBeVisible()
  await notes.getByRole('button', { name: 'What it asks for: echo' }).click()
  await expect(notes.getByText('"type": "object"').first()).toBeVisible()
  await expectAccessible(page, 'the list with tools')
  await expectLaidOut(page, 'the list with tools')
  await notes.getByRole('button', { name: 'Log' }).click()
  await expect(notes.getByRole('region', { name: 'Log of notes' })).toContainText('my token is [hidden]')
  await expectAccessible(page, 'the list with a log')
  expect(await page.content()).not.toContain('canary-51c0ffee')

  await notes.getByRole('switch', { name: 'notes is switched on' }).click()
  await expect(notes.getByText('Switched off')).toBeVisible()
  await notes.getByRole('switch', { name: 'notes is switched on' }).click()
  await expect(notes.getByText('Running')).toBeVisible()
  await notes.getByRole('button', { name: 'Restart notes' }).click()
  await expect(notes.getByText('Running')).toBeVisible()

  await notes.getByRole('button', { name: 'More about notes' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit “notes”' })
  await expect(edit.getByPlaceholder('Kept as it is')).toHaveValue('')
  await edit.getByRole('textbox', { name: 'Name', exact: false }).first().fill('my notes')
  await edit.getByRole('button', { name: 'Save' }).click()
  const renamed = card(page, 'my notes')
  await expect(renamed.getByText('Running')).toBeVisible()
  await expect(renamed.getByRole('region', { name: 'Log of my notes' })).toContainText('my token is [hidden]')

  await renamed.getByRole('button', { name: 'More about my notes' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('No MCP server yet')).toBeVisible()
})

test('one that does not work says why, when it is tried again, and what it wrote', async ({ page }) => {
  await openServers(page)
  await paste(page, configOf('broken', ['ends']))
  const broken = card(page, 'broken')
  await expect(broken.getByText('Failing')).toBeVisible()
  await expect(broken.getByRole('alert')).toContainText('ended with code 3 before it had answered')
  await broken.getByRole('button', { name: 'Log' }).click()
  await expect(broken.getByRole('region', { name: 'Log of broken' })).toContainText('no licence')
})

test('a node asks a tool of the server that was chosen in its form, and nothing is left of it when the app ends', async ({
  page,
  app,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'niti-mcp-'))
  const diary = join(folder, 'diary')
  await openServers(page)
  await paste(page, configOf('notes', ['family', diary]))
  await expect(card(page, 'notes').getByText('Running')).toBeVisible()
  const document = sketchWorkflow('Ask', 'ask', {
    ask: { type: 'mcp-tool', title: 'Ask', params: { tool: 'echo', input: { text: 'tea for two' } } },
  })
  await importWorkflow(page, document)
  const editor = openEditor(page)
  await editor.card('Ask').click()
  await editor.inspector.getByRole('combobox', { name: 'Server' }).click()
  await page.getByRole('option', { name: 'notes' }).click()
  await expectAccessible(page, 'the form of the node')
  await editor.run.click()
  await expect(editor.runBar).toContainText('Succeeded')
  await editor.tab('Output').click()
  await expect(editor.inspector.getByText('tea for two')).toBeVisible()
  const pids = readFileSync(diary, 'utf8').match(/\d+/g)?.map(Number) ?? []
  expect(pids).toHaveLength(2)
  await page.goto('about:blank')
  await app.close()
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow()
  rmSync(folder, { recursive: true })
})
