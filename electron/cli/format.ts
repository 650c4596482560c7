import { formatMicroUsd } from '../../shared/money.ts'
import type { CostView } from '../../shared/run/view.ts'

/** `340 ms`, `1.2 s`, `2 min 05 s`, `1 h 02 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`
  // Tenths first, so that 59,960 ms becomes a minute and never `60.0 s`.
  const tenths = Math.round(durationMs / 100)
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`
  const seconds = Math.round(durationMs / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`
}

/** `12,345`. Not `toLocaleString`: loading the locale's data costs a start more than the whole table. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 node`, `2 nodes`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** What calls cost; `+ unknown` says that some of them have no known price and are not in the sum. */
export function formatCost(cost: Pick<CostView, 'microUsd' | 'unknownCalls'>): string {
  if (cost.unknownCalls === 0) return formatMicroUsd(cost.microUsd)
  return cost.microUsd === 0 ? formatMicroUsd(null) : `${formatMicroUsd(cost.microUsd)} + unknown`
}

/** `340 bytes`, `12 KB`, `3.4 MB`, `1.2 GB`; 1 KB is 1,024 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return countOf(bytes, 'byte')
  let size = bytes / 1024
  const units = ['KB', 'MB', 'GB', 'TB']
  let unit = 0
  while (size >= 1023.95 && unit < units.length - 1) {
    size /= 1024
    unit++
  }
  return `${size < 100 && unit > 0 ? size.toFixed(1) : formatCount(Math.round(size))} ${units[unit]}`
}

/** `2026-11-22 15:04:09` in this machine's zone. */
export function formatTime(atMs: number): string {
  const at = new Date(atMs)
  const day = [at.getFullYear(), twoDigits(at.getMonth() + 1), twoDigits(at.getDate())].join('-')
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':')}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
