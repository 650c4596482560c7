import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { first } from '../../electron/engine/store/migrations/0001-first.ts'
import { versions } from '../../electron/engine/store/migrations/0002-versions.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

/** A data folder as the program before the queue left it: with a run cut off before its first node, and settings. */
function oldFolder(): string {
  const dataDir = temporaryFolder()
  const db = new Database(join(dataDir, 'niti.db'))
  first.up(db, 1_000)
  versions.up(db, 1_000)
  db.pragma('user_version = 2')
  const setting = db.prepare("INSERT INTO settings VALUES ('default', ?, ?)")
  setting.run('providerConcurrency', JSON.stringify({ openai: 3, ollama: 5 }))
  setting.run('theme', '"dark"')
  db.prepare("INSERT INTO connections VALUES ('default', 'openai', NULL, 'https://models.example.com/v1', 2000)").run()
  db.prepare("INSERT INTO documents VALUES ('doc', ?)").run(JSON.stringify(drawWorkflow('a -> b')))
  db.prepare(`
    INSERT INTO runs (run_number, run_id, workspace_id, workflow_id, workflow_name, document_id, run_trigger, status, started_at)
    VALUES (1, 'run_old', 'default', NULL, 'Old', 'doc', 'manual', 'running', 4000)`).run()
  const started = { type: 'run-started', workflowId: null, workflowName: 'Old', inputs: {}, trigger: 'manual' }
  const body = JSON.stringify({ ...started, defaultModel: null, filesDir: dataDir })
  db.prepare('INSERT INTO events VALUES (?, 4000, ?)').run(2 ** 24 + 1, body)
  db.close()
  return dataDir
}

test('from 2 to 3: an old run goes on, and what providers were allowed becomes limits of their connections', async () => {
  const dataDir = oldFolder()
  const engine = await openTestEngine({ dataDir })
  for await (const _ of await engine.client.runs.watch({ runId: 'run_old' })) void _
  expect(engine.viewOf('run_old')).toMatchObject({ status: 'succeeded', workflowName: 'Old', outputs: { b: 'b' } })
  expect(await engine.client.queue.get()).toEqual({ paused: false, runsAtOnce: 10, underWay: 0, waiting: [] })

  const { providers } = await engine.client.connections.providers()
  const limitsOf = (id: string) => providers.find((provider) => provider.id === id)?.limits
  expect(limitsOf('openai')).toEqual({ atOnce: 3, perMinute: null })
  expect(limitsOf('ollama')).toEqual({ atOnce: 5, perMinute: null })
  expect(limitsOf('gemini')).toEqual({ atOnce: null, perMinute: null })
  expect(providers.find(({ id }) => id === 'openai')).toMatchObject({
    baseUrl: 'https://models.example.com/v1',
    baseUrlFrom: 'saved',
  })
  expect((await engine.client.settings.get()).theme).toBe('dark')
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  expect(db.prepare("SELECT COUNT(*) FROM settings WHERE name = 'providerConcurrency'").pluck().get()).toBe(0)
  db.close()
})
