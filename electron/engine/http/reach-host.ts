import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { classifyAddress, isAddressAllowed } from './guard-address.ts'
import { addressRefused } from './guarded-connect.ts'

type Wish = { allowPrivate: boolean; signal: AbortSignal; lookup?: LookupFunction }

/**
 * The address a host's name leads to, for drivers that open their sockets themselves: they are handed this address, so
 * that no second look-up can be answered differently. One forbidden address among several refuses the name. IPv4 comes
 * first: a driver tries the one address, not one after the other.
 */
export async function reachHost(host: string, wish: Wish): Promise<{ address: string; isPublic: boolean }> {
  const { allowPrivate, signal, lookup = systemLookup } = wish
  const bare = host.replace(/^\[|\]$/g, '')
  const addresses = isIP(bare) ? [bare] : await look(bare, lookup, signal)
  for (const address of addresses) {
    if (!isAddressAllowed(address, { allowPrivate })) throw addressRefused(bare, address, allowPrivate)
  }
  const [address] = addresses
  if (address === undefined) throw Object.assign(new Error(`${bare} has no address`), { code: 'ENOTFOUND' })
  return { address, isPublic: classifyAddress(address) === 'public' }
}

function look(host: string, lookup: LookupFunction, signal: AbortSignal): Promise<string[]> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    lookup(host, { all: true, order: 'ipv4first' }, (error, found) => {
      signal.removeEventListener('abort', leave)
      if (error) reject(error)
      else resolve(typeof found === 'string' ? [found] : found.map(({ address }) => address))
    })
  })
}
