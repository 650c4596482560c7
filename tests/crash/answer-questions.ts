import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { createEngine } from '../../electron/engine/engine.ts'
import type { OpenWait, WaitAnswer } from '../../shared/contract/waits.ts'
import { createStrictHost } from '../support/strict-host.ts'

/** Milliseconds between two looks at what is asked. */
const lookMs = 40

type AnswerTo = (wait: OpenWait) => Partial<WaitAnswer> & { choice: string }

const sayYes: AnswerTo = ({ waitId, ask }) => {
  const [yes] = ask.kind === 'person' ? ask.choices : []
  return { choice: yes?.id ?? '', comment: waitId }
}

/**
 * Somebody who answers every question of the runs in a data folder, from a process that outlives those which run them and
 * takes up none of the runs. Without being told otherwise, the answer is yes.
 */
export async function answerQuestions(
  enginePath: string,
  dataDir: string,
  answerTo: AnswerTo = sayYes,
): Promise<{
  leave(): Promise<void>
  /** Rejects once a question could not be answered, which leaves whoever asked it waiting for ever. */
  failed: Promise<never>
}> {
  const { createEngine: create } = (await import(pathToFileURL(enginePath).href)) as {
    createEngine: typeof createEngine
  }
  const engine = await create({ dataDir, filesDir: dataDir, host: createStrictHost(), env: {}, resumeRuns: false })
  const left = new AbortController()

  async function answerAll(): Promise<void> {
    while (!left.signal.aborted) {
      for (const wait of await engine.client.waits.list({ kind: 'person' })) {
        const { waitId } = wait
        const taken = engine.client.waits.answer({ waitId, ...answerTo(wait) })
        // What is chosen for a budget may settle other questions, and a run that is stopped asks nothing any more.
        await taken.catch((thrown) => {
          if (answerTo === sayYes || thrown?.data?.code !== 'wait.over') throw thrown
        })
      }
      await sleep(lookMs, undefined, { signal: left.signal }).catch(() => {})
    }
  }

  const answering = answerAll()
  const failed = answering.then(() => new Promise<never>(() => {}))
  // Whoever waits for it or leaves gets to know.
  failed.catch(() => {})
  return {
    failed,
    async leave() {
      left.abort()
      await answering.finally(engine.close)
    },
  }
}
