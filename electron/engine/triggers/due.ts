/** The times a schedule names, milliseconds since the Unix epoch. */
export type Times = {
  /** The first after this one; null: never again. */
  next(afterMs: number): number | null
  /** The last ones up to and with this one, at most so many, oldest first. */
  last(upToMs: number, count: number): number[]
}

export type CatchUp = 'skip' | 'once' | 'all'

/** How late a time may be begun and still count as kept, not as missed. */
export const graceMs = 60_000
/** Missed times that are counted; how many more there were is of no use to anybody. */
const mostCounted = 100

/**
 * What a schedule is to begin now. `fire`: the times, oldest first, each with the time that is next once it has begun;
 * `missed`: how many came and are passed over (counted up to a hundred); `nextAt`: when next, after all of that.
 */
export function firingsDue(schedule: {
  /** When it was to begin next. */
  nextAt: number
  nowMs: number
  catchUp: CatchUp
  /** Of `all`: the newest so many. */
  limit: number
  times: Times
}): { fire: number[]; missed: number; nextAt: number | null } {
  const { nextAt, nowMs, catchUp, limit, times } = schedule
  if (nextAt > nowMs) return { fire: [], missed: 0, nextAt }
  const most = mostCounted + (catchUp === 'all' ? limit : 1)
  const came = times.last(nowMs, most).filter((time) => time >= nextAt)
  // The schedule may read otherwise by now (the machine moved to another zone): the time it was given still holds.
  const due = came.length > 0 ? came : [nextAt]
  const fire = choose(due, nowMs, catchUp, limit)
  return { fire, missed: due.length - fire.length, nextAt: times.next(nowMs) }
}

function choose(due: number[], nowMs: number, catchUp: CatchUp, limit: number): number[] {
  if (catchUp === 'all') return due.slice(-limit)
  const newest = due.slice(-1)
  return catchUp === 'once' ? newest : newest.filter((time) => nowMs - time <= graceMs)
}

/** Forward jumps of the clock are times that come; after a jump back by more than this, schedules are counted anew. */
const clockSlackMs = 3_600_000

/** Whether the clock was set back: something is known to have happened well after now. */
export function wentBack({ nowMs, happenedAt }: { nowMs: number; happenedAt: number }): boolean {
  return happenedAt - nowMs > clockSlackMs
}
