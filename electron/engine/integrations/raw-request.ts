import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type JsonObject } from '../../../shared/json.ts'
import { type Action, defineAction, type Integration } from './define-integration.ts'
import { isProtocol, type Service, type ServiceAction } from './define-service.ts'

/** Name of the action every integration has without saying so. */
export const rawRequestName = 'request'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const

const input = z.object({
  method: z
    .enum(methods)
    .default('GET')
    .meta(hint({ title: 'Method' })),
  path: textParam({ required: true }).meta(
    hint({ title: 'Path', description: 'Below the service’s own address.', placeholder: '/items' }),
  ),
  query: z
    .record(z.string(), valueParam())
    .default({})
    .meta(
      hint({
        title: 'Query',
        description: 'Nothing leaves an entry out; a list repeats it.',
        control: 'key-values',
      }),
    ),
  headers: z
    .record(z.string(), textParam())
    .default({})
    .meta(hint({ title: 'Headers', control: 'key-values', advanced: true })),
  body: valueParam()
    .default(null)
    .meta(
      hint({
        title: 'Body',
        description: 'A value, sent as JSON. Nothing sends none.',
        control: 'json',
        showWhen: { param: 'method', is: ['POST', 'PUT', 'PATCH', 'DELETE'] },
      }),
    ),
})

/** Any request to the integration's own address, for what its actions do not do. */
export function rawRequest({ title, baseUrl }: Pick<Integration, 'title' | 'baseUrl'>): Action {
  return defineAction({
    title: 'Send any request',
    summary: `Calls any address of ${title} with the connection’s sign-in and gives what comes back.`,
    group: 'Anything else',
    kind: 'write',
    input,
    request: ({ method, path, query, headers, body }) => ({
      method,
      path,
      query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, queryValueOf(value)])),
      headers,
      ...(body !== null && body !== '' && !['GET', 'HEAD'].includes(method) && { body: { json: body } }),
      reads: 'any',
    }),
    answer: (body, { status, headers }) => ({ status, headers, body }),
    examples: [
      {
        input: { method: 'GET', path: '/items' },
        sends: { method: 'GET', path: '/items' },
        reply: { headers: { 'content-type': 'application/json' }, body: { base: baseUrl } },
        gives: { status: 200, headers: { 'content-type': 'application/json' }, body: { base: baseUrl } },
      },
    ],
  })
}

function queryValueOf(value: z.output<typeof input>['query'][string]) {
  const entryOf = (entry: typeof value) =>
    Array.isArray(entry) || isJsonObject(entry) ? JSON.stringify(entry) : (entry ?? '')
  return Array.isArray(value) ? value.map(entryOf) : isJsonObject(value) ? JSON.stringify(value) : value
}

/** Every action by name: those the service lists, and the one that each with an HTTP API has. */
export function actionsOf(integration: Service): Record<string, ServiceAction> {
  if (isProtocol(integration)) return integration.actions
  return { ...integration.actions, [rawRequestName]: rawRequest(integration) }
}

/** Null where the integration has no such action. */
export function actionOf(integration: Integration, name: string): Action | null {
  if (name === rawRequestName) return rawRequest(integration)
  return Object.hasOwn(integration.actions, name) ? (integration.actions[name] ?? null) : null
}

/**
 * Whether an action may change something at the service. Its input may still hold expressions; where one decides, the
 * answer is yes.
 */
export function changesService(action: Pick<ServiceAction, 'kind'>, name: string, given: JsonObject): boolean {
  if (name === rawRequestName) return !['GET', 'HEAD'].includes(String(given.method ?? 'GET'))
  return action.kind !== 'read'
}
