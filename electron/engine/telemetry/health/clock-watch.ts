import type { Clock } from '../../../../shared/clock.ts'

/** A timer that is late, or a clock that is pulled into line by the network, moves less. */
const jumpMs = 10_000

/**
 * Sees the clock being set back: by how much it differs from one that only runs forward. Forward it also seems to jump
 * where the machine slept, so that says nothing.
 */
export function createClockWatch(clock: Clock, monotonicMs: () => number = () => performance.now()) {
  let last = { wall: clock.now(), steady: monotonicMs() }
  let setBack: { at: number; byMs: number } | null = null
  return {
    /** To be called every few seconds. Answers whether the clock was set, either way. */
    look(): boolean {
      const now = { wall: clock.now(), steady: monotonicMs() }
      const jumped = now.wall - last.wall - (now.steady - last.steady)
      last = now
      if (Math.abs(jumped) < jumpMs) return false
      if (jumped < 0) setBack = { at: now.wall, byMs: -jumped }
      return true
    },
    setBack: () => setBack,
  }
}

export type ClockWatch = ReturnType<typeof createClockWatch>
