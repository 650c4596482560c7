import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createEngine } from '../../electron/engine/engine.ts'
import { migrations } from '../../electron/engine/store/migrate.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { createStrictHost } from '../support/strict-host.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'

test('what a killed process left running is ended as interrupted at the next start', async () => {
  const server = await startOpenAiServer()
  const asked = server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  const engine = await openTestEngine({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url } })
  const workflow = drawWorkflow('ask -> after', { ask: { type: 'prompt', params: { prompt: 'Hi' } } })
  const { runId } = await engine.startFile({ text: writeWorkflowFile(workflow), inputs: {} })
  await asked.arrived
  // A copy of the files at this instant is what a power cut would leave.
  const left = temporaryFolder()
  for (const file of readdirSync(engine.dataDir)) copyFileSync(join(engine.dataDir, file), join(left, file))

  const next = await openTestEngine({ dataDir: left })
  const view = next.viewOf(runId)
  expect(view).toMatchObject({ status: 'failed', error: { code: 'run.interrupted' } })
  expect(view.nodes.ask).toMatchObject({ status: 'failed', error: { code: 'run.interrupted' } })
  expect(view.nodes.ask?.calls[0]).toMatchObject({ status: 'failed', model: 'gpt-4o-mini' })
  expect((await next.client.runs.list({}))[0]?.status).toBe('failed')

  engine.cancel(runId)
  await asked.clientLeft
  await server.close()
})

test('a database of a newer program is refused untouched', async () => {
  const dataDir = temporaryFolder()
  const db = new Database(join(dataDir, 'niti.db'))
  db.pragma(`user_version = ${migrations.length + 1}`)
  db.close()
  const start = createEngine({ dataDir, host: createStrictHost() })
  await expect(start).rejects.toMatchObject({ info: { code: 'store.newer-database' } })
})

test('a file that is no database is refused and left as it was', async () => {
  const dataDir = temporaryFolder()
  writeFileSync(
    join(dataDir, 'niti.db'),
    'this is a text file, and a rather long one, of more than a hundred bytes in all, surely',
  )
  await expect(createEngine({ dataDir, host: createStrictHost() })).rejects.toMatchObject({
    info: { code: 'store.not-a-database' },
  })
  expect(existsSync(join(dataDir, 'niti.db'))).toBe(true)
})

test('a folder that cannot be used is named', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  const start = createEngine({ dataDir: join(folder, 'file', 'inside'), host: createStrictHost() })
  await expect(start).rejects.toMatchObject({ info: { code: 'store.cannot-open', hint: /NITI_HOME/ } })
})

test('two engines on one folder see each other’s runs', async () => {
  const first = await openTestEngine()
  const second = await openTestEngine({ dataDir: first.dataDir })
  const view = await runWorkflow(second, drawWorkflow('a'))
  expect((await first.client.runs.list({}))[0]).toMatchObject({ runId: view.runId, status: 'succeeded' })
})
