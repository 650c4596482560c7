import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type Served = { bytes?: Uint8Array; headers?: Record<string, string>; status?: number }
type Got = { path: string; headers: IncomingHttpHeaders; bytes: Buffer }

/**
 * A server on this machine that gives and takes bytes. `paths` says what stands where and may change; a path with `null`
 * never answers. Closed after the test.
 */
export async function startFileServer(paths: Record<string, Served | null> = {}) {
  const got: Got[] = []
  const asked: ((path: string) => void)[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const path = request.url ?? ''
      got.push({ path, headers: request.headers, bytes: Buffer.concat(chunks) })
      for (const tell of asked) tell(path)
      const served = paths[path]
      if (served === null) return
      response.writeHead(served?.status ?? (served ? 200 : 404), served?.headers)
      response.end(served?.bytes)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(close)
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  return {
    got,
    paths,
    url: (path: string) => `http://127.0.0.1:${port}${path}`,
    /** Resolves when this path is next asked for. */
    asked: (path: string) =>
      new Promise<void>((resolve) => asked.push((name) => (name === path ? resolve() : undefined))),
  }
}
