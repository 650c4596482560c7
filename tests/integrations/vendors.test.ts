import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHttp, type Http } from '../../electron/engine/http/http.ts'
import type { Action, Example, Integration, SignIn } from '../../electron/engine/integrations/define-integration.ts'
import type { CallContext, IntegrationClient } from '../../electron/engine/integrations/integration-client.ts'
import type { ConnectionAccess, OpenConnection } from '../../electron/engine/integrations/open-connection.ts'
import { integrations } from '../../electron/engine/integrations/registry.ts'
import { createIntegrationClient } from '../../electron/engine/integrations/run-action.ts'
import type { Json } from '../../shared/json.ts'
import { fileValue } from '../../shared/run/file-ref.ts'
import { addressFields, callsOf, type ExampleCall } from '../conformance/calls.ts'
import { exceptionsOf } from '../conformance/check-integration.ts'
import type { VendorDocument } from '../conformance/document.ts'
import { documents } from '../conformance/documents.ts'
import { loadDocument } from '../conformance/load-document.ts'
import { type ServedExample, startDocumentServer } from '../support/document-server.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { exampleNowMs, examplesOf } from './example-call.ts'

/*
 * Every action of every integration is done by the real run-action over real HTTP, at a server that stands in for the
 * vendor's address: it refuses what the vendor's document does not have. Without a document it takes what the example
 * sends, and nothing else.
 */

for (const integration of integrations.values()) {
  describe(integration.id, () => {
    let vendor: Awaited<ReturnType<typeof startVendor>>
    beforeAll(async () => {
      vendor = await startVendor(integration)
    })
    afterAll(() => vendor.close())

    for (const { name, action, example } of examplesOf(integration)) {
      test(`${name} is asked for, answered and read`, async () => {
        expect(await vendor.call(action, example)).toEqual(example.gives)
      })
    }
  })
}

async function startVendor(integration: Integration) {
  const calls = callsOf(integration)
  const document = documentOf(integration.id)
  const servers = await Promise.all([
    startDocumentServer(
      document,
      serverOptions(
        integration,
        calls.filter(({ part }) => !isExcepted(integration, part)),
      ),
    ),
    // Calls the document does not speak of go to a server that knows the examples alone.
    startDocumentServer(null, serverOptions(integration, calls)),
  ])
  const [documented, known] = servers.map(({ origin }) => standingIn(calls, origin))

  return {
    async call(action: Action, example: Example): Promise<Json> {
      const [name = ''] = Object.entries(integration.actions).find(([, one]) => one === action) ?? []
      const http = isExcepted(integration, name) ? known : documented
      const client = clientOf(integration, openConnection(integration, example), http?.http)
      // As many as came, so that no second page is asked for: of that the example says nothing.
      const limit = Array.isArray(example.gives) ? Math.max(1, example.gives.length) : 1
      const call = { integrationId: integration.id, action: name, connectionId: '', input: example.input, limit }
      return client.call(call, contextOf(example)).catch((thrown) => {
        const refusals = servers.flatMap((server) => server.refusals)
        throw refusals.length > 0 ? new Error(refusals.join('\n'), { cause: thrown }) : thrown
      })
    },
    async close() {
      await Promise.all([documented?.http.close(), known?.http.close(), ...servers.map((server) => server.close())])
    },
  }
}

/** Null where none is at hand; conformance.test.ts says so aloud. */
function documentOf(id: string): VendorDocument | null {
  if (!documents[id]) return null
  const loaded = loadDocument(id)
  return 'missing' in loaded ? null : loaded.document
}

/** What the document does not have, or has wrong. */
function isExcepted({ id }: Integration, part: string): boolean {
  const { absent = {}, wrong = {} } = exceptionsOf(id)
  return part in absent || part in wrong
}

function serverOptions(integration: Integration, calls: ExampleCall[]) {
  const examples: ServedExample[] = calls.map(({ sent, reply, served }) => ({
    sent,
    ...served,
    reply: { ...served.reply, status: reply.status },
  }))
  const paging = Object.values(integration.actions).flatMap(({ pages }) => {
    const next = pages && typeof pages.next !== 'function' ? pages.next : undefined
    const names = [
      pages?.size?.name,
      next && 'page' in next ? next.page : undefined,
      next && 'offset' in next ? next.offset : undefined,
    ]
    // In a body it is a dotted path: what it begins with is the field that is added.
    return names.flatMap((name) => (name === undefined ? [] : [name, name.split('.')[0] ?? name]))
  })
  const credentials = integration.signIn.flatMap((way) => Object.keys(('place' in way && way.place?.query) || {}))
  return { examples, paging, credentials }
}

function standingIn(calls: ExampleCall[], origin: string): { http: Http } {
  return { http: createHttp({ standIns: Object.fromEntries(calls.map((call) => [call.origin, origin])) }) }
}

function clientOf(integration: Integration, connection: OpenConnection, http: Http | undefined): IntegrationClient {
  if (!http) throw new Error('no server stands in')
  const connections: ConnectionAccess = {
    open: async () => connection,
    renew: async () => null,
    note: () => {},
  }
  const clock = createHandClock(exampleNowMs)
  const protocols = { call: () => Promise.reject(new Error('it has an HTTP API')) }
  const only = new Map([[integration.id, integration]])
  return createIntegrationClient({ integrations: only, protocols, connections, http, clock })
}

/** A connection with made-up secrets, by a secret that is entered where there is such a way: it needs nothing else. */
function openConnection(integration: Integration, { fields = {} }: Example): OpenConnection {
  const { id, title, signIn } = integration
  const way = signIn.find(({ kind }) => kind === 'secret') ?? signIn[0] ?? null
  const inAddress = addressFields(integration)
  return {
    connectionId: way && 'connection',
    integrationId: id,
    title,
    signIn: way,
    fields: { ...inAddress, ...fields },
    secrets: Object.fromEntries(secretNames(way).map((name) => [name, inAddress[name] ?? `secret-${name}`])),
    // Only services of one's own machine are reached without https.
    allowPrivate: Object.values(inAddress).some((value) => value.startsWith('http:')),
  }
}

function secretNames(way: SignIn | null): string[] {
  if (way === null) return []
  return way.kind === 'secret' || way.kind === 'signed' ? way.secrets.map(({ name }) => name) : ['accessToken']
}

function contextOf({ gives }: Example): CallContext {
  return {
    signal: AbortSignal.timeout(15_000),
    beforeSend: async () => {},
    onRequest: () => {},
    onWaiting: () => {},
    files: {
      async read({ name, mediaType }) {
        const bytes = Buffer.from('bytes of a file')
        async function* stream() {
          yield bytes
        }
        return { stream: stream(), bytes: bytes.length, name, mediaType }
      },
      async keep({ stream, name, mediaType }) {
        let bytes = 0
        for await (const chunk of stream) bytes += chunk.length
        // What stands for the file in the example is what it gives.
        return bytes > 0 ? gives : fileValue({ name, mediaType, bytes })
      },
    },
    idempotencyKey: null,
    timeoutMs: 10_000,
  }
}
