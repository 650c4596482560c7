import { Command, CommanderError } from 'commander'
import { NitiError, toErrorInfo } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { addAgents } from './agent-program.ts'
import { addBackups } from './backup-program.ts'
import { addBudgets } from './budget-program.ts'
import { toCallerError } from './caller-error.ts'
import { addChannels } from './channel-program.ts'
import type { Failing, Means } from './command-parts.ts'
import { addCommands } from './commands.ts'
import { addConnections } from './connection-program.ts'
import { addCosts } from './cost-program.ts'
import { exitCode, exitCodeOfError } from './exit-code.ts'
import { addForecast } from './forecast-program.ts'
import { addHealth } from './health-program.ts'
import { addMcp } from './mcp-program.ts'
import { addPrices } from './price-program.ts'
import { formatError } from './print-error.ts'
import { readVersion } from './read-version.ts'
import { addRuns } from './run-program.ts'
import { addStorage } from './storage-program.ts'
import type { Terminal } from './terminal.ts'
import { addTriggers } from './trigger-program.ts'

const examples = `
Examples:
  niti run digest.niti.json                         run a workflow and watch it
  niti run digest.niti.json --input folder=docs     with an input
  niti run digest.niti.json --json | jq .microUsd   what it cost, for a script
  niti run - < digest.niti.json                     from stdin
  niti validate digest.niti.json                    is it whole, without running it
  niti demo                                         try it: no key, no network
  niti serve                                        the app in a browser, on this machine only

Exit codes: 0 succeeded, 1 failed, 2 bad input or file, 130 cancelled.
Environment: NITI_HOME (data folder), OPENAI_API_KEY, GEMINI_API_KEY, NO_COLOR; the README lists all.
`

/** Runs the command line and answers its exit code. Everything that goes wrong has been said on stderr by then. */
export async function runProgram(argv: string[], terminal: Terminal): Promise<number> {
  let code: number = exitCode.succeeded
  const program = buildProgram(terminal, (ended) => {
    code = ended
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Help and version arrive as errors of code 0; the rest is a command line that makes no sense.
    return error.exitCode === 0 ? exitCode.succeeded : exitCode.badInput
  }
}

type Finish = (code: number) => void

function buildProgram(terminal: Terminal, finish: Finish): Command {
  const program = new Command('niti')
    .description('Runs AI workflows on this machine, and says what every step does and costs.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', examples)
    // Options belong to the command they follow: `niti costs compare --json` is about `compare`.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.out(text),
      writeErr: terminal.error,
      outputError: (text, write) => write(`${terminal.paintError('red', 'niti:')} ${text.replace(/^error: /, '')}`),
    })
    .showSuggestionAfterError()
  const means: Means = { terminal, attempt: (work, failing) => attempt(terminal, finish, work, failing) }
  addCommands(program, means)
  addRuns(program, means)
  addAgents(program, means)
  addTriggers(program, means)
  addCosts(program, means)
  addBudgets(program, means)
  addForecast(program, means)
  addPrices(program, means)
  addChannels(program, means)
  addConnections(program, means)
  addMcp(program, means)
  addStorage(program, means)
  addHealth(program, means)
  addBackups(program, means)
  return program
}

async function attempt(
  terminal: Terminal,
  finish: Finish,
  work: () => Promise<number>,
  { file, json }: Failing = {},
): Promise<void> {
  try {
    finish(await work())
  } catch (thrown) {
    const error = toCallerError(thrown)
    const bugId = newId('bug', Date.now())
    const info = toErrorInfo(error, bugId)
    if (!(error instanceof NitiError)) await noteBug(terminal, bugId, error)
    terminal.error(formatError(info, { file, paint: terminal.paintError }))
    if (json) await terminal.out(`${JSON.stringify({ error: file ? { ...info, file } : info })}\n`)
    finish(exitCodeOfError(error))
  }
}

async function noteBug(terminal: Terminal, bugId: string, error: unknown): Promise<void> {
  const { createCliLog } = await import('./cli-log.ts')
  const stack = error instanceof Error ? error.stack : String(error)
  createCliLog(terminal.env, terminal.error).error('A command failed in a way nobody thought of.', { bugId, stack })
}
