/**
 * How much goes on in a part of a run: nodes at work, and nodes that wait. Parts lie in parts: what begins in one begins
 * in those around it too.
 */
export type Activity = {
  change(by: { working: number; waiting: number }): void
  /** Everything left only waits. */
  isIdle(): boolean
}

/**
 * `onChange` hears of each change of `isIdle`; nodes that start one after the other may make it flicker. `atWork`: what was
 * at work in it already, and is known around it.
 */
export function createActivity(around: Activity | null, onChange: (idle: boolean) => void, atWork = 0): Activity {
  let working = atWork
  let waiting = 0
  const isIdle = () => waiting > 0 && working <= 0

  return {
    isIdle,
    change(by) {
      const before = isIdle()
      working += by.working
      waiting += by.waiting
      around?.change(by)
      if (isIdle() !== before) onChange(!before)
    },
  }
}
