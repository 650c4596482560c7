import { isIP } from 'node:net'

/**
 * Where an IP address leads:
 * - `public`: the internet.
 * - `private`: the local network, and every range that is not public internet (documentation, multicast, reserved).
 * - `loopback`: this machine.
 * - `link-local`: the wire itself, and the metadata services of clouds, which hand out credentials to whoever asks.
 */
export type AddressKind = 'public' | 'private' | 'loopback' | 'link-local'

/** Metadata services outside 169.254.0.0/16 and fe80::/10: Alibaba, Oracle, Azure, AWS over IPv6, Google over IPv6. */
const metadataAddresses = new Set([
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  'fd00:ec2:0:0:0:0:0:254',
  'fd20:ce:0:0:0:0:0:254',
])

/** First match wins. Sources: the IANA special-purpose address registries for IPv4 and IPv6. */
const ipv4Ranges: [range: string, kind: AddressKind][] = [
  ['0.0.0.0/8', 'loopback'], // "this host": Linux connects 0.0.0.0 to itself
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'private'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'private'],
  ['192.0.2.0/24', 'private'],
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'private'],
  ['198.51.100.0/24', 'private'],
  ['203.0.113.0/24', 'private'],
  ['224.0.0.0/3', 'private'],
]

/**
 * Says where an address leads. Takes any spelling of IPv6, with or without a zone; an IPv4 address wrapped in IPv6
 * (mapped, compatible, NAT64, 6to4) counts as the IPv4 address it really reaches.
 * @throws if the text is no IP address.
 */
export function classifyAddress(address: string): AddressKind {
  const bare = address.replace(/%.*$/, '')
  if (isIP(bare) === 4) return classifyIpv4(bare)
  if (isIP(bare) !== 6) throw new Error(`Not an IP address: ${address}`)
  return classifyIpv6(ipv6Groups(bare))
}

/** Whether a person's URL may lead there. Link-local and metadata addresses never; the rest of the neighbourhood on request. */
export function isAddressAllowed(address: string, { allowPrivate }: { allowPrivate: boolean }): boolean {
  const kind = classifyAddress(address)
  return kind === 'public' || (allowPrivate && kind !== 'link-local')
}

function classifyIpv4(address: string): AddressKind {
  if (metadataAddresses.has(address)) return 'link-local'
  const value = ipv4Value(address)
  for (const [range, kind] of ipv4Ranges) {
    const [base = '', bits = '32'] = range.split('/')
    const size = 2 ** (32 - Number(bits))
    if (Math.floor(value / size) === Math.floor(ipv4Value(base) / size)) return kind
  }
  return 'public'
}

function ipv4Value(address: string): number {
  return address.split('.').reduce((value, part) => value * 256 + Number(part), 0)
}

function classifyIpv6(groups: number[]): AddressKind {
  if (metadataAddresses.has(groups.map((group) => group.toString(16)).join(':'))) return 'link-local'
  const [first = 0, second = 0] = groups
  if (groups.slice(0, 7).every((group) => group === 0) && (groups[7] ?? 0) <= 1) return 'loopback'
  const wrapped = wrappedIpv4(groups)
  if (wrapped) return classifyIpv4(wrapped)
  if ((first & 0xffc0) === 0xfe80) return 'link-local'
  // Only 2000::/3 is given out for the internet; Teredo (2001::/32) and documentation (2001:db8::/32) are not part of it.
  const isGlobal = (first & 0xe000) === 0x2000
  return isGlobal && !(first === 0x2001 && (second === 0 || second === 0xdb8)) ? 'public' : 'private'
}

function wrappedIpv4(groups: number[]): string | null {
  const startsWith = (...prefix: number[]) => prefix.every((group, index) => groups[index] === group)
  const inLastGroups =
    startsWith(0, 0, 0, 0, 0, 0xffff) || startsWith(0, 0, 0, 0, 0xffff, 0) || startsWith(0, 0, 0, 0, 0, 0)
  if (inLastGroups || startsWith(0x64, 0xff9b, 0, 0, 0, 0)) return ipv4Text(groups[6], groups[7])
  if (startsWith(0x2002)) return ipv4Text(groups[1], groups[2])
  return null
}

function ipv4Text(high = 0, low = 0): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The eight 16-bit groups; the URL parser turns every spelling into the short hexadecimal one. */
function ipv6Groups(address: string): number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  const before = parse(head)
  const after = tail === undefined ? [] : parse(tail)
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}
