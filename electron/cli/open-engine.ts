import { createEngine, type Engine } from '../engine/engine.ts'
import { type CliLog, createCliLog } from './cli-log.ts'
import { createHeadlessHost } from './headless-host.ts'
import { dataDirOf, programResourcesDir } from './place.ts'
import type { Terminal } from './terminal.ts'

export type OpenedEngine = { engine: Engine; dataDir: string; log: CliLog; close(): Promise<void> }

type Options = {
  dataDir?: string
  /** The folder relative paths in nodes start from; the current one by default. */
  filesDir?: string
  env?: Record<string, string | undefined>
  /** Opens an address in the person's browser; nobody's is opened without it. */
  openUrl?: (url: string) => Promise<boolean>
}

/** The engine in this process, on the person's data folder. Whoever opens it closes it. */
export async function openEngine(terminal: Terminal, options: Options = {}): Promise<OpenedEngine> {
  const env = options.env ?? terminal.env
  const dataDir = options.dataDir ?? dataDirOf(terminal)
  const log = createCliLog(env, terminal.error)
  const engine = await createEngine({
    dataDir,
    resumeRuns: false,
    filesDir: options.filesDir ?? terminal.cwd,
    resourcesDir: programResourcesDir(),
    host: createHeadlessHost({ kind: 'cli', dataDir, env, log, openUrl: options.openUrl }),
    env,
    log,
  })
  return { engine, dataDir, log, close: () => engine.close() }
}

/** Opens the engine for one piece of work, whose answer is printed before it is closed. */
export async function withEngine(terminal: Terminal, work: (engine: Engine) => Promise<string>): Promise<void> {
  const { engine, close } = await openEngine(terminal)
  try {
    await terminal.out(await work(engine))
  } finally {
    await close()
  }
}
