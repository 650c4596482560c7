export type NumberLimits = { min?: number; max?: number; isInteger: boolean }

/** A number as people type it, with a comma or a point; null where it is none, or outside of the limits. */
export function parseNumber(typed: string, { min, max, isInteger }: NumberLimits): number | null {
  if (typed.trim() === '') return null
  const number = Number(typed.replace(',', '.'))
  if (!Number.isFinite(number) || (isInteger && !Number.isInteger(number))) return null
  if ((min !== undefined && number < min) || (max !== undefined && number > max)) return null
  return number
}
