type Parts = {
  closing: AbortSignal
  now(): number
  /** When the next one is due; null: none will be. */
  nextAt(): number | null
  /** Makes one if it is still due by then. Rejects where it could not; that is told by then. */
  make(): Promise<void>
}

/** The first is not made while the program still starts. */
const firstAfterMs = 30_000
/** The clock may be set and the machine may sleep, so it is looked at this often. */
const lookEveryMs = 60_000
/** After one that could not be made. */
const againAfterMs = 900_000

/** Makes backups by themselves, for as long as the program stays. Answers what to wait for after `closing`. */
export function keepRegularBackups({ closing, now, nextAt, make }: Parts): { ended(): Promise<void> } {
  let working: Promise<void> | null = null
  let notBefore = 0

  function look(): void {
    const due = nextAt()
    if (working || closing.aborted || due === null || now() < Math.max(due, notBefore)) return
    working = make()
      .catch(() => {
        notBefore = now() + againAfterMs
      })
      .finally(() => {
        working = null
      })
  }

  const first = setTimeout(look, firstAfterMs).unref()
  const regular = setInterval(look, lookEveryMs).unref()
  closing.addEventListener('abort', () => {
    clearTimeout(first)
    clearInterval(regular)
  })
  return { ended: async () => void (await working) }
}
