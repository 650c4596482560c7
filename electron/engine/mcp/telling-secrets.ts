const shortest = 8

/** Settings that are kept sealed as all are, and are no secret: were they blacked out, answers would be full of holes. */
const harmless = [
  /^(true|false|yes|no|on|off)$/i,
  /^[\d.,:]+$/,
  /^[a-z]{1,16}$/, // debug, production
  /^(~|\.{0,2})?(\/[\w.@ +-]+)+\/?$/, // a path
  /^[A-Za-z]:(\\[\w.@ +-]+)+\\?$/,
  /^https?:\/\/[\w.-]+(:\d+)?\/?$/, // where something is, and nothing else
]

/** Of the values a server is given, those that must not be seen again: in its log, in what it answers, in ours. */
export function tellingSecrets(secrets: Record<string, string>): string[] {
  const values = Object.values(secrets).flatMap((value) => [value, ...afterScheme(value)])
  return values.filter((value) => value.length >= shortest && !harmless.some((shape) => shape.test(value)))
}

/** `Bearer abc` holds `abc`. */
function afterScheme(value: string): string[] {
  const token = /^(?:Bearer|Basic|Token|ApiKey)\s+(\S+)$/i.exec(value)?.[1]
  return token === undefined ? [] : [token]
}
