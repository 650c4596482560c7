import type { Terminal } from '../../electron/cli/terminal.ts'
import { makePaint } from '../../electron/cli/terminal.ts'

/** A terminal in memory: what is written moves a cursor and leaves lines, as on a real one. It knows the few sequences we use. */
export function openScreen(options: { columns: number; rows: number; isTty: boolean }) {
  const lines: string[] = ['']
  let row = 0
  let column = 0
  let isCursorShown = true
  /** Lines that have scrolled out at the top; the cursor cannot go back to them. */
  const top = () => Math.max(0, lines.length - options.rows)

  function put(text: string): void {
    const line = (lines[row] ?? '').padEnd(column)
    lines[row] = line.slice(0, column) + text + line.slice(column + text.length)
    column += text.length
    if (column > options.columns) throw new Error(`A line of ${column} columns on a screen of ${options.columns}`)
  }

  function write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal obeys
    for (const part of text.match(/\x1b\[[?\d]*[A-Za-z]|\r|\n|[^\x1b\r\n]+/g) ?? []) {
      if (part === '\r') column = 0
      else if (part === '\n') {
        // A terminal's driver sends the cursor to the start of the next line.
        column = 0
        row++
        lines[row] ??= ''
      } else if (/A$/.test(part) && part[0] === '\x1b') row = Math.max(top(), row - Number(part.slice(2, -1)))
      else if (part === '\x1b[K') lines[row] = (lines[row] ?? '').slice(0, column)
      else if (part === '\x1b[J') {
        lines.length = row + 1
        lines[row] = (lines[row] ?? '').slice(0, column)
      } else if (part === '\x1b[?25l' || part === '\x1b[?25h') isCursorShown = part.endsWith('h')
      else put(part)
    }
  }

  const terminal: Terminal = {
    env: {},
    cwd: '/',
    isTty: options.isTty,
    canAsk: false,
    unicode: true,
    paint: makePaint(false),
    paintError: makePaint(false),
    size: () => options,
    out: async (text) => write(text),
    error: write,
    readerLeft: new AbortController().signal,
  }
  return {
    terminal,
    lines: () => lines.map((line) => line.trimEnd()).slice(0, lines.at(-1) === '' ? -1 : undefined),
    isCursorShown: () => isCursorShown,
  }
}
