/** How long, in words: `40 seconds`, `5 minutes`, `3 hours`, `12 days`. */
export function sayDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 90) return countOf(seconds, 'second')
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return countOf(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return hours < 48 ? countOf(hours, 'hour') : countOf(Math.round(hours / 24), 'day')
}

/** `a moment ago`, `5 minutes ago`. */
export function sayAgo(ms: number): string {
  return ms < 10_000 ? 'a moment ago' : `${sayDuration(ms)} ago`
}

/** `340 MB`, `1.2 GB`; 1 KB is 1,024 bytes. */
export function sayBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB']
  let size = bytes
  let unit = 0
  while (size >= 1023.5 && unit < units.length - 1) {
    size /= 1024
    unit++
  }
  return `${unit > 1 && size < 100 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`
}

/** `1 run`, `12 runs`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ',')} ${count === 1 ? one : many}`
}
