import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { cutPower } from '../support/power-cut.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

type Answer = 'hold' | number

/** A service that notes the key of each order and answers as told; what it is not told it answers with 200. */
async function startShop(...answers: Answer[]) {
  const keys: (string | undefined)[] = []
  const server = createServer((request, response) => {
    const answer = answers[keys.length] ?? 200
    keys.push(keyOf(request))
    if (answer === 'hold') response.flushHeaders()
    else response.writeHead(answer).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  const params = { method: 'POST', url: `http://127.0.0.1:${port}/order`, allowPrivate: true, idempotency: 'header' }
  return { server, keys, order: { type: 'http-request', params } }
}

function keyOf({ headers }: IncomingMessage): string | undefined {
  const key = headers['idempotency-key']
  return Array.isArray(key) ? key.join() : key
}

test('the key is the same after a power cut, so the order is sent again and the run goes on', async () => {
  const { server, keys, order } = await startShop('hold')
  const engine = await openTestEngine()
  const workflow = drawWorkflow('order -> after', { order })
  const { runId } = await engine.startFile({ text: writeWorkflowFile(workflow), inputs: {} })
  await once(server, 'request')
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  const next = await openTestEngine({ dataDir: left })
  for await (const _ of next.watch(runId, 0)) void _
  expect(next.viewOf(runId)).toMatchObject({ status: 'succeeded', outputs: { after: 'after' } })
  expect(keys).toHaveLength(2)
  expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(keys[1]).toBe(keys[0])
})

test('every try of a node sends the same key; another round, node, run or rerun sends another', async () => {
  const { keys, order } = await startShop(503, 200, 200, 200)
  const engine = await openTestEngine()
  const each = {
    type: 'each',
    params: { items: '{{ [1, 2] }}', concurrency: 1 },
    graph: drawGraph('order -> other', {
      order: { ...order, policy: { retry: { count: 1, firstWaitMs: 0, on: 'temporary' } } },
      other: order,
    }),
  }
  const first = await runWorkflow(engine, drawWorkflow('all', { all: each }))
  expect(first.status).toBe('succeeded')
  const [failed, again, ...others] = keys
  expect(again).toBe(failed)
  expect(new Set([again, ...others]).size).toBe(4)
  const { runId } = await engine.client.runs.rerun({
    runId: first.runId,
    from: { kind: 'node', nodeId: 'all' },
    workflow: 'same',
  })
  for await (const _ of engine.watch(runId, 0)) void _
  expect(new Set(keys).size).toBe(8)
})
