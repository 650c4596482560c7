import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

const pageId = textParam({ required: true }).meta(
  hint({ title: 'Page', description: 'Its id: the 32 signs at the end of its address.' }),
)
const dataSourceId = textParam({ required: true }).meta(
  hint({
    title: 'Data source',
    description: 'Its id: in a database’s menu, “Manage data sources” › “Copy data source ID”.',
  }),
)
const properties = valueParam()
  .refine((value) => isJsonObject(value), 'must be an object by property')
  .meta(
    hint({
      title: 'Properties',
      description:
        'By name: text, numbers and dates as they are ({"Status": "Open", "Amount": 3}), or as Notion writes them.',
      control: 'json',
    }),
  )

const id = '59833787-2cf9-4fdf-8782-e53db20768a5'
const page = {
  ...{ object: 'page', id, created_time: '2026-01-02T03:04:00.000Z', last_edited_time: '2026-01-02T03:04:00.000Z' },
  ...{ url: 'https://www.notion.so/Tuscan-kale-598337872cf94fdf8782e53db20768a5', in_trash: false, archived: false },
  parent: { type: 'data_source_id', data_source_id: 'd9824bdc-8445-4327-be8b-5b47500af6ce' },
  properties: {
    Name: {
      id: 'title',
      type: 'title',
      title: [{ type: 'text', plain_text: 'Tuscan kale', text: { content: 'Tuscan kale' } }],
    },
    Price: { id: 'BJXS', type: 'number', number: 2.5 },
    'Food group': { id: 'TJmr', type: 'select', select: { id: '96eb', name: 'Vegetable', color: 'pink' } },
    'In stock': { id: '%5CZ', type: 'checkbox', checkbox: true },
  },
}
const flat = {
  ...{ id, url: page.url, title: 'Tuscan kale', createdAt: page.created_time, editedAt: page.last_edited_time },
  properties: { Name: 'Tuscan kale', Price: 2.5, 'Food group': 'Vegetable', 'In stock': true },
}

export default defineIntegration({
  id: 'notion',
  title: 'Notion',
  category: 'documents',
  brand: 'notion',
  summary: 'Find, read and write pages and the rows of databases.',
  keywords: ['notes', 'wiki', 'database', 'docs'],
  docsUrl: 'https://developers.notion.com/reference/intro',
  baseUrl: 'https://api.notion.com',
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'Integration secret',
      setupUrl: 'https://www.notion.so/profile/integrations',
      setup: [
        'Create an internal integration in your workspace and copy its secret.',
        'Open each page or database it may use, choose “…” › “Connections”, and add the integration.',
      ],
      secrets: [
        { name: 'token', title: 'Internal integration secret', placeholder: 'ntn_…', pattern: /(ntn|secret)_\w+/ },
      ],
      place: { headers: { authorization: 'Bearer {token}' } },
    },
    {
      id: 'oauth',
      kind: 'oauth',
      title: 'Sign in in the browser',
      summary: 'With a public integration of your own.',
      setupUrl: 'https://www.notion.so/profile/integrations',
      setup: [
        'Create a public integration.',
        'As redirect URI, enter {redirectUrl}',
        'Copy the OAuth client ID and client secret.',
      ],
      authorizeUrl: 'https://api.notion.com/v1/oauth/authorize',
      tokenUrl: 'https://api.notion.com/v1/oauth/token',
      revokeUrl: 'https://api.notion.com/v1/oauth/revoke',
      scopes: [],
      pkce: 'none',
      redirect: { to: 'localhost', port: 7475 },
      secret: 'required',
      clientAuth: 'basic',
      tokenBody: 'json',
      authorizeParams: { owner: 'user' },
      refresh: 'rotates',
    },
  ],
  headers: { 'notion-version': '2025-09-03' },
  limits: { windows: [{ requests: 3, seconds: 1 }], note: 'Three requests a second on average.' },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/v1/users/me' }),
    account: (body) => (isJsonObject(body) ? String(body.name ?? '') : ''),
    example: {
      sends: { method: 'GET', path: '/v1/users/me' },
      reply: {
        body: {
          object: 'user',
          id,
          name: 'Niti',
          avatar_url: null,
          type: 'bot',
          bot: { owner: { type: 'workspace' } },
        },
      },
      account: 'Niti',
    },
  },
  actions: {
    search: defineAction({
      title: 'Search',
      summary: 'Finds pages and data sources by their title.',
      group: 'Pages',
      kind: 'read',
      input: z.object({
        query: textParam()
          .default('')
          .meta(hint({ title: 'Title', description: 'Empty: all that was shared.' })),
        kind: z
          .enum(['any', 'page', 'data_source'])
          .default('any')
          .meta(hint({ title: 'Find', choices: { any: 'Both', page: 'Pages', data_source: 'Data sources' } })),
      }),
      request: ({ query, kind }) => ({
        method: 'POST',
        path: '/v1/search',
        body: { json: { query, filter: kind === 'any' ? undefined : { property: 'object', value: kind } } },
      }),
      pages: {
        items: 'results',
        size: { name: 'page_size', in: 'json', most: 100 },
        next: { cursor: 'next_cursor', name: 'start_cursor', in: 'json', more: 'has_more' },
        each: (item: Json) => {
          const found = flatten(item)
          return isJsonObject(found) && isJsonObject(item) ? { kind: item.object ?? null, ...found } : found
        },
      },
      examples: [
        {
          input: { query: 'kale', kind: 'page' },
          sends: {
            method: 'POST',
            path: '/v1/search',
            body: { query: 'kale', filter: { property: 'object', value: 'page' } },
          },
          reply: { body: { object: 'list', results: [page], next_cursor: null, has_more: false } },
          gives: [{ kind: 'page', ...flat }],
        },
      ],
    }),
    'list-rows': defineAction({
      title: 'List rows',
      summary: 'Lists the pages of a data source, those that match where asked for.',
      group: 'Databases',
      kind: 'read',
      input: z.object({
        dataSourceId,
        filter: valueParam()
          .optional()
          .meta(
            hint({
              title: 'Only where',
              description: 'As Notion writes it: {"property": "Done", "checkbox": {"equals": true}}.',
              control: 'json',
            }),
          ),
        sortBy: textParam()
          .optional()
          .meta(hint({ title: 'In the order of', description: 'A property.', advanced: true })),
        descending: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Largest first', advanced: true })),
      }),
      request: ({ dataSourceId, filter, sortBy, descending }) => ({
        method: 'POST',
        path: path`/v1/data_sources/${dataSourceId}/query`,
        body: {
          json: {
            filter,
            sorts: sortBy ? [{ property: sortBy, direction: descending ? 'descending' : 'ascending' }] : undefined,
          },
        },
      }),
      pages: {
        items: 'results',
        size: { name: 'page_size', in: 'json', most: 100 },
        next: { cursor: 'next_cursor', name: 'start_cursor', in: 'json', more: 'has_more' },
        each: flatten,
      },
      examples: [
        {
          input: { dataSourceId: 'd9824bdc-8445-4327-be8b-5b47500af6ce', sortBy: 'Price', descending: true },
          sends: {
            method: 'POST',
            path: '/v1/data_sources/d9824bdc-8445-4327-be8b-5b47500af6ce/query',
            body: { sorts: [{ property: 'Price', direction: 'descending' }] },
          },
          reply: { body: { object: 'list', results: [page], next_cursor: null, has_more: false } },
          gives: [flat],
        },
      ],
    }),
    'get-page': defineAction({
      title: 'Get a page',
      summary: 'Gives a page’s title and properties.',
      group: 'Pages',
      kind: 'read',
      input: z.object({ pageId }),
      request: ({ pageId }) => ({ method: 'GET', path: path`/v1/pages/${pageId}` }),
      answer: flatten,
      examples: [
        {
          input: { pageId: id },
          sends: { method: 'GET', path: `/v1/pages/${id}` },
          reply: { body: page },
          gives: flat,
        },
      ],
    }),
    'read-page': defineAction({
      title: 'Read a page',
      summary: 'Gives what stands on a page, as Markdown.',
      group: 'Pages',
      kind: 'read',
      input: z.object({ pageId }),
      request: ({ pageId }) => ({ method: 'GET', path: path`/v1/pages/${pageId}/markdown` }),
      reply: z.looseObject({ markdown: z.string() }),
      answer: ({ markdown }) => markdown,
      examples: [
        {
          input: { pageId: id },
          sends: { method: 'GET', path: `/v1/pages/${id}/markdown` },
          reply: {
            body: {
              object: 'page_markdown',
              id,
              markdown: '# Tuscan kale\n\nA vegetable.',
              truncated: false,
              unknown_block_ids: [],
            },
          },
          gives: '# Tuscan kale\n\nA vegetable.',
        },
      ],
    }),
    'create-page': defineAction({
      title: 'Create a page',
      summary: 'Creates a page below another.',
      group: 'Pages',
      kind: 'write',
      input: z.object({
        parentId: textParam({ required: true }).meta(hint({ title: 'Below the page', description: 'Its id.' })),
        title: textParam({ required: true }).meta(hint({ title: 'Title' })),
        text: textParam()
          .default('')
          .meta(hint({ title: 'Text', description: 'A paragraph for each line.', control: 'long-text' })),
      }),
      request: ({ parentId, title, text }) => ({
        method: 'POST',
        path: '/v1/pages',
        body: {
          json: {
            parent: { page_id: parentId },
            properties: { title: { title: richText(title) } },
            children: text.trim() === '' ? undefined : paragraphs(text),
          },
        },
      }),
      answer: flatten,
      examples: [
        {
          input: { parentId: id, title: 'Tuscan kale' },
          sends: {
            method: 'POST',
            path: '/v1/pages',
            body: { parent: { page_id: id }, properties: { title: { title: [{ text: { content: 'Tuscan kale' } }] } } },
          },
          reply: { body: page },
          gives: flat,
        },
      ],
    }),
    'add-row': defineAction({
      title: 'Add a row',
      summary: 'Adds a page with properties to a database.',
      group: 'Databases',
      kind: 'write',
      input: z.object({
        databaseId: textParam({ required: true }).meta(
          hint({ title: 'Database', description: 'Its id: the 32 signs in its address.' }),
        ),
        titleProperty: textParam({ required: true })
          .default('Name')
          .meta(hint({ title: 'Title property', description: 'What the first column is called.', advanced: true })),
        title: textParam({ required: true }).meta(hint({ title: 'Title' })),
        properties: properties.default({}),
      }),
      request: ({ databaseId, titleProperty, title, properties }) => ({
        method: 'POST',
        path: '/v1/pages',
        body: {
          json: {
            parent: { database_id: databaseId },
            properties: { [titleProperty]: { title: richText(title) }, ...asProperties(properties) },
          },
        },
      }),
      answer: flatten,
      examples: [
        {
          input: {
            databaseId: 'd9824bdc-8445-4327-be8b-5b47500af6ce',
            title: 'Tuscan kale',
            properties: { Price: 2.5, 'Food group': { select: { name: 'Vegetable' } }, 'In stock': true },
          },
          sends: {
            method: 'POST',
            path: '/v1/pages',
            body: {
              parent: { database_id: 'd9824bdc-8445-4327-be8b-5b47500af6ce' },
              properties: {
                Name: { title: [{ text: { content: 'Tuscan kale' } }] },
                Price: { number: 2.5 },
                'Food group': { select: { name: 'Vegetable' } },
                'In stock': { checkbox: true },
              },
            },
          },
          reply: { body: page },
          gives: flat,
        },
      ],
    }),
    'change-page': defineAction({
      title: 'Change properties',
      summary: 'Changes properties of a page or row.',
      group: 'Pages',
      kind: 'write',
      input: z.object({ pageId, properties }),
      request: ({ pageId, properties }) => ({
        method: 'PATCH',
        path: path`/v1/pages/${pageId}`,
        body: { json: { properties: asProperties(properties) } },
      }),
      answer: flatten,
      examples: [
        {
          input: { pageId: id, properties: { Price: 2.5 } },
          sends: { method: 'PATCH', path: `/v1/pages/${id}`, body: { properties: { Price: { number: 2.5 } } } },
          reply: { body: page },
          gives: flat,
        },
      ],
    }),
    'append-text': defineAction({
      title: 'Add text to a page',
      summary: 'Writes paragraphs at the end of a page.',
      group: 'Pages',
      kind: 'write',
      input: z.object({
        pageId,
        text: textParam({ required: true }).meta(
          hint({ title: 'Text', description: 'A paragraph for each line.', control: 'long-text' }),
        ),
      }),
      request: ({ pageId, text }) => ({
        method: 'PATCH',
        path: path`/v1/blocks/${pageId}/children`,
        body: { json: { children: paragraphs(text) } },
      }),
      reply: z.looseObject({ results: z.array(z.unknown()) }),
      answer: ({ results }) => ({ added: results.length }),
      examples: [
        {
          input: { pageId: id, text: 'First.\n\nSecond.' },
          sends: {
            method: 'PATCH',
            path: `/v1/blocks/${id}/children`,
            body: {
              children: [
                { type: 'paragraph', paragraph: { rich_text: [{ text: { content: 'First.' } }] } },
                { type: 'paragraph', paragraph: { rich_text: [{ text: { content: 'Second.' } }] } },
              ],
            },
          },
          reply: {
            body: {
              object: 'list',
              results: [
                { object: 'block', id },
                { object: 'block', id },
              ],
              has_more: false,
            },
          },
          gives: { added: 2 },
        },
      ],
    }),
    comment: defineAction({
      title: 'Comment on a page',
      summary: 'Adds a comment to a page.',
      group: 'Pages',
      kind: 'send',
      input: z.object({
        pageId,
        text: textParam({ required: true }).meta(hint({ title: 'Comment', control: 'long-text' })),
      }),
      request: ({ pageId, text }) => ({
        method: 'POST',
        path: '/v1/comments',
        body: { json: { parent: { page_id: pageId }, rich_text: richText(text) } },
      }),
      reply: z.looseObject({ id: z.string() }),
      answer: ({ id }) => ({ id }),
      examples: [
        {
          input: { pageId: id, text: 'Looks good.' },
          sends: {
            method: 'POST',
            path: '/v1/comments',
            body: { parent: { page_id: id }, rich_text: [{ text: { content: 'Looks good.' } }] },
          },
          reply: { body: { object: 'comment', id: '94cc56ab-9f02-409d-9f99-1037e9fe502f' } },
          gives: { id: '94cc56ab-9f02-409d-9f99-1037e9fe502f' },
        },
      ],
    }),
  },
  triggers: {
    'changed-row': defineTrigger({
      title: 'When a row is added or changed',
      summary: 'Begins a run for each page of a data source that is new or changed.',
      group: 'Databases',
      input: z.object({
        dataSourceId: textParam({ required: true }).meta(
          hint({ title: 'Data source', description: 'Its id.', raw: true }),
        ),
      }),
      poll: {
        everySeconds: 60,
        request: ({ dataSourceId }, { cursor }) => ({
          method: 'POST',
          path: path`/v1/data_sources/${dataSourceId}/query`,
          body: {
            json: {
              filter:
                typeof cursor === 'string'
                  ? { timestamp: 'last_edited_time', last_edited_time: { on_or_after: cursor } }
                  : undefined,
              sorts: [{ timestamp: 'last_edited_time', direction: 'descending' }],
              page_size: typeof cursor === 'string' ? 100 : 1,
            },
          },
        }),
        // Notion's times are whole minutes, so the newest minute is looked at again; ids tell what is known.
        read: (body, { cursor, nowMs }) => {
          const rows = isJsonObject(body) && Array.isArray(body.results) ? body.results.filter(isJsonObject) : []
          const events = rows
            .map((row) => ({ id: `${row.id} ${row.last_edited_time}`, payload: flatten(row) }))
            .reverse()
          const newest = rows[0]?.last_edited_time
          return { events, cursor: typeof newest === 'string' ? newest : (cursor ?? new Date(nowMs).toISOString()) }
        },
        examples: [
          {
            input: { dataSourceId: 'd9824bdc-8445-4327-be8b-5b47500af6ce' },
            cursor: '2026-01-02T03:00:00.000Z',
            sends: {
              method: 'POST',
              path: '/v1/data_sources/d9824bdc-8445-4327-be8b-5b47500af6ce/query',
              body: {
                filter: {
                  timestamp: 'last_edited_time',
                  last_edited_time: { on_or_after: '2026-01-02T03:00:00.000Z' },
                },
                ...{ sorts: [{ timestamp: 'last_edited_time', direction: 'descending' }], page_size: 100 },
              },
            },
            reply: { body: { object: 'list', results: [page], next_cursor: null, has_more: false } },
            events: [{ id: `${id} 2026-01-02T03:04:00.000Z`, payload: flat }],
            next: '2026-01-02T03:04:00.000Z',
          },
        ],
      },
      sample: flat,
    }),
  },
})

/** Notion takes 2,000 characters in one piece. */
function richText(text: string) {
  return (text.match(/[\s\S]{1,2000}/g) ?? []).map((content) => ({ text: { content } }))
}

function paragraphs(text: string) {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => ({ type: 'paragraph', paragraph: { rich_text: richText(line) } }))
}

/** Plain values in Notion's words; what already is in them stays as it is. */
function asProperties(values: Json): JsonObject {
  const entries = Object.entries(isJsonObject(values) ? values : {})
  return Object.fromEntries(entries.map(([name, value]) => [name, asProperty(value)]))
}

function asProperty(value: Json): Json {
  if (typeof value === 'number') return { number: value }
  if (typeof value === 'boolean') return { checkbox: value }
  if (typeof value === 'string') {
    return /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/.test(value)
      ? { date: { start: value } }
      : { rich_text: richText(value) }
  }
  return value
}

function flatten(item: Json): Json {
  if (!isJsonObject(item)) return item
  const properties = isJsonObject(item.properties) ? item.properties : {}
  const entries = Object.entries(properties)
  const title = entries.find(([, one]) => isJsonObject(one) && one.type === 'title')?.[1] ?? item.title
  const words = isJsonObject(title) ? plain(title) : Array.isArray(title) ? textOf(title) : null
  return {
    ...{ id: item.id ?? null, url: item.url ?? null, title: words },
    ...{ createdAt: item.created_time ?? null, editedAt: item.last_edited_time ?? null },
    properties: Object.fromEntries(entries.map(([name, one]) => [name, plain(one)])),
  }
}

/** A property's value without Notion's wrapping; kinds that are not known stay as they came. */
function plain(property: Json): Json {
  if (!isJsonObject(property)) return property
  const value = property[String(property.type)] ?? null
  switch (property.type) {
    case 'title':
    case 'rich_text':
      return Array.isArray(value) ? textOf(value) : ''
    case 'select':
    case 'status':
      return isJsonObject(value) ? (value.name ?? null) : null
    case 'multi_select':
      return Array.isArray(value) ? value.map((one) => (isJsonObject(one) ? (one.name ?? null) : one)) : []
    case 'date':
      return isJsonObject(value) && value.end
        ? { start: value.start ?? null, end: value.end }
        : isJsonObject(value)
          ? (value.start ?? null)
          : null
    default:
      return value
  }
}

function textOf(pieces: Json[]): string {
  return pieces.map((piece) => (isJsonObject(piece) ? String(piece.plain_text ?? '') : '')).join('')
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body) || typeof body.message !== 'string') return null
  const code = typeof body.code === 'string' ? { code: body.code } : {}
  return { message: body.message.replace(/\.$/, ''), ...code, isSignIn: body.code === 'unauthorized' }
}
