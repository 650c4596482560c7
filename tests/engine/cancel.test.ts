import { expect, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import type { RunPush } from '../../shared/run/events.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine } from '../support/test-engine.ts'

async function until(engine: Engine, runId: string, isThere: (push: RunPush) => boolean): Promise<void> {
  for await (const push of engine.watch(runId, 0)) if (isThere(push)) return
  throw new Error('the run ended before that')
}

test('cancel closes the socket of a streaming call, records its tokens, and starts nothing more', async () => {
  const server = await startOpenAiServer()
  try {
    const chunks = ['Once upon ', 'a time ', 'there was', ' a very long end']
    const asked = server.answer({ text: chunks.join(''), chunks, stopAfter: { pieces: 3, by: 'hold' } })
    const engine = await openTestEngine({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url } })
    const document = drawWorkflow('ask -> after', {
      ask: { type: 'prompt', params: { model: 'openai/gpt-4o-mini', prompt: 'Tell me a story' } },
    })
    const { runId, finished } = await engine.startFile({ text: writeWorkflowFile(document), inputs: {} })
    // All that the server sent has arrived, so what was paid for is known.
    await until(engine, runId, ({ live }) => live.some(({ text }) => text === 'Once upon a time there was'))
    engine.cancel(runId)
    const view = await finished
    expect(view.status).toBe('cancelled')
    expect(view.nodes.ask).toMatchObject({ status: 'cancelled' })
    expect(view.nodes.after).toMatchObject({ status: 'skipped', reason: 'The run was cancelled.' })
    const [call] = view.nodes.ask?.calls ?? []
    expect(call).toMatchObject({ status: 'failed', text: 'Once upon a time there was', error: { kind: 'cancelled' } })
    expect(call?.usage).toMatchObject({ estimated: true })
    expect(call?.usage?.outputTokens).toBeGreaterThan(3)
    expect(call?.microUsd).toBeGreaterThan(0)
    await asked.clientLeft
    const [row] = await engine.client.runs.list({})
    expect(row).toMatchObject({
      status: 'cancelled',
      microUsd: call?.microUsd,
      outputTokens: call?.usage?.outputTokens,
    })
  } finally {
    await server.close()
  }
})

test('cancel ends waiting and running code, and an unknown run is named', async () => {
  const engine = await openTestEngine()
  const document = drawWorkflow('spin', { spin: { type: 'code', params: { code: 'while (true) {}' } } })
  const { runId, finished } = await engine.startFile({ text: writeWorkflowFile(document), inputs: {} })
  await until(engine, runId, ({ events }) => events.some(({ type }) => type === 'node-started'))
  await engine.client.runs.cancel({ runId })
  expect((await finished).nodes.spin?.status).toBe('cancelled')
  await expect(engine.client.runs.cancel({ runId: 'run_nowhere' })).rejects.toMatchObject({
    code: 'NITI',
    data: { code: 'run.not-found' },
  })
})
