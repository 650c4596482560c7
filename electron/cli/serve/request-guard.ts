import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Why a request is refused, or null. `Host` must be this server's own loopback address: a foreign name that was made to
 * point here (DNS rebinding) is the one thing a browser would otherwise treat as the same origin. `Origin`, which pages
 * cannot forge, must be this server's where there is one; a WebSocket must have it, as browsers ask no leave for those.
 */
export function findRefusal(request: {
  host: string | undefined
  origin: string | undefined
  port: number
  upgrade: boolean
}): string | null {
  const hosts = [`127.0.0.1:${request.port}`, `localhost:${request.port}`]
  if (request.host === undefined || !hosts.includes(request.host)) return 'This server answers on 127.0.0.1 only.'
  if (request.origin === undefined) return request.upgrade ? 'A WebSocket needs an Origin here.' : null
  return request.origin === `http://${request.host}` ? null : 'Other pages may not talk to this server.'
}

export type Session = {
  /** A fresh address token; an older one stops working. */
  newToken(): string
  /** True once per token: the token is spent by it. */
  spend(token: string): boolean
  readonly cookie: string
  /** Whether a request's `Cookie` header carries this session. */
  isKnown(cookieHeader: string | undefined): boolean
}

/**
 * One session per process. A token opens it once and is worthless afterwards (addresses end up in histories and shell
 * logs); the cookie it is exchanged for lives as long as the process. The cookie's name carries the port, because
 * cookies are shared among all ports of 127.0.0.1 and two servers would overwrite each other's.
 */
export function createSession(port: number): Session {
  const name = `niti_${port}`
  const value = randomBytes(32).toString('base64url')
  let token: string | null = null
  return {
    newToken() {
      token = randomBytes(24).toString('base64url')
      return token
    },
    spend(given) {
      if (token === null || !isSame(given, token)) return false
      token = null
      return true
    },
    cookie: `${name}=${value}; HttpOnly; SameSite=Strict; Path=/`,
    isKnown(header) {
      const pairs = (header ?? '').split(';').map((pair) => pair.trim())
      return pairs.some((pair) => pair.startsWith(`${name}=`) && isSame(pair.slice(name.length + 1), value))
    },
  }
}

/** Compares hashes, so that neither length nor content shows in the time it takes. */
function isSame(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(a), hash(b))
}
