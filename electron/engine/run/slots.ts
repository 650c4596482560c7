/**
 * Places for nodes under way at once in one run, shared by all its graphs. Whoever finds none waits in line; each place
 * that comes free wakes the next in line once.
 */
export function createSlots(count: number) {
  let free = count
  let draining = false
  const line: (() => void)[] = []

  return {
    take(): boolean {
      if (free <= 0) return false
      free--
      return true
    },
    /** Gives a place back without waking anybody: for work that was over before others could have asked. */
    putBack(): void {
      free++
    },
    release(): void {
      free++
      // Waking happens in one flat loop: a woken graph may give its place back at once and would otherwise wake the next
      // from inside this call, one stack frame deeper for each in line.
      if (draining) return
      draining = true
      while (free > 0) {
        const next = line.shift()
        if (!next) break
        next()
      }
      draining = false
    },
    /** Takes a place even where none is free, for a node that gives it back at once: it was called off while it waited. */
    force(): void {
      free--
    },
    /** Resolves once a place is free, which is taken then. */
    takeLater(): Promise<void> {
      return new Promise((resolve) => {
        const attempt = () => {
          if (this.take()) resolve()
          else this.wait(attempt)
        }
        attempt()
      })
    },
    /** Calls `wake` once, when a place is free. */
    wait(wake: () => void): void {
      line.push(wake)
    },
  }
}

export type Slots = ReturnType<typeof createSlots>
