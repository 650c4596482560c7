/** Values of OTLP's JSON form (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): 64-bit integers are texts. */
export type OtlpValue =
  | { stringValue: string }
  | { boolValue: boolean }
  | { intValue: string }
  | { doubleValue: number }
  | { arrayValue: { values: OtlpValue[] } }
export type OtlpAttribute = { key: string; value: OtlpValue }

/** A number that may have a fraction, whatever it is now: what a name means must not depend on the value. */
export type Double = { double: number }

/** A text that is not cut: JSON would be none any more. */
export type Whole = { whole: string }
export const whole = (text: string): Whole => ({ whole: text })

/** What is left out, by null and undefined, has no attribute. */
export type Attributes = Record<string, string | number | boolean | string[] | Double | Whole | null | undefined>

/** Characters of one text; what is longer is cut. */
export const mostAttributeCharacters = 8_000

export function attributesOf(values: Attributes): OtlpAttribute[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [{ key, value: otlpValue(value) }],
  )
}

function otlpValue(value: string | number | boolean | string[] | Double | Whole): OtlpValue {
  if (typeof value === 'string') return { stringValue: cutText(value) }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(otlpValue) } }
  return 'whole' in value ? { stringValue: value.whole } : { doubleValue: value.double }
}

/** At most `most` characters, with how many there were; never half of a character. */
export function cutText(text: string, most = mostAttributeCharacters): string {
  if (text.length <= most) return text
  const isHalf = /[\ud800-\udbff]/.test(text.charAt(most - 1))
  return `${text.slice(0, isHalf ? most - 1 : most)}… (${text.length} characters)`
}

/** Milliseconds since the epoch as nanoseconds. */
export function nanosOf(ms: number): string {
  return `${Math.round(ms)}000000`
}
