import type { Clock } from '../../../shared/clock.ts'
import { wallTime } from '../../../shared/workflow/time-zone.ts'
import { scheduleParams } from '../../../shared/workflow/trigger-params.ts'
import type { TriggerRow, TriggersStore } from '../store/triggers.store.ts'
import { firingsDue, wentBack } from './due.ts'
import type { Fire } from './fire.ts'
import { scheduleOf, timesOf } from './next-times.ts'

type Parts = { store: TriggersStore; engineId: string; clock: Clock; fire: Fire }

/** Longest wait without a look at the clock: it may have been set, or the machine may have slept. */
const longestWaitMs = 60_000
/** After a start that did not come about for a reason that may pass. */
const retryMs = 5_000

/** Begins the runs of all schedules whose time has come. */
export function createScheduler({ store, engineId, clock, fire }: Parts) {
  const live = () => store.list().filter((row) => row.kind === 'schedule' && row.active && row.nextAt !== null)

  /** Begins what is due; answers how long, in milliseconds, nothing will be. null: nothing is planned. */
  async function beat(): Promise<number | null> {
    let stuck = false
    for (const row of live()) stuck = (await begin(row)) || stuck
    const soonest = Math.min(...live().map(({ nextAt }) => nextAt ?? Number.POSITIVE_INFINITY))
    if (soonest === Number.POSITIVE_INFINITY) return null
    const wait = Math.min(longestWaitMs, Math.max(0, soonest - clock.now()))
    return stuck ? Math.max(wait, retryMs) : wait
  }

  /** Whether it could not begin and is to be tried again. */
  async function begin(row: TriggerRow): Promise<boolean> {
    const { nextAt } = row
    if (nextAt === null) return false
    const params = scheduleParams.parse(row.params)
    const schedule = scheduleOf(params)
    const times = timesOf(schedule)
    const nowMs = clock.now()
    if (wentBack({ nowMs, happenedAt: Math.max(row.since, row.lastFiredAt ?? 0) })) {
      const afresh = times.next(nowMs)
      if (afresh !== null && afresh < nextAt) {
        store.claim(row, { engineId, at: nowMs, runId: null, nextAt: afresh })
        return false
      }
    }
    const due = firingsDue({ ...params, limit: params.catchUpLimit, nextAt, nowMs, times })
    if (due.fire.length === 0) {
      if (due.nextAt !== nextAt) store.claim(row, { engineId, at: nowMs, runId: null, nextAt: due.nextAt })
      return false
    }
    let before = row
    for (const [index, time] of due.fire.entries()) {
      const following = due.fire[index + 1] ?? due.nextAt
      const missed = index === 0 ? due.missed : 0
      const fired = await fire({ row: before, nextAt: following, payload: payloadOf(time, schedule.timeZone, missed) })
      if (fired.kind === 'taken') return false
      if (fired.kind === 'stuck') return true
      before = { ...before, nextAt: following }
    }
    return false
  }

  function payloadOf(time: number, timeZone: string, missed: number) {
    const lateMs = Math.max(0, clock.now() - time)
    return { time: new Date(time).toISOString(), localTime: wallTime(time, timeZone), timeZone, lateMs, missed }
  }

  return { beat }
}

export type Scheduler = ReturnType<typeof createScheduler>
