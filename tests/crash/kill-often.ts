import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startOpenAiServer } from '../support/openai-server.ts'
import { answerQuestions } from './answer-questions.ts'
import { mixedWorkflows, promptOf as promptIn } from './workflows.ts'

const child = fileURLToPath(new URL('./child.ts', import.meta.url))

/** Runs started by each process at most, and the longest time it lives after it was ready, in milliseconds. */
const runsAtOnce = 4
const longestLifeMs = 300
/** Share of the kills that come while the program starts. */
const startUpKills = 0.2
export const usage = { inputTokens: 100, outputTokens: 10 }

type Options = {
  enginePath: string
  dataDir: string
  kills: number
  random: () => number
  onKill?(count: number): void
}

export type Killed = {
  runs: number
  /** How often the model server was asked for each prompt, from its own books. */
  asked: Map<string, number>
}

/**
 * Starts the engine again and again over the same data folder, each time with some runs more, and kills it with SIGKILL at
 * a random instant, start-up included; at the end lets it finish all that is left.
 */
export async function killOften({ enginePath, dataDir, kills, random, onKill }: Options): Promise<Killed> {
  const asked = new Map<string, number>()
  // Nobody is answered before the first kill, so that a call is certain to be cut off and its run to be taken up.
  const arrived = Promise.withResolvers<void>()
  const cutOff = Promise.withResolvers<void>()
  const server = await startOpenAiServer({
    async respond(body) {
      const prompt = promptOf(body)
      asked.set(prompt, (asked.get(prompt) ?? 0) + 1)
      arrived.resolve()
      await cutOff.promise
      await new Promise((resolve) => setTimeout(resolve, random() * 25))
      return { ...answerTo(prompt), usage, chunks: 2 }
    },
  })
  let runs = 0
  const tell = (engine: ChildProcess, workflow: number) => engine.stdin?.write(`${workflow} tag${++runs}\n`)
  const person = await answerQuestions(enginePath, dataDir)
  let engine: ChildProcess | null = null
  try {
    for (let count = 1; count <= kills; count++) {
      engine = start(enginePath, dataDir, server.url)
      const exited = once(engine, 'exit')
      for (let left = 1 + Math.floor(random() * runsAtOnce); left > 0; left--) {
        tell(engine, Math.floor(random() * mixedWorkflows.length))
      }
      // Most are killed at work; some while they start, which is when the last one's runs are taken up.
      if (count === 1) await Promise.race([arrived.promise, exited])
      else if (random() > startUpKills) await Promise.race([once(engine.stdout ?? engine, 'data'), exited])
      await new Promise((resolve) => setTimeout(resolve, random() * longestLifeMs))
      engine.kill('SIGKILL')
      await exited
      cutOff.resolve()
      onKill?.(count)
    }
    const last = start(enginePath, dataDir, server.url)
    engine = last
    const exited = once(last, 'exit')
    // One of each, so that all kinds were there however few of the others lived to begin.
    for (const workflow of mixedWorkflows.keys()) tell(last, workflow)
    last.stdin?.end('end\n')
    const [code] = await Promise.race([exited, person.failed])
    if (code !== 0) throw new Error(`the last engine ended with ${code}`)
    return { runs, asked }
  } finally {
    engine?.kill('SIGKILL')
    cutOff.resolve()
    await person.leave().finally(() => server.close().catch(() => {}))
  }
}

function start(enginePath: string, dataDir: string, modelUrl: string): ChildProcess {
  const engine = spawn(process.execPath, [child, enginePath, dataDir, modelUrl], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  // What is written to a process that was just killed is lost, as it would be.
  engine.stdin?.on('error', () => {})
  return engine
}

/** An agent uses two tools at once, then one, then answers. */
function answerTo(prompt: string) {
  const call = (name: string, value: number) => ({ name, arguments: { code: `return ${value}` } })
  if (prompt.endsWith(' agent')) return { toolCalls: [call('run_code', 1), call('run_code_2', 2)] }
  if (prompt.endsWith(' agent turn 1')) return { toolCalls: [call('run_code', 3)] }
  return { text: `answer to ${prompt}` }
}

function promptOf(body: unknown): string {
  const { messages } = body as { messages: { role: string; content: string }[] } // the OpenAI wire format
  return promptIn(messages)
}
