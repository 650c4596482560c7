import { jsonOf, textsAt } from './texts-at.ts'

/** A call as it came in: header names in lower case, the body as its bytes. */
export type IncomingCall = {
  method: string
  /** The whole address as the service knows it: the public one, where there is one. */
  url: string
  headers: Record<string, string>
  query: Record<string, string>
  body: Uint8Array
}

/** The bytes that are signed, from the text a scheme describes them with; see define-webhook.ts for the placeholders. */
export function fillSigned(signed: string, call: IncomingCall, known: { t?: string; secret?: string }): Buffer {
  const pieces = signed.split(/(\{[^{}]+\})/)
  return Buffer.concat(pieces.map((piece) => Buffer.from(pieceOf(piece, call, known))))
}

function pieceOf(piece: string, call: IncomingCall, { t = '', secret = '' }: { t?: string; secret?: string }) {
  if (!piece.startsWith('{')) return piece
  const [name, ...rest] = piece.slice(1, -1).split(':')
  const argument = rest.join(':')
  switch (name) {
    case 'body':
      return argument === '' ? call.body : (textsAt(jsonOf(call.body), argument)[0] ?? '')
    case 'header':
      return call.headers[argument.toLowerCase()] ?? ''
    case 'url':
      return argument === 'decoded' ? decodeUrl(call.url) : call.url
    case 'method':
      return call.method
    case 't':
      return t
    case 'secret':
      return secret
    default:
      return piece
  }
}

/** The characters HubSpot decodes before it signs an address, and no others. */
const decoded = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi

function decodeUrl(url: string): string {
  return url.replace(decoded, (code) => decodeURIComponent(code))
}
