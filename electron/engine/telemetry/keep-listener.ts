import { type ErrorInfo, NitiError } from '../../../shared/errors.ts'
import type { Log } from '../../../shared/log.ts'
import { type Listener, listenForReaders, type PageAt } from './listener.ts'

type Parts = {
  log: Log
  pageAt: PageAt
  /** It listens, or does not any more. */
  onChanged(): void
}

/** Milliseconds until a port that was taken is tried again: its program may have ended. */
const againMs = 10_000

/** Keeps a listener open as long as it is wanted, and says what keeps it from it. */
export function createListenerKeeper({ log, pageAt, onChanged }: Parts) {
  let wanted: number | null = null
  let listener: (Listener & { wanted: number }) | null = null
  let error: ErrorInfo | null = null
  let again: NodeJS.Timeout | undefined
  let working: Promise<void> = Promise.resolve()

  /** One after the other: two at once would open the same port twice. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    working = working.then(work).catch((thrown: unknown) => noteBug('the listener could not be opened', thrown))
    return working
  }

  function noteBug(what: string, thrown: unknown): void {
    log.error(what, { stack: thrown instanceof Error ? thrown.stack : String(thrown) })
  }

  async function settle(): Promise<void> {
    clearTimeout(again)
    const before = listener?.port
    if (listener && listener.wanted !== wanted) {
      await listener.close()
      listener = null
    }
    error = null
    if (wanted !== null && !listener) await open(wanted)
    if (before !== listener?.port) onChanged()
  }

  async function open(port: number): Promise<void> {
    try {
      const onFailure = (thrown: unknown) => noteBug('figures could not be shown to another program', thrown)
      listener = { ...(await listenForReaders({ port, pageAt, onFailure })), wanted: port }
    } catch (thrown) {
      if (!(thrown instanceof NitiError)) throw thrown
      error = thrown.info
      again = setTimeout(() => void inTurn(settle), againMs)
      again.unref()
    }
  }

  return {
    /** null: none. Resolves when it is so, or cannot be. */
    want(port: number | null): Promise<void> {
      wanted = port
      return inTurn(settle)
    },
    /** The port it really has; null: nothing listens. */
    port: (): number | null => listener?.port ?? null,
    error: (): ErrorInfo | null => error,
    async close(): Promise<void> {
      wanted = null
      await inTurn(settle)
    },
  }
}

export type ListenerKeeper = ReturnType<typeof createListenerKeeper>
