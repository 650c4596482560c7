/**
 * Takes secrets out of what is logged, stored or shown. Better one harmless value too many hidden than one secret shown:
 * names are matched loosely, values by the shapes the big services give their keys.
 */
const hidden = '[hidden]'

const secretHeader =
  /^(authorization|proxy-authorization|cookie|set-cookie)$|(api|access|auth|secret|private)[-_]?key|token|secret|password|signature/i
const secretParam =
  /^(key|sig|code|auth|pass|pwd)$|(api|access|auth|secret|private)[-_]?key|token|secret|password|signature/i

const secretShapes = [
  /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi,
  /\bsk-[\w*-]{6,}/g, // OpenAI, Anthropic, and many that imitate them; with stars in a vendor's own complaint
  /\bAIza[\w-]{20,}/g, // Google
  /\b(gh[pousr]|github_pat)_\w{20,}/g,
  /\bxox[a-z]-[\w-]{10,}/g, // Slack
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g, // JSON Web Token
]

/** Whether a header of this name usually carries a secret. */
export function isSecretHeader(name: string): boolean {
  return secretHeader.test(name)
}

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

/** Free text without anything shaped like a key, and without the given secrets, also where they stand encoded. */
export function redactText(text: string, secrets: string[] = []): string {
  let safe = hideSecrets(text, secrets)
  for (const shape of secretShapes) safe = safe.replace(shape, hidden)
  return safe
}

/**
 * Words of complaints. Entered in place of a secret they hide nothing, and without them nobody understands what is wrong
 * ("invalid [hidden]").
 */
const ordinaryWords =
  /^(access|account|admin|api|basic|bearer|client|code|email|error|invalid|key|login|missing|none|null|password|request|root|secret|test|token|true|false|unauthorized|undefined|user|username|value|wrong)$/i

/** The text without these secrets, also where they stand encoded; whatever else it holds stays. */
export function hideSecrets(text: string, secrets: string[]): string {
  let safe = text
  for (const secret of secrets) {
    if (secret.length < 4 || ordinaryWords.test(secret)) continue
    const spellings = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]
    for (const spelling of new Set(spellings)) safe = safe.replaceAll(spelling, hidden)
  }
  return safe
}
