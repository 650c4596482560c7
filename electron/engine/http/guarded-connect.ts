import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import type { buildConnector } from 'undici'
import { userError } from '../../../shared/errors.ts'
import { isAddressAllowed } from './guard-address.ts'

type Options = {
  buildConnector: typeof buildConnector
  allowPrivate: boolean
  timeoutMs: number
  /** How names become addresses; the system's resolver unless told. */
  lookup?: LookupFunction
}

/**
 * A connector for undici that refuses forbidden addresses where it counts: on the addresses a name resolves to at the
 * moment of connecting (a second look-up could be answered differently), on addresses written into the URL, which are
 * never looked up, and once more on the socket's own far end before a byte is sent.
 */
export function guardedConnect(options: Options): buildConnector.connector {
  const { allowPrivate, timeoutMs } = options
  const check = (host: string, address: string) =>
    isAddressAllowed(address, { allowPrivate }) ? null : addressRefused(host, address, allowPrivate)
  const lookup = guardLookup(options.lookup ?? systemLookup, check)
  const connect = options.buildConnector({ timeout: timeoutMs, lookup } as buildConnector.BuildOptions)

  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, '')
    const refused = isIP(host) ? check(host, host) : null
    if (refused) return callback(refused, null)
    connect(target, (...result) => {
      const [error, socket] = result
      const address: Socket['remoteAddress'] = socket?.remoteAddress
      const late = error || address === undefined ? null : check(host, address)
      if (!late) return callback(...result)
      socket?.destroy()
      callback(late, null)
    })
  }
}

/** One forbidden address among several refuses the name: which one would be used is not ours to choose. */
function guardLookup(lookup: LookupFunction, check: (host: string, address: string) => Error | null): LookupFunction {
  return (host, options, callback) => {
    lookup(host, options, (error, address, family) => {
      const addresses = typeof address === 'string' ? [address] : (address ?? []).map((found) => found.address)
      const refused = error ?? addresses.map((found) => check(host, found)).find((problem) => problem !== null)
      if (refused) callback(refused, address, family)
      else callback(null, address, family)
    })
  }
}

/** Why an address is not called, in words. */
export function addressRefused(host: string, address: string, allowPrivate: boolean): Error {
  const place = host === address ? address : `${host} (${address})`
  if (!allowPrivate && isAddressAllowed(address, { allowPrivate: true })) {
    return userError('http.private-address', `${place} is on this machine or its local network.`, {
      hint: 'Switch on "Allow private addresses" if that is meant.',
    })
  }
  return userError(
    'http.forbidden-address',
    `${place} is a link-local or cloud metadata address. Niti never calls those.`,
  )
}
