const quoted = String.raw`"(?:[^"\\]|\\.)*"`
/** Commas and semicolons may stand in addresses and in quotes. */
const links = new RegExp(String.raw`<([^>]*)>((?:\s*;\s*[\w*-]+(?:\s*=\s*(?:${quoted}|[^",;\s]*))?)*)`, 'g')

/** The address of `rel="next"` in a `Link` header (RFC 8288); null where there is none. */
export function nextLink(header: string): string | null {
  for (const [, address, params = ''] of header.matchAll(links)) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^",;\s]*))/i.exec(params)
    const names = (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/)
    if (names.includes('next')) return address ?? null
  }
  return null
}
