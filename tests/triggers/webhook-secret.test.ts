import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createStrictHost } from '../support/strict-host.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { publish, runsOf, triggerOf, until } from '../support/trigger-engine.ts'

const secret = 'CANARY-open-sesame-5Kd'

const document = (params: object, version: number) =>
  drawWorkflow('call -> say', {
    call: { type: 'webhook', version, params: { ...params } },
    say: { type: 'template', params: { text: 'Got {{ call.body }}' } },
  })
/** As version 1 of the node wrote it: the secret stands in the document. */
const old = document({ secretHeader: 'X-Secret', secret }, 1)
const current = document({ secretHeader: 'X-Secret' }, 2)

async function openListening(options: Parameters<typeof openTestEngine>[0] = {}) {
  const engine = await openTestEngine(options)
  await engine.client.settings.change({ webhookPort: 0 })
  return engine
}

const urlOf = (engine: Engine, workflowId: string) =>
  until('the webhook has an address', async () => (await triggerOf(engine, workflowId)).url ?? undefined)

async function callWith(engine: Engine, workflowId: string, headers: Record<string, string>) {
  const reply = await fetch(await urlOf(engine, workflowId), { method: 'POST', headers })
  return { status: reply.status, body: (await reply.json()) as { error?: string } }
}

const statusWith = async (engine: Engine, workflowId: string, value: string) =>
  (await callWith(engine, workflowId, { 'x-secret': value })).status

function filesThatSay(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text))
}

test('the secret of a file of version 1 is sealed as it is imported: it lets callers in and is readable nowhere', async () => {
  const engine = await openListening()
  const { client } = engine
  const workflowId = await publish(engine, old)
  expect(await statusWith(engine, workflowId, secret)).toBe(202)
  expect(await statusWith(engine, workflowId, 'guess')).toBe(401)
  const [run] = await runsOf(engine, workflowId, 1)
  expect(JSON.stringify(run)).not.toContain(secret)
  const open = await client.workflows.get({ workflowId })
  expect(open.document.nodes.call).toMatchObject({ version: 2, params: { secretHeader: 'X-Secret' } })
  expect(open.publication.hasUnpublishedChanges).toBe(false)
  expect((await client.workflows.export({ workflowId })).text).not.toContain(secret)
  const at = { workflowId, node: 'call' }
  expect(await client.triggers.webhookSetup(at)).toMatchObject({ secret: { isSet: true, shown: null } })
  await engine.close()
  expect(filesThatSay(engine.dataDir, secret)).toEqual([])
})

test('a header without a secret refuses every call and says at the trigger what to do; then it is set, renewed, removed', async () => {
  const engine = await openListening()
  const { triggers } = engine.client
  const workflowId = await publish(engine, current)
  const at = { workflowId, node: 'call' }
  const url = await urlOf(engine, workflowId)
  for (const value of ['', 'guess']) {
    const { status, body } = await callWith(engine, workflowId, { 'x-secret': value })
    expect([status, body.error]).toEqual([401, 'No secret is set for this address, so no call can be let in.'])
  }
  expect((await callWith(engine, workflowId, {})).status).toBe(401)
  expect((await triggerOf(engine, workflowId)).error).toMatch(
    /^No secret is set for the header X-Secret, so every call is refused\. Make or enter one/,
  )
  expect(await triggers.webhookSetup(at)).toMatchObject({
    steps: [`Call ${url} with POST.`, 'Send the secret in the header X-Secret.'],
    values: [
      { title: 'Address', value: url },
      { title: 'Header', value: 'X-Secret' },
    ],
    secret: { from: 'niti', isSet: false, shown: null },
  })

  expect(await triggers.setSecret({ ...at, secret })).toEqual({ made: null })
  expect((await triggerOf(engine, workflowId)).error).toBeNull()
  expect(await statusWith(engine, workflowId, secret)).toBe(202)
  expect(await statusWith(engine, workflowId, secret.slice(1))).toBe(401)
  // Two lines: the old and the new one are good while callers change over.
  await triggers.setSecret({ ...at, secret: `${secret}\nthe-next-one` })
  expect(await statusWith(engine, workflowId, 'the-next-one')).toBe(202)
  expect(await statusWith(engine, workflowId, secret)).toBe(202)
  const { made } = await triggers.setSecret(at)
  expect(await statusWith(engine, workflowId, secret)).toBe(401)
  expect(await statusWith(engine, workflowId, made ?? '')).toBe(202)
  expect(JSON.stringify(await triggers.webhookSetup(at))).not.toContain(made)
  await triggers.setSecret({ ...at, secret: null })
  expect(await statusWith(engine, workflowId, made ?? '')).toBe(401)
  await runsOf(engine, workflowId, 4)
})

test('a secret is not noted in runs either where the published version asks for it no more', async () => {
  const engine = await openListening()
  const workflowId = await publish(engine, current)
  const at = { workflowId, node: 'call' }
  await engine.client.triggers.setSecret({ ...at, secret })
  const { revision } = await engine.client.workflows.get({ workflowId })
  const edits = [{ kind: 'set-params' as const, at: [], id: 'call', params: {} }]
  await engine.client.workflows.edit({ workflowId, revision, edits })
  await engine.client.workflows.publish({ workflowId })
  expect(await statusWith(engine, workflowId, secret)).toBe(202)
  await runsOf(engine, workflowId, 1)
  expect(await engine.client.triggers.webhookSetup(at)).toMatchObject({ secret: { isSet: true } })
  await engine.client.triggers.setSecret({ ...at, secret: null })
  expect(await engine.client.triggers.webhookSetup(at)).toMatchObject({ secret: null })
  await engine.close()
  expect(filesThatSay(engine.dataDir, secret)).toEqual([])
})

test('what brings a secret into a draft later is taken out of it as well: a pasted node, an old document', async () => {
  const engine = await openListening()
  const { client } = engine
  const workflowId = await publish(engine, current)
  const node = old.nodes.call
  if (!node) throw new Error('the workflow has its webhook')
  const edit = async (edits: Parameters<typeof client.workflows.edit>[0]['edits']) => {
    const { revision } = await client.workflows.get({ workflowId })
    await client.workflows.edit({ workflowId, revision, edits })
  }
  await edit([{ kind: 'add-node', at: [], id: 'second', node }])
  await edit([{ kind: 'set-params', at: [], id: 'call', params: { secretHeader: 'X-Secret', secret } }])
  await edit([{ kind: 'replace-document', document: old }])
  const { document: draft, revision } = await client.workflows.get({ workflowId })
  expect(draft.nodes.call?.params).toEqual({ secretHeader: 'X-Secret' })
  const point = { kind: 'revision' as const, revision: revision - 1 }
  const { document: before } = await client.versions.document({ workflowId, point })
  expect(before.nodes.second?.params).toEqual({ secretHeader: 'X-Secret' })
  await client.workflows.publish({ workflowId })
  expect(await statusWith(engine, workflowId, secret)).toBe(202)
  await engine.close()
  expect(filesThatSay(engine.dataDir, secret)).toEqual([])
})

/** The data folder as an older version of Niti left it: published, with the secret in the clear, nothing sealed. */
async function openOldFolder() {
  const first = await openListening()
  const workflowId = await publish(first, current)
  const { dataDir } = first
  await first.close()
  const db = new Database(join(dataDir, 'niti.db'))
  const { $schema: _, ...stored } = JSON.parse(writeWorkflowFile(old))
  const text = JSON.stringify({ ...stored, name: current.name })
  db.prepare('UPDATE workflows SET document = ?').run(text)
  db.prepare('UPDATE documents SET document = ?').run(text)
  db.prepare("UPDATE triggers SET params = json_set(params, '$.secret', ?)").run(secret)
  db.close()
  return { workflowId, dataDir }
}

test('a workflow that was published with its secret in the clear goes on letting its callers in, once', async () => {
  const { workflowId, dataDir } = await openOldFolder()
  const open = async () => {
    const engine = await openTestEngine({ dataDir })
    await until('it listens', async () => (await triggerOf(engine, workflowId)).url)
    return engine
  }
  const engine = await open()
  expect(
    await until('the old secret is good', async () => (await statusWith(engine, workflowId, secret)) === 202),
  ).toBe(true)
  expect(await statusWith(engine, workflowId, 'guess')).toBe(401)
  await engine.client.triggers.setSecret({ workflowId, node: 'call', secret: null })
  await engine.close()

  // Removed by the person, it does not come back out of the old version.
  const again = await open()
  await until('its triggers are settled', async () => again.listensAt())
  expect((await triggerOf(again, workflowId)).error).toMatch(/^No secret is set/)
  expect(await statusWith(again, workflowId, secret)).toBe(401)
  await again.close()
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  expect(JSON.stringify(db.prepare('SELECT params FROM triggers').all())).not.toContain(secret)
  db.close()
})

test('an old draft is rid of its secret as it is opened, and the next version has none', async () => {
  const { workflowId, dataDir } = await openOldFolder()
  const engine = await openTestEngine({ dataDir })
  const { client } = engine
  const { document: draft } = await client.workflows.get({ workflowId })
  expect(draft.nodes.call?.params).toEqual({ secretHeader: 'X-Secret' })
  const { version } = await client.workflows.publish({ workflowId })
  expect(JSON.stringify(await client.versions.get({ workflowId, version: version ?? 0 }))).not.toContain(secret)
  expect(await statusWith(engine, workflowId, secret)).toBe(202)
  await runsOf(engine, workflowId, 1)
})

test('where nothing can be sealed nothing is lost: a file is not imported, an old draft stays as it is', async () => {
  const { workflowId, dataDir } = await openOldFolder()
  const host = createStrictHost({ seal: () => Promise.reject(new Error('the keychain is locked')) })
  const errors: unknown[] = []
  const log = { info() {}, warn() {}, error: (message: string) => void errors.push(message) }
  const engine = await openTestEngine({ dataDir, host, log })
  const { client } = engine
  await expect(client.workflows.import({ text: writeWorkflowFile(old) })).rejects.toThrow()
  expect(await client.workflows.list()).toHaveLength(1)
  await expect(client.workflows.publish({ workflowId })).rejects.toThrow()
  await engine.close()
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  expect(JSON.stringify(db.prepare('SELECT document FROM workflows').all())).toContain(secret)
  db.close()
})
