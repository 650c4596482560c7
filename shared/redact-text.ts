/**
 * Takes secrets out of what is logged, stored or shown. Better one harmless value too many hidden than one secret shown:
 * they are known by the shapes the big services give their keys.
 */
export const hidden = '[hidden]'

const secretShapes = [
  /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi,
  /\bsk-[\w*-]{6,}/g, // OpenAI, Anthropic, and many that imitate them; with stars in a vendor's own complaint
  /\bAIza[\w-]{20,}/g, // Google
  /\b(gh[pousr]|github_pat)_\w{20,}/g,
  /\bxox[a-z]-[\w-]{10,}/g, // Slack
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g, // JSON Web Token
]

/** Free text without anything shaped like a key, and without the given secrets, also where they stand encoded. */
export function redactText(text: string, secrets: string[] = []): string {
  let safe = hideSecrets(text, secrets)
  for (const shape of secretShapes) safe = safe.replace(shape, hidden)
  return safe
}

/** The text without these secrets, also where they stand encoded; whatever else it holds stays. */
export function hideSecrets(text: string, secrets: string[]): string {
  let safe = text
  for (const secret of secrets) {
    if (secret.length < 4) continue
    const spellings = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]
    for (const spelling of new Set(spellings)) safe = safe.replaceAll(spelling, hidden)
  }
  return safe
}
