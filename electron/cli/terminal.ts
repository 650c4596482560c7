import { styleText } from 'node:util'

type Env = Record<string, string | undefined>
type Style = Parameters<typeof styleText>[0]
export type Paint = (style: Style, text: string) => string

/** Where a command writes, and what the other end can show. stdout carries the answer alone, stderr the rest. */
export type Terminal = {
  env: Env
  cwd: string
  isTty: boolean
  /** Whether somebody sits there who can be asked: both what they type and what they are shown is a terminal. */
  canAsk: boolean
  unicode: boolean
  paint: Paint
  paintError: Paint
  size(): { columns: number; rows: number }
  /** Writes the answer. Resolves when the reader has taken it, so that a slow reader slows the writer down. */
  out(text: string): Promise<void>
  error(text: string): void
  /** Aborts when nobody reads stdout any more (`niti runs | head -1`). */
  readerLeft: AbortSignal
}

/** `NO_COLOR` (no-color.org) and `FORCE_COLOR` decide, else colours are for terminals only. */
export function wantsColour(env: Env, isTty: boolean): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTty && env.TERM !== 'dumb'
}

/** The old Windows console draws boxes in place of most symbols; so does the Linux text console. */
export function drawsUnicode(env: Env, platform: NodeJS.Platform): boolean {
  if (platform === 'win32') return Boolean(env.WT_SESSION || env.TERM_PROGRAM || env.ConEmuTask)
  return env.TERM !== 'linux'
}

export function makePaint(coloured: boolean): Paint {
  return coloured ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text
}

/** The terminal of this process. */
export function openTerminal(): Terminal {
  const { stdout, stderr, env, platform } = process
  const left = new AbortController()
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    left.abort()
  })
  // With stderr gone there is nowhere left to complain to.
  stderr.on('error', () => {})
  return {
    env,
    cwd: process.cwd(),
    isTty: stdout.isTTY === true && env.TERM !== 'dumb',
    canAsk: process.stdin.isTTY === true && stderr.isTTY === true,
    unicode: drawsUnicode(env, platform),
    paint: makePaint(wantsColour(env, stdout.isTTY === true)),
    paintError: makePaint(wantsColour(env, stderr.isTTY === true)),
    size: () => ({ columns: stdout.columns || 100, rows: stdout.rows || 40 }),
    out: (text) =>
      new Promise((resolve) => {
        if (left.signal.aborted) resolve()
        else stdout.write(text, () => resolve())
      }),
    error: (text) => {
      stderr.write(text)
    },
    readerLeft: left.signal,
  }
}
