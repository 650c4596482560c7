import { externalError, userError } from '../../../shared/errors.ts'
import { fillAddress, fillText } from '../connections/fill-text.ts'
import type { Integration } from './define-integration.ts'
import type { OpenConnection } from './open-connection.ts'

/** Where a credential may go, and nowhere else. */
export type ServiceHosts = {
  /** The address that paths continue. */
  base: URL
  /** Whether the credential may go there. */
  includes(url: URL): boolean
  /**
   * The address of a path below the base address, or of a whole address on one of the hosts.
   * @throws an error where it leads anywhere else; `from` says who named it.
   */
  resolve(path: string, from: 'request' | 'reply'): URL
}

/** The hosts of an integration, as a connection's fields name them. */
export function hostsOf(integration: Integration, connection: OpenConnection): ServiceHosts {
  const { fields, secrets, allowPrivate, signIn } = connection
  const base = fillAddress(signIn?.baseUrl ?? integration.baseUrl, { ...fields, ...secrets })
  const { title } = integration
  if (base.protocol !== 'https:' && !allowPrivate) {
    throw userError('service.not-secure', `The address of ${title} does not begin with https://.`, {
      field: 'params.connection',
      hint: 'Only a connection that allows private addresses may do without.',
    })
  }
  const patterns = (integration.hosts ?? []).map((pattern) => fillText(pattern, fields).toLowerCase())
  const includes = (url: URL) =>
    (url.protocol === 'https:' || (allowPrivate && url.protocol === 'http:' && url.origin === base.origin)) &&
    url.username === '' &&
    url.password === '' &&
    (url.host === base.host || patterns.some((pattern) => fits(url.host, pattern)))

  return {
    base,
    includes,
    resolve(path, from) {
      const url = isWhole(path) ? URL.parse(path) : below(base, path)
      if (url && includes(url)) return url
      const host = url?.host ?? path.slice(0, 100)
      if (from === 'reply') {
        throw externalError(
          'service.foreign-address',
          `${title} named ${host} for what comes next, which is not its own.`,
        )
      }
      throw userError(
        'service.foreign-address',
        `${host} is no address of ${title}, so its sign-in is not sent there.`,
        {
          field: 'params.path',
          hint: `Give a path below ${base.host}, or use “HTTP request” for other addresses.`,
        },
      )
    },
  }
}

/** `*.example.com`: any name below it, and not the name itself. */
function fits(host: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) && host.length >= pattern.length : host === pattern
}

function isWhole(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(path) || /^[\\/]{2}/.test(path)
}

/** Text goes behind the base address's path; nothing in it can lead above that. */
function below(base: URL, path: string): URL | null {
  const start = base.pathname.replace(/\/+$/, '')
  const joined = path === '' || /^[/?]/.test(path) ? path : `/${path}`
  const url = URL.parse(base.origin + start + joined)
  if (!url || url.origin !== base.origin) return null
  if (base.search !== '') for (const [name, value] of base.searchParams) url.searchParams.set(name, value)
  return url.pathname === start || url.pathname.startsWith(`${start}/`) ? url : null
}
