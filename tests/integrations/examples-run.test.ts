import { describe, expect, test } from 'vitest'
import { asNodes, nodeTypeOf } from '../../electron/engine/integrations/as-nodes.ts'
import type { Action, Example, Integration } from '../../electron/engine/integrations/define-integration.ts'
import type { CallFiles } from '../../electron/engine/integrations/integration-client.ts'
import { integrations } from '../../electron/engine/integrations/registry.ts'
import { withValueAt } from '../../electron/engine/integrations/value-at.ts'
import type { Json } from '../../shared/json.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { runNode } from '../support/node-harness.ts'
import { exampleNowMs, examplesOf } from './example-call.ts'
import { type Got, openClient, serviceUrl, startService } from './service-kit.ts'

/*
 * Every example again, but as a node and over the wire: a server stands in for the service's own and answers as the example says. What
 * reaches it, and what the node gives, must be what the example says.
 */
for (const integration of integrations.values()) {
  describe(integration.id, () => {
    test.each(examplesOf(integration).map((one) => [one.name, one] as const))(
      '%s',
      async (name, { action, example }) => {
        const { fields, allowPrivate, origin } = placeOf(integration, example)
        const service = await startService(({ url }, number) => {
          const { status = 200, headers, body } = number === 1 ? replyOf(action, example) : detailFor(example, url)
          const type = typeof body === 'string' && { 'content-type': 'text/plain' }
          return { status, headers: { ...type, ...headers }, body: body ?? undefined }
        })
        const { client, context } = openClient({
          integration,
          clock: createHandClock(exampleNowMs),
          standIns: Object.fromEntries(
            [...originsOf(integration, fields, origin), originOf(example)].map((known) => [known, service.origin]),
          ),
          connection: { fields, allowPrivate, secrets: secretsOf(integration) },
          context: { files },
        })
        const limit = Array.isArray(example.gives) ? Math.max(1, example.gives.length) : 100
        const [, actionName = ''] = /^[^.]+\.([\w-]+)/.exec(name) ?? []
        const node = asNodes(integration).find(({ type }) => type === nodeTypeOf(integration.id, actionName))
        if (!node) throw new Error('the action is no node')
        const params = { ...example.input, ...(action.pages && { limit }) }
        const { outputs } = await runNode(node, { params, service: (call) => client.call(call, context) })
        const [got] = service.got
        if (!got) throw new Error('nothing was sent')
        expect(got.method).toBe(example.sends.method)
        expect(decodeURIComponent(got.url.pathname)).toContain(decodeURIComponent(pathOf(example.sends.path)))
        expect(queryOf(got)).toMatchObject(lists(example.sends.query ?? {}))
        if (isJson(got) && !action.pages) expect(JSON.parse(String(got.body))).toMatchObject(bodyOf(example))
        if (!readsFile(action, example)) expect(outputs.out).toEqual(example.gives)
      },
    )
  })
}

const bytes = Buffer.from('bytes')
const files: CallFiles = {
  async read({ name, mediaType }) {
    async function* stream() {
      yield bytes
    }
    return { stream: stream(), bytes: bytes.length, name, mediaType }
  },
  async keep({ name, mediaType, stream }) {
    for await (const _ of stream) void _
    return { $file: { name, mediaType, bytes: 0 } }
  },
}

/** Fields of the example; what it leaves open is filled with something that makes an address. */
function placeOf(integration: Integration, example: Example) {
  const known = Object.fromEntries((integration.fields ?? []).map(({ name, initial }) => [name, initial ?? 'acme']))
  const fields: Record<string, string> = { ...known, ...example.fields }
  const start = /^\{(\w+)\}/.exec(integration.baseUrl)?.[1]
  if (start !== undefined && !/^https:/.test(fields[start] ?? '')) fields[start] = 'https://own.example'
  const base = integration.baseUrl.replaceAll(/\{(\w+)\}/g, (_, name: string) => fields[name] ?? 'secret-1')
  return { fields, allowPrivate: false, origin: new URL(base).origin }
}

function originsOf({ hosts = [] }: Integration, fields: Record<string, string>, own: string): string[] {
  const filled = hosts.map((host) => host.replaceAll(/\{(\w+)\}/g, (_, name: string) => fields[name] ?? ''))
  return [own, ...filled.filter((host) => !host.includes('*')).map((host) => `https://${host}`)]
}

/** Of a request to one of the further hosts. */
function originOf({ sends }: Example): string {
  return URL.parse(sends.path)?.origin ?? serviceUrl
}

/** Of the recommended way to sign in. */
function secretsOf({ signIn: [way] }: Integration): Record<string, string> {
  const named = way && 'secrets' in way ? way.secrets.map(({ name }) => name) : []
  return Object.fromEntries([...named, 'accessToken'].map((name) => [name, 'secret-1']))
}

function pathOf(path: string): string {
  return path.startsWith('https://') ? new URL(path).pathname : (path.split('?')[0] ?? '')
}

/** Over the wire, a list of one looks like one. */
function queryOf({ url }: Got): Record<string, string[]> {
  return Object.fromEntries([...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name)]))
}

function lists(query: Record<string, string | string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value].flat()]))
}

/** Details of a list's entries are asked for side by side: which one it is says its address. */
function detailFor({ details = [] }: Example, url: URL): Example['reply'] {
  const found = details.find(({ sends }) => url.pathname.endsWith(pathOf(sends.path)))
  if (!found) throw new Error(`${url.href} is in no example`)
  return found.reply
}

function isJson({ headers }: Got): boolean {
  return headers['content-type'] === 'application/json'
}

/** A mail stands in JSON as its text, which the example does not show. */
function bodyOf({ sends: { body } }: Example): object {
  if (typeof body !== 'object' || body === null) return {}
  if (Array.isArray(body)) return body
  return Object.fromEntries(Object.entries(body).filter(([, value]) => !isMail(value)))
}

function isMail(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'to' in value && 'subject' in value
}

function readsOf({ request, input }: Action, example: Example) {
  return request(input.parse(example.input), { fields: example.fields ?? {}, nowMs: exampleNowMs }).reads
}

/** What stands for a kept file is this test's own. */
function readsFile(action: Action, example: Example): boolean {
  const reads = readsOf(action, example)
  return reads === 'file' || typeof reads === 'object'
}

/** In an example of a file that comes, the body is what stands for it: over the wire come bytes. */
function replyOf(
  action: Action,
  example: Example,
): { status?: number; headers?: Record<string, string>; body: Json | Buffer } {
  const reads = readsOf(action, example)
  if (reads === 'file') return { ...example.reply, body: bytes }
  if (typeof reads !== 'object') return example.reply
  return { ...example.reply, body: withValueAt({}, reads.base64At, bytes.toString('base64url')) }
}
