/** The IANA time zone of this machine; UTC where it does not say, as some containers do not. */
export function machineZone(): string {
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone
  return typeof name === 'string' && isTimeZone(name) ? name : 'UTC'
}

/** Whether this machine knows the IANA time zone. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** A moment as the clock on the wall there shows it: `2026-11-22 09:00:00`. */
export function wallTime(ms: number, timeZone: string): string {
  // Sweden writes dates as ISO does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(ms)
}
