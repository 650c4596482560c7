import { userError } from '../../../shared/errors.ts'

/**
 * Whether one of these names the address's host: `example.com` alone, `*.example.com` what lies below it, `[::1]` an
 * address. Without a port, an entry stands for the usual one of http and https; with one, for that.
 */
export function allowsHost(url: URL, hosts: string[]): boolean {
  const host = bare(url.hostname)
  return hosts.some((entry) => {
    const wanted = parseEntry(entry)
    if (!wanted || wanted.port !== url.port) return false
    return wanted.below ? host.endsWith(`.${wanted.host}`) : host === wanted.host
  })
}

/** The same address; throws a user error where the list does not name its host. Without a list, all are. */
export function checkHost(url: URL, onlyHosts: string[] | undefined): URL {
  if (!onlyHosts || allowsHost(url, onlyHosts)) return url
  throw userError('http.host-not-allowed', `${url.host} is none of the hosts that may be asked here.`, {
    hint: onlyHosts.length === 0 ? 'None may be.' : `These may be: ${onlyHosts.join(', ')}.`,
  })
}

/** As the URL parser spells it, so that capitals, accents and numbers in odd forms are the same on both sides. */
function parseEntry(entry: string): { host: string; port: string; below: boolean } | null {
  const below = entry.trim().startsWith('*.')
  const url = URL.parse(`http://${entry.trim().slice(below ? 2 : 0)}/`)
  // An entry names a host and nothing else.
  if (url?.href !== `http://${url?.host}/` || url.host === '') return null
  return { host: bare(url.hostname), port: url.port, below }
}

/** A name may end with the dot of the root. */
function bare(hostname: string): string {
  return hostname.replace(/\.$/, '')
}
