import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { createEngine } from '../../electron/engine/engine.ts'
import { createStrictHost } from '../support/strict-host.ts'
import { best, inFolder, round, runStored } from './measure-engine.ts'
import { prompts } from './workflows.ts'

/** Enough for both sides to be compiled: what is asked is what a call costs, not what the first ones do. */
const rounds = 20

/**
 * Model calls of one run, all at once, against a server that takes `delayMs` for each, beside the same requests sent by
 * `fetch` in a bare loop. Both have sent them before, so connections are open.
 */
export async function measureModelCalls(
  create: typeof createEngine,
  { calls, delayMs }: { calls: number; delayMs: number },
) {
  const server = spawn(
    process.execPath,
    [fileURLToPath(new URL('slow-model-server.ts', import.meta.url)), String(delayMs)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  try {
    const baseUrl = await firstLine(server.stdout)
    const fetchMs = (await best(() => fetchAll(baseUrl, calls), rounds)) / 1000
    const engineMs = await inFolder(async (dataDir) => {
      const env = { OPENAI_API_KEY: 'bench-key-of-no-account', OPENAI_BASE_URL: baseUrl }
      const engine = await create({ dataDir, host: createStrictHost(), env })
      try {
        const limits = { atOnce: calls }
        await engine.client.connections.setLimits({ providerId: 'openai', limits })
        const { workflowId } = await engine.client.workflows.import({ text: JSON.stringify(prompts(calls)) })
        return (await best(() => runStored(engine, workflowId), rounds)) / 1000
      } finally {
        await engine.close()
      }
    })
    return { calls, delayMs, engineMs: round(engineMs), fetchMs: round(fetchMs), ratio: round(engineMs / fetchMs) }
  } finally {
    server.stdin.end()
    await once(server, 'exit')
  }
}

async function fetchAll(baseUrl: string, calls: number): Promise<void> {
  const body = JSON.stringify({
    model: 'bench-model',
    stream: true,
    messages: [{ role: 'user', content: 'Say hello' }],
  })
  const headers = { authorization: 'Bearer bench', 'content-type': 'application/json' }
  const send = async () => (await fetch(`${baseUrl}/chat/completions`, { method: 'POST', headers, body })).text()
  await Promise.all(Array.from({ length: calls }, send))
}

async function firstLine(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) return line
  throw new Error('the server ended without an address')
}
