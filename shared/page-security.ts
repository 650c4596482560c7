/**
 * What the page may do, the same under the desktop shell and the local web host. Everything comes from the place that
 * served the page; scripts are files, never inline and never made from text. Styles may be inline, because toasts,
 * scroll locks and scroll areas write style elements; a style can reach nothing outside, as images, fonts and
 * connections stay at home too.
 */
const directives: Record<string, readonly string[]> = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'worker-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'manifest-src': ["'self'"],
  'object-src': ["'none'"],
  'frame-src': ["'none'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
}

export const contentPolicy = Object.entries(directives)
  .map(([name, sources]) => `${name} ${sources.join(' ')}`)
  .join('; ')

/** Sent with every file of the page. */
export const pageHeaders: Record<string, string> = {
  'content-security-policy': contentPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
}

const required = [
  'default-src',
  'script-src',
  'object-src',
  'base-uri',
  'form-action',
  'frame-ancestors',
  'connect-src',
]
const never = ["'unsafe-eval'", "'wasm-unsafe-eval'", '*', 'http:', 'https:', 'ws:', 'wss:']

/** What a policy leaves open, one sentence each; empty when it has no hole. Checked over what is really sent. */
export function findPolicyHoles(policy: string): string[] {
  const rules = new Map<string, string[]>()
  for (const part of policy.split(';')) {
    const [name, ...sources] = part.trim().split(/\s+/)
    // A browser heeds the first of two equal directives only.
    if (name && !rules.has(name)) rules.set(name, sources)
  }
  const holes = required.filter((name) => !rules.has(name)).map((name) => `${name} is missing`)
  for (const [name, sources] of rules) {
    for (const source of sources) {
      if (never.includes(source) || source.includes('*')) holes.push(`${name} allows ${source}`)
      else if (!source.startsWith("'") && !['data:', 'blob:'].includes(source)) holes.push(`${name} allows ${source}`)
    }
    const runsCode = ['default-src', 'script-src', 'script-src-elem', 'script-src-attr', 'worker-src', 'object-src']
    const loose = sources.filter((source) => ["'unsafe-inline'", 'data:', 'blob:'].includes(source))
    if (runsCode.includes(name)) holes.push(...loose.map((source) => `${name} allows ${source}`))
  }
  return holes
}
