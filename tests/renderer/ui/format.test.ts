import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatCompactCount,
  formatCount,
  formatDuration,
  formatMinute,
  formatRelativeTime,
  formatShare,
  formatShortcut,
  formatUntil,
} from '../../../renderer/ui/format.ts'

/** The narrow no-break space between number and unit, written as a plain one. */
const plain = (text: string) => text.replaceAll('\u202f', ' ')

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [99, '99 ms'],
    [100, '0.1 s'],
    [812, '0.8 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [14_400, '14 s'],
    [59_499, '59 s'],
    [59_600, '1 m 00 s'],
    [64_000, '1 m 04 s'],
    [3_599_700, '1 h 00 m'],
    [7_500_000, '2 h 05 m'],
    [273_600_000, '3 d 4 h'],
    [-5, '0 ms'],
  ])('%i ms', (ms, expected) => {
    expect(plain(formatDuration(ms))).toBe(expected)
  })
})

it('says how soon something comes, and when to the minute', () => {
  const now = new Date(2026, 10, 22, 12).getTime()
  expect(formatUntil(now - 5_000, now)).toBe('in a moment')
  expect(formatUntil(now + 30_000, now)).toBe('in a moment')
  expect(formatUntil(now + 5 * 60_000, now)).toBe('in 5 min')
  expect(formatUntil(now + 3 * 3_600_000, now)).toBe('in 3 h')
  expect(formatMinute(new Date(2026, 10, 23, 9, 5).getTime())).toBe('Mon 23 Nov, 09:05')
})

describe('formatRelativeTime', () => {
  const now = new Date(2026, 10, 22, 12, 0, 0).getTime()
  const minute = 60_000
  it.each([
    [10_000, 'just now'],
    [50_000, '1 min ago'],
    [5 * minute, '5 min ago'],
    [59 * minute, '59 min ago'],
    [61 * minute, '1 h ago'],
    [23 * 60 * minute, '23 h ago'],
    [4 * 24 * 60 * minute, '4 d ago'],
    [-3 * minute, 'in 3 min'],
  ])('%i ms before now', (age, expected) => {
    expect(formatRelativeTime(now - age, now)).toBe(expected)
  })

  it('gives the date when it is long ago, with the year when it is another', () => {
    expect(formatRelativeTime(new Date(2026, 9, 3).getTime(), now)).toBe('3 Oct')
    expect(formatRelativeTime(new Date(2025, 9, 3).getTime(), now)).toBe('3 Oct 2025')
  })
})

it('groups digits of counts and shortens large ones', () => {
  expect(formatCount(8214)).toBe('8,214')
  expect(formatCompactCount(950)).toBe('950')
  expect(formatCompactCount(8214)).toBe('8.2k')
  expect(formatCompactCount(1_400_000)).toBe('1.4M')
})

it('writes bytes in the unit that reads best', () => {
  expect([0, 512, 1434, 24 * 1024 * 1024].map((bytes) => plain(formatBytes(bytes)))).toEqual([
    '0 B',
    '512 B',
    '1.4 KB',
    '24 MB',
  ])
})

it('writes shares as whole percent', () => {
  expect(plain(formatShare(0.904))).toBe('90 %')
})

it('prints shortcuts the way the keyboard does', () => {
  expect(formatShortcut('mod+shift+z', true)).toBe('⇧⌘Z')
  expect(formatShortcut('mod+shift+z', false)).toBe('Ctrl Shift Z')
  expect(formatShortcut('mod+plus', false)).toBe('Ctrl +')
  expect(formatShortcut('delete', false)).toBe('Del')
})
