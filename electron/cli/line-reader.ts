import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

export type LineReader = {
  write(text: string): void
  /** A line as it was typed; null where the person ended the input. Rejects with the signal's reason when it aborts. */
  ask(question: string, signal: AbortSignal): Promise<string | null>
  close(): void
}

type Streams = { input: Readable; output: Writable }

/** Reads lines from a person. Ctrl+C stays what it is everywhere else: the line editor would keep it to itself. */
export function openLineReader({ input, output }: Streams): LineReader {
  const lines = createInterface({ input, output, terminal: true })
  let isClosed = false
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  lines.on('close', () => {
    isClosed = true
  })

  return {
    write: (text) => void output.write(text),
    ask(question, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        if (isClosed) return resolve(null)
        const end = () =>
          settle(() => {
            output.write('\n')
            resolve(null)
          })
        const leave = () =>
          settle(() => {
            output.write('\n')
            reject(signal.reason)
          })
        function settle(then: () => void): void {
          lines.off('close', end)
          signal.removeEventListener('abort', leave)
          then()
        }
        lines.once('close', end)
        signal.addEventListener('abort', leave)
        lines.question(question, { signal }, (line) => settle(() => resolve(line)))
      })
    },
    close: () => lines.close(),
  }
}
