import { userError } from '../../../../shared/errors.ts'
import type { ConnectContext, FieldSpec } from '../define-protocol.ts'

/** How a connection is encrypted: from its first byte, after a plain greeting, or not. */
type Security = 'tls' | 'starttls' | 'off'

type Ask = { port: string; ways: Security[] }

const words: Record<Security, string> = {
  tls: '`tls`: encrypted from the start',
  starttls: '`starttls`: encrypted after a plain greeting; refused where the server cannot',
  off: '`off`: not encrypted, for servers on this machine or its own network; `off-anywhere`: not encrypted, and the password may cross the internet in the clear',
}

/** What a connection to a server of one's own says besides its sign-in. */
export function serverFields({ port, ways }: Ask): FieldSpec[] {
  return [
    {
      name: 'host',
      title: 'Server',
      description: 'Its name or address. One on this machine or in your own network must be allowed under “Advanced”.',
      placeholder: 'db.example.com',
      pattern: /[\w.:[\]-]+/,
    },
    { name: 'port', title: 'Port', initial: port, pattern: /[1-9]\d{0,4}/ },
    {
      name: 'security',
      title: 'Encryption',
      description: `${ways.map((way) => words[way]).join('. ')}.`,
      initial: 'tls',
      pattern: new RegExp([...ways, ...(ways.includes('off') ? ['off-anywhere'] : [])].join('|')),
    },
    {
      name: 'certificate',
      title: 'Certificate to trust',
      description: 'In PEM, where the server’s certificate is of your own making. Empty: the usual authorities.',
      placeholder: '-----BEGIN CERTIFICATE-----',
      optional: true,
    },
  ]
}

/** Where to connect to: an address that was checked, and the name that a certificate must be for. */
export type Server = {
  address: string
  port: number
  security: Security
  tls: { servername?: string; ca?: string; host: string }
}

/** @throws a user error where a password would cross the internet in the clear and nobody said it may. */
export async function reachServer(context: ConnectContext, password: string | undefined): Promise<Server> {
  const { host = '', port = '', security = 'tls', certificate } = context.fields
  const bare = host.replace(/^\[|\]$/g, '')
  const { address, isPublic } = await context.reach(bare)
  if (security === 'off' && isPublic && password) {
    throw userError('service.plain-password', `The password for ${bare} would cross the internet in the clear.`, {
      hint: 'Choose an encryption, or `off-anywhere` where that is meant.',
      field: 'fields.security',
    })
  }
  // A certificate is for a name, or for an address where the person gave one.
  const tls = {
    host: bare,
    ...(bare !== address && { servername: bare }),
    ...(certificate && { ca: inLines(certificate) }),
  }
  return {
    address,
    port: Number(port),
    security: security.startsWith('off') ? 'off' : security === 'starttls' ? 'starttls' : 'tls',
    tls,
  }
}

/** A field of one line takes the line breaks away without which a certificate cannot be read. */
function inLines(pem: string): string {
  return pem.replace(
    /-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g,
    (_, body: string) =>
      `-----BEGIN CERTIFICATE-----\n${body.replace(/\s+/g, '').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  )
}

export function serverAddress(scheme: string, { host = '', port = '' }: Record<string, string>): string {
  return `${scheme}://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`
}

/** The `code` of an error of Node or a driver; empty where it has none. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
}
