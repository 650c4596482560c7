import type { Steps } from '../../shared/steps.ts'

/** Milliseconds rounds of a loop may run on before anything else happens: timers, commits, a click on Stop. */
const sliceMs = 4

let began: number | null = null

/**
 * Lets the event loop turn where it has been held for too long, by whichever runs. Answers null where there is time left,
 * else a promise to wait for. A loop over a long list goes on from promise to promise, which alone never lets go; what it
 * has to write would pile up until its end.
 */
export function giveWay(): Promise<void> | null {
  const now = performance.now()
  if (began === null) {
    began = now
    // The first thing of the next turn.
    setImmediate(() => {
      began = null
    })
    return null
  }
  return now - began > sliceMs ? nextTurn() : null
}

/** Does work in steps, without holding up anything else for long. */
export async function finishSlowly<T>(steps: Steps<T>): Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value
    const turn = giveWay()
    if (turn) await turn
  }
}

/**
 * Reads once in a turn of the event loop what hundreds of calls that begin together ask for. `forget` where it was changed
 * here; what another program changes holds from the next turn on.
 */
export function oncePerTurn<Key, Value>(read: (key: Key) => Value) {
  const known = new Map<Key, { value: Value }>()
  return {
    of(key: Key): Value {
      const before = known.get(key)
      if (before) return before.value
      if (known.size === 0) setImmediate(() => known.clear())
      const value = read(key)
      known.set(key, { value })
      return value
    },
    forget: (): void => known.clear(),
  }
}

/** Resolves once everything else that waits has had its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
