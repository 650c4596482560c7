/**
 * Money is whole micro-dollars: 1,000,000 are one US dollar. Sums of integers are exact; sums of dollars as floating
 * point are not.
 */
export type MicroUsd = number

export const microUsdPerUsd = 1_000_000

/**
 * Dollars (floating point, as price tables give them) to whole micro-dollars, half up. What floating point adds or takes
 * off beyond twelve digits is cut first: 29 tokens in and 28 out at gpt-4o's rates sum to 352.49999999999994 and are 352.5.
 */
export function usdToMicroUsd(usd: number): MicroUsd {
  return Math.round(Number((usd * microUsdPerUsd).toPrecision(12)))
}

/** A rate in dollars (for a million tokens), as exact as it is: `$0`, `$0.05`, `$0.075`, `$2.00`, `$1.125`. */
export function formatRate(usd: number): string {
  if (usd === 0) return '$0'
  // Six digits are more than any price list has, and cut off what floating point adds.
  const [whole = '0', decimals = ''] = Number(usd.toPrecision(6)).toFixed(8).replace(/0+$/, '').split('.')
  return `$${whole}.${decimals.padEnd(2, '0')}`
}

/**
 * `$0.0041`, `$12.80`, `$0`. Small amounts keep two significant digits, because a run that cost $0.00004 did not cost
 * nothing; `null` is a price nobody knows and reads as such.
 */
export function formatMicroUsd(microUsd: MicroUsd | null): string {
  if (microUsd === null) return 'unknown'
  if (microUsd === 0) return '$0'
  const sign = microUsd < 0 ? '-' : ''
  const usd = Math.abs(microUsd) / microUsdPerUsd
  if (usd >= 1) return `${sign}$${usd.toFixed(2)}`
  const decimals = Math.min(6, Math.max(2, 1 - Math.floor(Math.log10(usd))))
  return `${sign}$${usd.toFixed(decimals)}`
}
