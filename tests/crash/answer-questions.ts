import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { createEngine } from '../../electron/engine/engine.ts'
import { createStrictHost } from '../support/strict-host.ts'

/** Milliseconds between two looks at what is asked. */
const lookMs = 40

/**
 * Somebody who says yes to every question of the runs in a data folder, from a process that outlives those which run them
 * and takes up none of the runs.
 */
export async function answerQuestions(enginePath: string, dataDir: string): Promise<{ leave(): Promise<void> }> {
  const { createEngine: create } = (await import(pathToFileURL(enginePath).href)) as {
    createEngine: typeof createEngine
  }
  const engine = await create({ dataDir, filesDir: dataDir, host: createStrictHost(), env: {}, resumeRuns: false })
  const left = new AbortController()

  async function answerAll(): Promise<void> {
    while (!left.signal.aborted) {
      for (const { waitId } of await engine.client.waits.list({ kind: 'person' })) {
        await engine.client.waits.answer({ waitId, choice: 'approve', comment: waitId })
      }
      await sleep(lookMs, undefined, { signal: left.signal }).catch(() => {})
    }
  }

  const answering = answerAll()
  return {
    async leave() {
      left.abort()
      await answering
      await engine.close()
    },
  }
}
