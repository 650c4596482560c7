import type { OpenWait } from '../../shared/contract/waits.ts'
import type { Engine } from '../engine/engine.ts'
import type { RunDisplay } from './live-table.ts'
import { type PersonAsk, printQuestion } from './print-question.ts'
import type { Terminal } from './terminal.ts'

type Options = {
  terminal: Terminal
  engine: Engine
  runId: string
  /** What is drawn meanwhile, and steps aside for a question. */
  display: RunDisplay | null
  /** Aborts when the run is over. */
  over: AbortSignal
}

/**
 * Watches for what a run asks a person: asks it right there where somebody sits at the terminal, else says once which
 * command answers it. Resolves when the run is over.
 */
export async function attendQuestions({ terminal, engine, runId, display, over }: Options): Promise<void> {
  const seen = new Set<string>()
  const open = new Map<string, AbortController>()
  let turn: Promise<void> = Promise.resolve()

  async function look(): Promise<void> {
    const waits = await engine.client.waits.list({ runId, kind: 'person' })
    for (const [waitId, asking] of open) if (!waits.some((wait) => wait.waitId === waitId)) asking.abort()
    for (const wait of waits) {
      if (seen.has(wait.waitId) || wait.ask.kind !== 'person') continue
      seen.add(wait.waitId)
      const asking = new AbortController()
      open.set(wait.waitId, asking)
      const { ask } = wait
      // One after the other: two questions at once nobody could tell apart.
      turn = turn.then(() => put(wait, ask, AbortSignal.any([asking.signal, over])))
    }
  }

  async function put(wait: OpenWait, ask: PersonAsk, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    await display?.pause(engine.viewOf(runId))
    try {
      const isAnswered = terminal.canAsk && (await askHere(wait.waitId, ask, signal))
      if (!isAnswered) terminal.error(printQuestion(wait.waitId, ask, terminal.paintError))
    } finally {
      open.delete(wait.waitId)
      if (!over.aborted) display?.goOn()
    }
  }

  /** False where the person left the question without an answer. */
  async function askHere(waitId: string, ask: PersonAsk, signal: AbortSignal): Promise<boolean> {
    const [{ askPerson }, { openLineReader }] = await Promise.all([
      import('./ask-person.ts'),
      import('./line-reader.ts'),
    ])
    const reader = openLineReader({ input: process.stdin, output: process.stderr })
    try {
      const answer = await askPerson(ask, { reader, signal, paint: terminal.paintError })
      if (answer) await engine.client.waits.answer({ waitId, ...answer })
      return answer !== null
    } catch (thrown) {
      // Answered elsewhere, or called off, while it was asked here.
      if (!signal.aborted) terminal.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
      return true
    } finally {
      reader.close()
    }
  }

  try {
    const changes = await engine.client.waits.changes(undefined, { signal: over })
    await look()
    for await (const _ of changes) {
      if (over.aborted) break
      await look()
    }
  } catch (thrown) {
    if (!over.aborted) throw thrown
  }
  await turn
}
