import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import {
  type Action,
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

/** Contacts, companies and deals are kept alike. */
type Kind = { one: string; many: string; group: string; shown: string[]; sample: JsonObject; newest: string }

const contacts: Kind = {
  ...{ one: 'contact', many: 'contacts', group: 'Contacts', newest: 'lastmodifieddate' },
  shown: ['email', 'firstname', 'lastname', 'phone', 'company', 'lifecyclestage'],
  sample: { email: 'mark@example.com', firstname: 'Mark', lastname: 'S.' },
}
const companies: Kind = {
  ...{ one: 'company', many: 'companies', group: 'Companies', newest: 'hs_lastmodifieddate' },
  shown: ['name', 'domain', 'industry', 'city', 'phone'],
  sample: { name: 'Biglytics', domain: 'biglytics.net' },
}
const deals: Kind = {
  ...{ one: 'deal', many: 'deals', group: 'Deals', newest: 'hs_lastmodifieddate' },
  shown: ['dealname', 'amount', 'dealstage', 'pipeline', 'closedate'],
  sample: { dealname: 'New deal', amount: '1500.00', dealstage: 'presentationscheduled' },
}

const record = ({ sample }: Kind) => ({
  ...{ id: '512', properties: sample, createdAt: '2026-01-01T03:04:05.000Z', updatedAt: '2026-01-02T03:04:05.000Z' },
  archived: false,
})
const flat = ({ sample }: Kind) => ({
  ...{ id: '512', properties: sample, createdAt: '2026-01-01T03:04:05.000Z', changedAt: '2026-01-02T03:04:05.000Z' },
})
const recordId = (kind: Kind) =>
  textParam({ required: true }).meta(
    hint({ title: title(kind.one), description: 'Its id, the number in its address.' }),
  )
const properties = (kind: Kind) =>
  z
    .record(z.string(), valueParam())
    .default({})
    .meta(
      hint({
        title: 'Values',
        description: `By HubSpot’s names, such as ${kind.shown.slice(0, 2).join(' and ')}.`,
        control: 'key-values',
      }),
    )

const find = (kind: Kind): Action =>
  defineAction({
    title: `Find ${kind.many}`,
    summary: `Finds ${kind.many} by their words, or by the value of a property.`,
    group: kind.group,
    kind: 'read',
    scopes: [`crm.objects.${kind.many}.read`],
    input: z.object({
      query: textParam()
        .default('')
        .meta(hint({ title: 'Search for', description: 'In the usual properties; empty: all.' })),
      property: textParam()
        .optional()
        .meta(hint({ title: 'Where the property', placeholder: kind.shown[0] ?? '', advanced: true })),
      value: textParam()
        .optional()
        .meta(hint({ title: 'Is', advanced: true })),
    }),
    request: ({ query, property, value }) => ({
      method: 'POST',
      path: path`/crm/v3/objects/${kind.many}/search`,
      body: {
        json: searchFor(kind, {
          query,
          filters: property ? [{ propertyName: property, operator: 'EQ', value: value ?? '' }] : [],
        }),
      },
    }),
    pages: { items: 'results', next: { cursor: 'paging.next.after', name: 'after', in: 'json' }, each: flatten },
    examples: [
      {
        input: { query: 'Mark' },
        sends: {
          method: 'POST',
          path: `/crm/v3/objects/${kind.many}/search`,
          body: {
            ...{ query: 'Mark', limit: 100, after: '0', properties: kind.shown, filterGroups: [] },
            sorts: [`-${kind.newest}`],
          },
        },
        reply: { body: { total: 1, results: [record(kind)] } },
        gives: [flat(kind)],
      },
    ],
  })

const get = (kind: Kind): Action =>
  defineAction({
    title: `Get a ${kind.one}`,
    summary: `Gives a ${kind.one} by its id.`,
    group: kind.group,
    kind: 'read',
    scopes: [`crm.objects.${kind.many}.read`],
    input: z.object({ id: recordId(kind) }),
    request: ({ id }) => ({
      method: 'GET',
      path: path`/crm/v3/objects/${kind.many}/${id}`,
      query: { properties: kind.shown.join(',') },
    }),
    answer: flatten,
    examples: [
      {
        input: { id: '512' },
        sends: {
          method: 'GET',
          path: `/crm/v3/objects/${kind.many}/512`,
          query: { properties: kind.shown.join(',') },
        },
        reply: { body: record(kind) },
        gives: flat(kind),
      },
    ],
  })

const create = (kind: Kind): Action =>
  defineAction({
    title: `Create a ${kind.one}`,
    summary: `Adds a ${kind.one}.`,
    group: kind.group,
    kind: 'write',
    scopes: [`crm.objects.${kind.many}.write`],
    input: z.object({ properties: properties(kind) }),
    request: ({ properties }) => ({
      method: 'POST',
      path: path`/crm/v3/objects/${kind.many}`,
      body: { json: { properties: asText(properties), associations: [] } },
    }),
    answer: flatten,
    examples: [
      {
        input: { properties: kind.sample },
        sends: {
          method: 'POST',
          path: `/crm/v3/objects/${kind.many}`,
          body: { properties: kind.sample, associations: [] },
        },
        reply: { status: 201, body: record(kind) },
        gives: flat(kind),
      },
    ],
  })

const change = (kind: Kind): Action =>
  defineAction({
    title: `Change a ${kind.one}`,
    summary: `Changes properties of a ${kind.one}; the others stay as they are.`,
    group: kind.group,
    kind: 'write',
    scopes: [`crm.objects.${kind.many}.write`],
    input: z.object({ id: recordId(kind), properties: properties(kind) }),
    request: ({ id, properties }) => ({
      method: 'PATCH',
      path: path`/crm/v3/objects/${kind.many}/${id}`,
      body: { json: { properties: asText(properties) } },
    }),
    answer: flatten,
    examples: [
      {
        input: { id: '512', properties: kind.sample },
        sends: { method: 'PATCH', path: `/crm/v3/objects/${kind.many}/512`, body: { properties: kind.sample } },
        reply: { body: record(kind) },
        gives: flat(kind),
      },
    ],
  })

const changed = (kind: Kind) =>
  defineTrigger({
    title: `When a ${kind.one} is added or changed`,
    summary: `Begins a run for each ${kind.one} that is new or changed.`,
    group: kind.group,
    scopes: [`crm.objects.${kind.many}.read`],
    input: z.object({}),
    poll: {
      everySeconds: 60,
      request: (_, { cursor, nowMs }) => ({
        method: 'POST',
        path: path`/crm/v3/objects/${kind.many}/search`,
        body: {
          json: {
            ...searchFor(kind, {
              filters: [{ propertyName: kind.newest, operator: 'GT', value: String(cursor ?? nowMs) }],
            }),
            sorts: [kind.newest],
          },
        },
      }),
      read: (body, { cursor, nowMs }) => {
        const found = isJsonObject(body) && Array.isArray(body.results) ? body.results.filter(isJsonObject) : []
        const newest = Date.parse(String(found.at(-1)?.updatedAt))
        return {
          events: found.map((one) => ({ id: `${one.id} ${one.updatedAt}`, payload: flatten(one) })),
          cursor: Number.isNaN(newest) ? (cursor ?? nowMs) : newest,
        }
      },
      examples: [
        {
          ...{ input: {}, cursor: 1767323000000 },
          sends: {
            method: 'POST',
            path: `/crm/v3/objects/${kind.many}/search`,
            body: {
              ...{ limit: 100, after: '0', properties: kind.shown, sorts: [kind.newest] },
              filterGroups: [{ filters: [{ propertyName: kind.newest, operator: 'GT', value: '1767323000000' }] }],
            },
          },
          reply: { body: { total: 1, results: [record(kind)] } },
          events: [{ id: '512 2026-01-02T03:04:05.000Z', payload: flat(kind) }],
          next: 1767323045000,
        },
      ],
    },
    sample: flat(kind),
  })

export default defineIntegration({
  id: 'hubspot',
  title: 'HubSpot',
  category: 'sales',
  brand: 'hubspot',
  summary: 'Find, add and change contacts, companies and deals.',
  keywords: ['crm', 'contact', 'company', 'deal', 'sales', 'marketing'],
  docsUrl: 'https://developers.hubspot.com/docs/api-reference/overview',
  baseUrl: 'https://api.hubapi.com',
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'Private app token',
      setupUrl: 'https://app.hubspot.com/l/private-apps',
      setup: [
        'Create a private app under “Settings” › “Integrations” › “Private apps”.',
        'Under “Scopes”, add crm.objects.contacts, companies and deals (read and write).',
        'Create it and copy the access token.',
      ],
      secrets: [{ name: 'token', title: 'Access token', placeholder: 'pat-eu1-…', pattern: /pat-\S+/ }],
      place: { headers: { authorization: 'Bearer {token}' } },
    },
    {
      id: 'oauth',
      kind: 'oauth',
      title: 'Sign in in the browser',
      summary: 'With a public app of your own.',
      setupUrl: 'https://app.hubspot.com/l/developer-home',
      setup: [
        'Create a public app.',
        'As redirect URL, enter {redirectUrl}',
        'Add the scopes {scopes}, and copy client ID and client secret.',
      ],
      authorizeUrl: 'https://app.hubspot.com/oauth/authorize',
      tokenUrl: 'https://api.hubapi.com/oauth/v1/token',
      scopes: [contacts, companies, deals].flatMap(({ many }) => [
        { scope: `crm.objects.${many}.read`, title: `Read ${many}`, isDefault: true },
        { scope: `crm.objects.${many}.write`, title: `Change ${many}`, isDefault: true },
      ]),
      pkce: 'none',
      redirect: { to: 'localhost', port: 7475 },
      secret: 'required',
      refresh: 'keeps',
    },
  ],
  limits: {
    windows: [
      { requests: 100, seconds: 10 },
      { requests: 4, seconds: 1 },
    ],
    note: '100 requests in 10 seconds for a private app; searches at most five a second.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/account-info/v3/details' }),
    account: (body) => (isJsonObject(body) ? `Account ${body.portalId}` : ''),
    example: {
      sends: { method: 'GET', path: '/account-info/v3/details' },
      reply: {
        body: {
          ...{ portalId: 1234567, accountType: 'STANDARD', timeZone: 'US/Eastern', companyCurrency: 'USD' },
          ...{ additionalCurrencies: [], utcOffset: '-05:00', utcOffsetMilliseconds: -18000000 },
          ...{ uiDomain: 'app.hubspot.com', dataHostingLocation: 'na1' },
        },
      },
      account: 'Account 1234567',
    },
  },
  actions: {
    'find-contacts': find(contacts),
    'get-contact': get(contacts),
    'create-contact': create(contacts),
    'change-contact': change(contacts),
    'find-companies': find(companies),
    'get-company': get(companies),
    'create-company': create(companies),
    'change-company': change(companies),
    'find-deals': find(deals),
    'get-deal': get(deals),
    'create-deal': create(deals),
    'change-deal': change(deals),
  },
  triggers: {
    'changed-contact': changed(contacts),
    'changed-company': changed(companies),
    'changed-deal': changed(deals),
  },
})

function searchFor(kind: Kind, { query, filters }: { query?: string; filters: JsonObject[] }) {
  return {
    ...{ query: query || undefined, limit: 100, after: '0', properties: kind.shown, sorts: [`-${kind.newest}`] },
    filterGroups: filters.length > 0 ? [{ filters }] : [],
  }
}

/** HubSpot keeps every property as text. */
function asText(values: Record<string, Json>): Record<string, string> {
  const entries = Object.entries(values).filter(([, value]) => value !== null)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}

function title(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function flatten(item: Json): Json {
  if (!isJsonObject(item)) return item
  return {
    ...{ id: item.id ?? null, properties: item.properties ?? {} },
    ...{ createdAt: item.createdAt ?? null, changedAt: item.updatedAt ?? null },
  }
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body) || typeof body.message !== 'string') return null
  const code = typeof body.category === 'string' ? { code: body.category } : {}
  return { message: body.message.replace(/\.$/, ''), ...code, isSignIn: status === 401 }
}
