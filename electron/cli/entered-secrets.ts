import type { Readable } from 'node:stream'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { cancelledError } from '../../shared/errors.ts'
import { openLineReader } from './line-reader.ts'
import type { Terminal } from './terminal.ts'
import { printable } from './text-width.ts'

export type Wanted = { name: string; title: string; required: boolean }
type Place = {
  terminal: Pick<Terminal, 'env' | 'canAsk' | 'error'>
  stdin?: Readable & { isTTY?: boolean }
  signal: AbortSignal
}

/** `NITI_SECRET_ACCESS_KEY_ID` for `accessKeyId`. */
export function secretVariable(name: string): string {
  return `NITI_SECRET_${name.replaceAll(/(?<=[a-z\d])[A-Z]|-/g, (letter) => `_${letter.replace('-', '')}`).toUpperCase()}`
}

/**
 * What is secret of a sign-in, by name: from the environment, else asked for without being shown, else from stdin: the
 * whole of it where one thing is left, a line each where there are more. What nobody gave is left out.
 */
export async function enteredSecrets(wanted: Wanted[], place: Place): Promise<Record<string, string>> {
  const { terminal, stdin = process.stdin } = place
  const inEnv = wanted.flatMap(({ name }) => {
    const value = terminal.env[secretVariable(name)]
    return value ? [[name, value] as const] : []
  })
  const known = Object.fromEntries(inEnv)
  const missing = wanted.filter(({ name }) => known[name] === undefined)
  if (missing.length === 0) return known
  if (terminal.canAsk) return { ...known, ...(await askEach(missing, { ...place, stdin })) }
  // Nothing is piped in where somebody sits at it.
  const piped = stdin.isTTY ? '' : (await text(stdin)).trim()
  const values = missing.length === 1 ? [piped] : piped.split('\n')
  return { ...known, ...withoutEmpty(missing.map(({ name }, index) => [name, values[index]?.trim() ?? ''])) }
}

async function askEach(wanted: Wanted[], { terminal, stdin, signal }: Place & { stdin: Readable }) {
  const entered: [string, string][] = []
  for (const { name, title, required } of wanted) {
    const question = `${printable(title)}${required ? '' : ' (may be empty)'}: `
    const answer = await askHidden(question, { terminal, stdin, signal })
    if (answer === null) throw cancelledError()
    entered.push([name, answer.trim()])
  }
  return withoutEmpty(entered)
}

/** What is typed is shown nowhere. Null where the person ended the input. */
async function askHidden(
  question: string,
  { terminal, stdin, signal }: Place & { stdin: Readable },
): Promise<string | null> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = openLineReader({ input: stdin, output: nowhere })
  terminal.error(question)
  try {
    return await reader.ask('', signal)
  } finally {
    reader.close()
    terminal.error('\n')
  }
}

function withoutEmpty(entries: [string, string][]): Record<string, string> {
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}
