import { expect, test } from 'vitest'
import { formatRate, usdToMicroUsd } from '../../shared/money.ts'

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

test.each([
  // Sums of rates that are half a micro-dollar over, and that floating point puts a little under.
  [0.000_352_499_999_999_999_95, 353],
  [0.000_792_499_999_999_999_9, 793],
  [0.0000005, 1],
  [0.0000004, 0],
  [12, 12_000_000],
  [1_234.567_891, 1_234_567_891],
])('%d dollars are %d micro-dollars', (usd, microUsd) => expect(usdToMicroUsd(usd)).toBe(microUsd))
