import { expect, test } from 'vitest'
import { roomOf, rowsInView, scaleOf, scrollTopFor } from '../../../renderer/runs/long-list.ts'

const list = (rows: number) => ({ rows, rowHeight: 54, viewHeight: 600 })

test('a list that fits into what browsers draw is scrolled pixel by pixel', () => {
  const long = list(2_000)
  expect(roomOf(long)).toBe(2_000 * 54)
  expect(scaleOf(long)).toBe(1)
  const { first, last, top } = rowsInView(long, 5_400, 0)
  expect([first, last]).toEqual([100, 112])
  expect(top(100)).toBe(5_400)
})

test.each([1, 7, 12, 150_000, 1_000_000, 20_000_000])('of %i rows each can be reached, and few are drawn', (rows) => {
  const long = list(rows)
  const lowest = Math.max(0, roomOf(long) - long.viewHeight)
  const atEnd = rowsInView(long, lowest)
  expect(atEnd.last).toBe(rows)
  expect(rowsInView(long, 0).first).toBe(0)
  // The last row ends where the room does.
  if (lowest > 0) expect(atEnd.top(rows - 1) + long.rowHeight).toBeCloseTo(roomOf(long), 3)
  for (const index of [0, 1, Math.floor(rows / 3), Math.floor(rows / 2), rows - 2, rows - 1]) {
    if (index < 0 || index >= rows) continue
    const scrollTop = scrollTopFor(long, lowest / 7, index)
    expect(scrollTop).toBeGreaterThanOrEqual(0)
    expect(scrollTop).toBeLessThanOrEqual(lowest + 0.001)
    const { first, last, top } = rowsInView(long, scrollTop, 0)
    expect(index).toBeGreaterThanOrEqual(first)
    expect(index).toBeLessThan(last)
    expect(top(index)).toBeGreaterThanOrEqual(scrollTop - 0.01)
    expect(top(index) + long.rowHeight).toBeLessThanOrEqual(
      scrollTop + Math.max(long.viewHeight, long.rowHeight) + 0.01,
    )
    expect(last - first).toBeLessThanOrEqual(13)
  }
})

test('an empty list draws nothing, and a row in view is not moved', () => {
  expect(rowsInView(list(0), 0)).toMatchObject({ first: 0, last: 0 })
  expect(scrollTopFor(list(2_000), 540, 12)).toBe(540)
})
