import { expect, test } from 'vitest'
import { formatRate } from '../../shared/money.ts'

test.each([
  [0, '$0'],
  [2, '$2.00'],
  [0.15, '$0.15'],
  [0.075, '$0.075'],
  [1.125, '$1.125'],
  [0.1 + 0.2, '$0.30'],
  [1000.5, '$1000.50'],
  [0.0004, '$0.0004'],
])('a rate of %d reads %s', (rate, text) => expect(formatRate(rate)).toBe(text))
