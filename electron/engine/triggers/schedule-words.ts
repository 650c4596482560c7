import cronstrue from 'cronstrue'
import type { Schedule } from './next-times.ts'

/** A schedule in one plain sentence: `At 09:00, Monday through Friday (Europe/Berlin)`. */
export function describeSchedule({ pattern, timeZone }: Schedule): string {
  const words = cronstrue.toString(pattern, { use24HourTimeFormat: true, throwExceptionOnParseError: false })
  return `${words} (${timeZone})`
}
