import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { userError } from '../../../shared/errors.ts'
import { listenOnLoopback, safeHeaders } from '../listen-on-loopback.ts'

export type Page = { status: number; type: string; body: string }
/** What is shown at a path, as it is now; null: nothing. */
export type PageAt = (path: string) => Promise<Page | null>

export type Listener = { port: number; close(): Promise<void> }

type Options = { port: number; pageAt: PageAt; onFailure(thrown: unknown): void }

/**
 * Shows figures to programs on this machine: on 127.0.0.1 and nowhere else, to be read and nothing more. Pages of other
 * sites learn nothing: no answer lets them in, and a name that was made to lead here (DNS rebinding) is refused. Throws
 * `telemetry.port-taken` where the port is in use.
 */
export async function listenForReaders({ port: wanted, pageAt, onFailure }: Options): Promise<Listener> {
  // Loaded when it is wanted: it brings half of Node's network along, which would cost each start of Niti a tenth of its time.
  const { createServer } = await import('node:http')
  const server = createServer()
  server.headersTimeout = 10_000
  server.requestTimeout = 10_000
  server.maxConnections = 32
  const port = await listen(server, wanted)
  server.on('request', (request, response) => {
    answer(request, response, { port, pageAt }).catch((thrown: unknown) => {
      onFailure(thrown)
      if (response.headersSent) response.destroy()
      else reply(request, response, plain(500, 'Something went wrong inside Niti.'))
    })
  })
  return {
    port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

type Site = { port: number; pageAt: PageAt }

async function answer(request: IncomingMessage, response: ServerResponse, { port, pageAt }: Site): Promise<void> {
  const refusal = findRefusal(request, port)
  const page = refusal ?? (await pageAt(request.url?.split('?')[0] ?? ''))
  reply(request, response, page ?? plain(404, 'There is no such address.'))
}

/** Who asks by another name, from another site's page, or wants to change something, is not answered. */
function findRefusal({ headers, method }: IncomingMessage, port: number): Page | null {
  if (headers.host !== `127.0.0.1:${port}` && headers.host !== `localhost:${port}`) {
    return plain(403, 'This address is not known under that name.')
  }
  const site = headers['sec-fetch-site']
  if (headers.origin !== undefined || (site !== undefined && site !== 'none')) {
    return plain(403, 'Other pages may not read this address.')
  }
  return method === 'GET' || method === 'HEAD' ? null : plain(405, 'This can only be read.')
}

function reply({ method }: IncomingMessage, response: ServerResponse, { status, type, body }: Page): void {
  response.writeHead(status, {
    ...safeHeaders,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    ...(status === 405 && { allow: 'GET, HEAD' }),
  })
  response.end(method === 'HEAD' ? undefined : body)
}

function plain(status: number, text: string): Page {
  return { status, type: 'text/plain; charset=utf-8', body: `${text}\n` }
}

function listen(server: Server, port: number): Promise<number> {
  return listenOnLoopback(server, port, (why, cause) =>
    userError('telemetry.port-taken', `Port ${port} ${why}, so no other program can read figures here.`, {
      hint: 'End that program, or choose another port.',
      field: 'prometheus.port',
      cause,
    }),
  )
}
