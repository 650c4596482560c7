import { Cron } from 'croner'
import { userError } from '../../../shared/errors.ts'
import { machineZone } from '../../../shared/workflow/time-zone.ts'
import type { ScheduleParams } from '../../../shared/workflow/trigger-params.ts'
import type { Times } from './due.ts'

export type Schedule = { pattern: string; timeZone: string }

const daysOfWeek = {
  'mon-fri': '1-5',
  'sat-sun': '6-7',
  mon: '1',
  tue: '2',
  wed: '3',
  thu: '4',
  fri: '5',
  sat: '6',
  sun: '0',
}

/** A schedule's set-up as a cron line of five fields and the zone it is read in. */
export function scheduleOf(params: ScheduleParams): Schedule {
  return { pattern: patternOf(params), timeZone: params.timeZone || machineZone() }
}

function patternOf({ every, minutes, hours, days, time, cron }: ScheduleParams): string {
  const [hour, minute] = time.split(':').map(Number)
  switch (every) {
    case 'minutes':
      return `*/${minutes} * * * *`
    case 'hours':
      return `0 */${hours} * * *`
    case 'day':
      return `${minute} ${hour} * * *`
    case 'week':
      return `${minute} ${hour} * * ${daysOfWeek[days]}`
    case 'cron':
      return cron.trim()
  }
}

/**
 * The times a schedule names. Where clocks are put forward, a fixed time inside the gap comes right after it; where they
 * are put back, it comes once, while intervals go on through both. Throws a user error for a line that is none.
 */
export function timesOf({ pattern, timeZone }: Schedule): Times {
  const cron = parse(pattern, timeZone)
  return {
    next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() ?? null,
    last: (upToMs, count) =>
      cron
        .previousRuns(count, new Date(upToMs + 1))
        .map((time) => time.getTime())
        .sort((a, b) => a - b),
  }
}

function parse(pattern: string, timezone: string): Cron {
  const isLine = /^@[a-z]+$/i.test(pattern) || pattern.split(/\s+/).length === 5
  const bad = (why: string, cause?: unknown) =>
    userError('trigger.bad-schedule', `\`${pattern}\` is not a cron line: ${why}.`, {
      field: 'params.cron',
      hint: 'Write minute, hour, day of the month, month and day of the week, such as `0 9 * * 1-5`.',
      cause,
    })
  if (!isLine) throw bad('it needs five fields')
  try {
    return new Cron(pattern, { timezone, paused: true, mode: '5-part', fixedTimeRule: 'no-wildcard' })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^\w+: /, '') : String(cause)
    throw bad(
      reason.replace(/\.$/, '').replace(/^[A-Z]/, (letter) => letter.toLowerCase()),
      cause,
    )
  }
}
