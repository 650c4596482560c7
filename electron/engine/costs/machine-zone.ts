import { isTimeZone } from '../../../shared/workflow/time-zone.ts'

/** This machine's time zone by name; UTC where it does not say, as some containers do not. */
export function machineZone(): string {
  const name = new Intl.DateTimeFormat().resolvedOptions().timeZone
  return typeof name === 'string' && isTimeZone(name) ? name : 'UTC'
}
