import { text } from '../text.ts'
import { formatDate } from '../ui/format.ts'

export type DayGroup<T> = { title: string; items: T[] }

const dayMs = 24 * 3_600_000

/** A list that is newest first, cut where another day begins. Times in milliseconds since the epoch. */
export function groupByDay<T extends { updatedAt: number }>(items: readonly T[], nowMs: number): DayGroup<T>[] {
  const groups: DayGroup<T>[] = []
  for (const item of items) {
    const title = dayWords(item.updatedAt, nowMs)
    const last = groups.at(-1)
    if (last?.title === title) last.items.push(item)
    else groups.push({ title, items: [item] })
  }
  return groups
}

function dayWords(atMs: number, nowMs: number): string {
  const { today, yesterday, week } = text.chat.days
  const days = Math.round((startOfDay(nowMs) - startOfDay(atMs)) / dayMs)
  if (days <= 0) return today
  if (days === 1) return yesterday
  return days < 7 ? week : formatDate(startOfMonth(atMs), nowMs).replace(/^\S+ /, '')
}

function startOfDay(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0)
}

function startOfMonth(atMs: number): number {
  const at = new Date(atMs)
  return new Date(at.getFullYear(), at.getMonth(), 1).getTime()
}
