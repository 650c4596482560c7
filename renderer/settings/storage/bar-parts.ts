import type { StorageUsage } from '../../../shared/contract/storage.ts'

type Part = StorageUsage['parts'][number]['part'] | 'free'
export type BarPart = {
  part: Part
  bytes: number
  /** How many things; null for what is not counted. */
  count: number | null
  /** Of the whole bar, 0 to 1. */
  share: number
}

const order: readonly Part[] = ['runs', 'values', 'workflows', 'costs', 'other', 'free']

/** The parts of the file in a fixed order, with what is free inside it at the end; parts without any room are left out. */
export function barParts({ parts, freeBytes }: Pick<StorageUsage, 'parts' | 'freeBytes'>): BarPart[] {
  const all = [...parts, { part: 'free' as const, bytes: freeBytes, count: null }].filter(({ bytes }) => bytes > 0)
  const total = all.reduce((sum, { bytes }) => sum + bytes, 0)
  return all
    .map((one) => ({ ...one, share: one.bytes / total }))
    .sort((a, b) => order.indexOf(a.part) - order.indexOf(b.part))
}
