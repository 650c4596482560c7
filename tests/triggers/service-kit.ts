import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { Engine } from '../../electron/engine/engine.ts'
import {
  defineIntegration,
  defineTrigger,
  type Integration,
  type Trigger,
  type WebhookSecurity,
} from '../../electron/engine/integrations/define-integration.ts'
import { textsAt } from '../../electron/engine/integrations/texts-at.ts'
import { isJsonObject, type JsonObject } from '../../shared/json.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { triggerOf, until } from '../support/trigger-engine.ts'

/** How the tiny service of these tests signs: as Slack does. */
export const signed: WebhookSecurity = {
  secret: { title: 'Signing secret', description: 'Under “Webhooks”.', from: 'service' },
  signature: {
    ...{ kind: 'hmac', hash: 'sha256', header: 'X-Tiny-Signature', prefix: 'v0=', encoding: 'hex' },
    signed: 'v0:{header:X-Tiny-Time}:{body}',
    time: { header: 'X-Tiny-Time', unit: 'seconds', toleranceSeconds: 300 },
  },
  handshake: {
    kind: 'echo-json',
    when: { path: 'type', is: 'url_verification' },
    challenge: 'challenge',
    answer: 'text',
  },
  deliveryId: { header: 'X-Tiny-Delivery' },
  setup: ['Enter {webhookUrl} at “Webhooks”.', 'Copy the {secret}.'],
}

/** A service with one trigger: new items of a list, by looks or by calls. */
export function defineTiny(
  baseUrl: string,
  { webhook = signed, trigger = {}, ...more }: Partial<Integration> & { trigger?: Partial<Trigger> } = {},
): Integration {
  return defineIntegration({
    id: 'tiny',
    title: 'Tiny',
    category: 'developer',
    brand: null,
    summary: 'A service of these tests.',
    docsUrl: 'https://tiny.example/docs',
    baseUrl,
    signIn: [
      {
        ...{ id: 'key', kind: 'secret', title: 'Key', setup: [] },
        secrets: [
          { name: 'token', title: 'Key' },
          { name: 'appToken', title: 'App token', optional: true },
        ],
        place: { headers: { authorization: 'Bearer {token}' } },
      },
    ],
    actions: {},
    webhook,
    triggers: {
      'new-item': defineTrigger({
        ...{ title: 'New item', summary: 'Begins a run for each new item.', group: 'Items' },
        input: z.object({ list: z.string().default('inbox') }),
        webhook: {
          matches: ({ body }, { list }) => textsAt(body, 'list')[0] === list,
          payload: ({ body }) => (isJsonObject(body) ? (body.item ?? null) : null),
          events: ['item.created'],
        },
        sample: { id: 'sample' },
        ...trigger,
      }),
    },
    ...more,
  })
}

export const workflowOf = (params: JsonObject = { way: 'webhook' }): Workflow =>
  drawWorkflow('begin -> say', {
    begin: { type: 'tiny.new-item', params },
    say: { type: 'template', params: { text: '{{ begin }}' } },
  })

/** One that begins no run: it asks for something that no trigger gives. */
export const withInput = (params: JsonObject): Workflow =>
  drawWorkflow('begin -> say, hand -> say', {
    begin: { type: 'tiny.new-item', params },
    hand: { type: 'manual', params: { inputs: [{ name: 'folder', type: 'text', required: true }] } },
    say: { type: 'template', params: { text: '{{ inputs.folder }}' } },
  })

/** An engine that knows the service, its listener on a free port, and a connection that may lead to this machine. */
export async function openTiny(service: Integration, options: Parameters<typeof openTestEngine>[0] = {}) {
  const engine = await openTestEngine({ ...options, integrations: [service] })
  await engine.client.settings.change({ webhookPort: 0 })
  return engine
}

export async function connectTiny(engine: Engine, secrets: Record<string, string> = { token: 'good' }) {
  const request = { integrationId: 'tiny', method: 'key', secrets, allowPrivate: true }
  return (await engine.client.integrations.connect(request)).connectionId
}

export const urlOf = (engine: Engine, workflowId: string): Promise<string> =>
  until('the trigger has an address', async () => (await triggerOf(engine, workflowId)).url ?? undefined)

type Call = { body: unknown; secret?: string; atMs: number; delivery?: string; headers?: Record<string, string> }

/** A call as the service makes it. */
export function callTiny(
  url: string,
  { body, secret = 'shh-secret', atMs, delivery, headers }: Call,
): Promise<Response> {
  const text = JSON.stringify(body)
  const time = String(Math.floor(atMs / 1_000))
  const signature = createHmac('sha256', secret).update(`v0:${time}:${text}`).digest('hex')
  return fetch(url, {
    method: 'POST',
    body: text,
    headers: {
      'content-type': 'application/json',
      'x-tiny-time': time,
      'x-tiny-signature': `v0=${signature}`,
      ...(delivery !== undefined && { 'x-tiny-delivery': delivery }),
      ...headers,
    },
  })
}
