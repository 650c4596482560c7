import type {
  Capability,
  IntegrationDetail,
  IntegrationSummary,
  SignInField,
  SignInMethod,
} from '../../../shared/catalog/integration.ts'
import type { Connection } from '../../../shared/contract/integrations.ts'
import { toParamsSchema } from '../nodes/catalog-entry.ts'
import { nodeTypeOf } from './as-nodes.ts'
import type { FieldSpec, OAuthSignIn, SignIn } from './define-integration.ts'
import { isProtocol, type Service, type ServiceAction, type ServiceTriggerSpec } from './define-service.ts'
import { actionsOf } from './raw-request.ts'

/** What is asked for where a service wants no sign-in, but wants to be told where it is. */
export const noSignIn = 'none'

/** The one secret of a Google service account. */
export const keyFileField: FieldSpec = {
  name: 'key',
  title: 'Key file',
  description: 'The whole text of the JSON file.',
  placeholder: '{ "type": "service_account", … }',
}

/** A service as the gallery shows it. */
export function toSummary(integration: Service, connections: Pick<Connection, 'state'>[]): IntegrationSummary {
  const broken = connections.filter(({ state }) => state === 'expired' || state === 'failing').length
  return {
    id: integration.id,
    title: integration.title,
    category: integration.category,
    brand: integration.brand,
    summary: integration.summary,
    keywords: integration.keywords ?? [],
    actions: Object.keys(actionsOf(integration)).length,
    triggers: Object.keys(integration.triggers ?? {}).length,
    open: isOpen(integration),
    connections: { working: connections.length - broken, broken },
  }
}

/** Nothing has to be entered before it is of use. */
export function isOpen({ signIn, fields = [] }: Service): boolean {
  return signIn.length === 0 && fields.every(({ optional }) => optional)
}

/** A service with all it can do. `hasClient`: whether a person's own OAuth client is known for a way of signing in. */
export function toDetail(
  integration: Service,
  connections: Pick<Connection, 'state'>[],
  hasClient: (method: string) => boolean,
): IntegrationDetail {
  return {
    ...toSummary(integration, connections),
    docsUrl: integration.docsUrl,
    hosts: hostsOf(integration),
    methods: toMethods(integration, hasClient),
    actionList: Object.entries(actionsOf(integration)).map(([id, action]) => toCapability(integration.id, id, action)),
    triggerList: Object.entries(integration.triggers ?? {}).map(([id, trigger]) =>
      triggerCapability(integration.id, id, trigger),
    ),
    limits: limitsInWords(integration),
  }
}

function toMethods({ signIn, fields = [] }: Service, hasClient: (method: string) => boolean): SignInMethod[] {
  const common = fields.map((field) => toField(field, false))
  if (signIn.length === 0 && fields.length > 0) {
    const address = { id: noSignIn, title: 'Address', summary: '', setup: [], setupUrl: null, oauth: null }
    return [{ ...address, kind: 'none', fields: common }]
  }
  return signIn.map((way) => ({
    id: way.id,
    kind: way.kind === 'signed' ? 'secret' : way.kind,
    title: way.title,
    summary: way.summary ?? '',
    setup: way.setup,
    setupUrl: way.setupUrl ?? null,
    fields: [...common, ...secretsOf(way).map((field) => toField(field, true))],
    oauth: way.kind === 'oauth' ? toOAuth(way, hasClient(way.id)) : null,
  }))
}

/** What is secret of a way of signing in and has to be entered. */
export function secretsOf(way: SignIn): FieldSpec[] {
  if (way.kind === 'oauth') return []
  return way.kind === 'service-account' ? [keyFileField] : way.secrets
}

function toField(field: FieldSpec, secret: boolean): SignInField {
  const { name, title, description = '', placeholder = '', pattern, initial = '', optional = false } = field
  return {
    name,
    title,
    description,
    placeholder,
    secret,
    required: !optional,
    pattern: pattern?.source ?? null,
    initial,
  }
}

function toOAuth(way: OAuthSignIn, hasClient: boolean): SignInMethod['oauth'] {
  const flow = way.flow ?? 'browser'
  const redirectUrl = flow === 'device' ? null : redirectUrlOf(way.redirect)
  return { flow, redirectUrl, secret: way.secret, scopes: way.scopes, hasClient }
}

/** Where the service sends the browser back to; without a port where a free one is taken each time. */
export function redirectUrlOf({ to, port: registered }: OAuthSignIn['redirect'], port = registered): string {
  if (to === 'app') return 'niti://oauth'
  const host = to === 'localhost' ? 'localhost' : '127.0.0.1'
  return `http://${host}${port === undefined ? '' : `:${port}`}/callback`
}

function hostsOf(service: Service): string[] {
  if (isProtocol(service)) return service.fields?.some(({ name }) => name === 'host') ? ['{host}'] : []
  const { baseUrl, hosts = [] } = service
  const own = /^https?:\/\/([^/]+)/.exec(baseUrl)?.[1] ?? baseUrl
  return [own, ...hosts]
}

function toCapability(integrationId: string, id: string, action: ServiceAction): Capability {
  const [example] = action.examples
  return {
    id,
    nodeType: nodeTypeOf(integrationId, id),
    title: action.title,
    summary: action.summary,
    group: action.group,
    kind: action.kind,
    input: toParamsSchema({ params: action.input }),
    scopes: action.scopes ?? [],
    example: { input: example?.input ?? {}, gives: example?.gives ?? null },
    ways: [],
  }
}

function triggerCapability(integrationId: string, id: string, trigger: ServiceTriggerSpec): Capability {
  const { poll, webhook, socket } = trigger
  const isWatched = socket || ('watch' in trigger && trigger.watch)
  return {
    id,
    nodeType: nodeTypeOf(integrationId, id),
    title: trigger.title,
    summary: trigger.summary,
    group: trigger.group,
    kind: null,
    input: toParamsSchema({ params: trigger.input }),
    scopes: trigger.scopes ?? [],
    example: { input: poll?.examples?.[0]?.input ?? {}, gives: trigger.sample },
    ways: [
      ...(poll ? [poll.isLong ? ('long-poll' as const) : ('poll' as const)] : []),
      ...(isWatched ? ['socket' as const] : []),
      ...(webhook ? ['webhook' as const] : []),
    ],
  }
}

function limitsInWords({ limits = {} }: Service): string[] {
  const windows = (limits.windows ?? []).map(({ requests, seconds }) => `${requests} requests ${perTime(seconds)}`)
  const atOnce = limits.atOnce === undefined ? [] : [`${limits.atOnce} requests at once`]
  return [...windows, ...atOnce, ...(limits.note ? [limits.note] : [])]
}

function perTime(seconds: number): string {
  const names: Record<number, string> = { 1: 'a second', 60: 'a minute', 3600: 'an hour', 86400: 'a day' }
  return names[seconds] ?? `in ${seconds} seconds`
}
