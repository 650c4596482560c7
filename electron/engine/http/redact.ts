import { hidden, redactText } from '../../../shared/redact-text.ts'
import { isSecretHeader } from '../../../shared/secret-header.ts'

export { hideSecrets, redactText } from '../../../shared/redact-text.ts'

/** Names are matched loosely: better one harmless value too many hidden than one secret shown. */
const secretParam =
  /^(key|sig|code|auth|pass|pwd)$|(api|access|auth|secret|private)[-_]?key|token|secret|password|signature/i

/** The headers as a plain object, values of secret ones hidden. */
export function redactHeaders(headers: Iterable<[string, string]>, secrets: string[] = []): Record<string, string> {
  const entries = Array.from(headers, ([name, value]): [string, string] => [
    name,
    isSecretHeader(name) ? hidden : redactText(value, secrets),
  ])
  return Object.fromEntries(entries)
}

/** The address without its password and without the values of query parameters that look like keys. */
export function redactUrl(address: string, secrets: string[] = []): string {
  if (!URL.canParse(address)) return redactText(address, secrets)
  const url = new URL(address)
  if (url.username) url.username = 'hidden'
  if (url.password) url.password = 'hidden'
  for (const name of new Set(url.searchParams.keys())) {
    if (secretParam.test(name)) url.searchParams.set(name, 'hidden')
  }
  return redactText(url.href, secrets)
}
