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
  return text === '.' || text === '..' ? text.replaceAll('.', '%2E') : encodeURIComponent(text)
}
