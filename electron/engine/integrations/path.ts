import { userError } from '../../../shared/errors.ts'

/**
 * A path from a template whose values are escaped, so that none can reach another resource: path`/users/${id}/posts`.
 * A value of `.` or `..` would be taken for a step by whoever reads the address, escaped or not: it is refused.
 */
export function path(texts: TemplateStringsArray, ...values: (string | number)[]): string {
  return texts.reduce(
    (whole, text, index) => whole + text + (index < values.length ? escapeStep(values[index]) : ''),
    '',
  )
}

function escapeStep(value: string | number | undefined): string {
  const text = String(value ?? '')
  // Also `%2E%2E` leads upwards (WHATWG URL, double-dot path segments).
  if (text === '.' || text === '..') {
    throw userError('service.bad-path', `\`${text}\` is no name or id of anything.`)
  }
  return encodeURIComponent(text)
}
