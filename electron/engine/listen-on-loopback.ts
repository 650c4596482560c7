import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What every answer of a listener says: it is data, whatever it looks like, and stays with whoever asked. */
export const safeHeaders = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
}

/**
 * Listens on 127.0.0.1 and nowhere else; 0 lets the system choose. Answers the port. Where it cannot be had, rejects with
 * what `refusal` makes of why: `is in use by another program`, or `may not be used`.
 */
export function listenOnLoopback(
  server: Server,
  port: number,
  refusal: (why: string, cause: NodeJS.ErrnoException) => Error,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EADDRINUSE' && cause.code !== 'EACCES') return reject(cause)
      reject(refusal(cause.code === 'EACCES' ? 'may not be used' : 'is in use by another program', cause))
    })
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      resolve((server.address() as AddressInfo).port) // a listening TCP server has an AddressInfo
    })
  })
}
