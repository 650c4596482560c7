import { formatRate } from '../../shared/money.ts'
import { text } from '../text.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** A narrow no-break space: keeps number and unit on one line without a hole between them. */
const thin = '\u202f'

/** Milliseconds as `340 ms`, `0.8 s`, `14 s`, `1 m 04 s`, `2 h 05 m`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms))
  if (whole < 100) return `${whole}${thin}ms`
  if (whole < 9_950) return `${(whole / secondMs).toFixed(1)}${thin}s`
  const seconds = Math.round(whole / secondMs)
  if (seconds < 60) return `${seconds}${thin}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}${thin}m ${pad(seconds % 60)}${thin}s`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours}${thin}h ${pad(minutes % 60)}${thin}m`
  return `${Math.floor(hours / 24)}${thin}d ${hours % 24}${thin}h`
}

/** Whole numbers such as token counts: `8,214`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 })
}

/** Where there is little room: `950`, `8.2k`, `1.4M`. */
export function formatCompactCount(count: number): string {
  if (Math.abs(count) < 1000) return formatCount(count)
  return count.toLocaleString('en-US', { notation: 'compact', maximumFractionDigits: 1 }).replace('K', 'k')
}

/** Bytes in powers of 1024: `512 B`, `1.4 KB`, `23 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let value = Math.max(0, bytes)
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  const digits = unit > 0 && value < 10 ? 1 : 0
  return `${value.toFixed(digits)}${thin}${units[unit]}`
}

/** A list price in dollars per million tokens: `$0`, `$0.05`, `$0.15`, `$2.00`, `$1.125`. */
export function formatListPrice(usdPerMillion: number): string {
  return formatRate(usdPerMillion)
}

/** A share of 1 as `90 %`. */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)}${thin}%`
}

/**
 * How long ago, or how soon: `just now`, `5 min ago`, `3 h ago`, `yesterday`, `4 d ago`, then the date. Times in
 * milliseconds since the epoch.
 */
export function formatRelativeTime(atMs: number, nowMs: number): string {
  const distance = nowMs - atMs
  const size = Math.abs(distance)
  const tell = (amount: string) => (distance >= 0 ? `${amount} ago` : `in ${amount}`)
  if (size < 45 * secondMs) return text.common.time.justNow
  if (size < 59.5 * minuteMs) return tell(`${Math.max(1, Math.round(size / minuteMs))} min`)
  if (size < 23.5 * hourMs) return tell(`${Math.round(size / hourMs)} h`)
  if (size < 6.5 * dayMs) return tell(`${Math.round(size / dayMs)} d`)
  return formatDate(atMs, nowMs)
}

/** When something comes: `in 5 min`, `in 3 h`, and shortly before it `in a moment`. */
export function formatUntil(atMs: number, nowMs: number): string {
  return atMs - nowMs < 45 * secondMs ? text.common.time.soon : formatRelativeTime(atMs, nowMs)
}

/** To the minute and with the day of the week, for what is to come: `Mon 24 Nov, 09:00`. */
export function formatMinute(atMs: number): string {
  const at = new Date(atMs)
  const day = at.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' }).replace(',', '')
  return `${day}, ${at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`
}

/** `14 Nov`, and with the year when it is not this one: `14 Nov 2025`. */
export function formatDate(atMs: number, nowMs: number): string {
  const at = new Date(atMs)
  const sameYear = at.getFullYear() === new Date(nowMs).getFullYear()
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) })
}

/** To the second, for hints and tables: `14 Nov 2026, 09:30:05`. */
export function formatDateTime(atMs: number): string {
  return new Date(atMs).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
}

/** `1 node`, `4 nodes`. */
export function formatPlural(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** A shortcut as this machine's keyboards print it: `mod+shift+k` is `⇧⌘K` on a Mac and `Ctrl Shift K` elsewhere. */
export function formatShortcut(shortcut: string, isMac: boolean): string {
  const keys = shortcut.split('+').map((key) => key.trim().toLowerCase())
  const order = isMac ? ['ctrl', 'alt', 'shift', 'mod'] : ['mod', 'ctrl', 'alt', 'shift']
  const held = order.filter((key) => keys.includes(key))
  const pressed = keys.filter((key) => !order.includes(key)).map((key) => keyNames[key] ?? key.toUpperCase())
  const names = [...held.map((key) => (isMac ? macNames[key] : otherNames[key]) ?? key), ...pressed]
  return names.join(isMac ? '' : ' ')
}

const macNames: Record<string, string> = { mod: '⌘', ctrl: '⌃', alt: '⌥', shift: '⇧' }
const otherNames: Record<string, string> = { mod: 'Ctrl', ctrl: 'Ctrl', alt: 'Alt', shift: 'Shift' }
const keyNames: Record<string, string> = {
  enter: '↵',
  escape: 'Esc',
  backspace: '⌫',
  delete: 'Del',
  space: 'Space',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  plus: '+',
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
