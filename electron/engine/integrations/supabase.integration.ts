import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

const table = textParam({ required: true }).meta(hint({ title: 'Table', placeholder: 'orders' }))
const where = z
  .record(z.string(), z.string())
  .default({})
  .meta(
    hint({
      title: 'Only where',
      description: 'By column: a value, or a comparison such as gte.10, like.*@example.com or is.null.',
      control: 'key-values',
    }),
  )
const someWhere = where.refine(
  (columns) => Object.keys(columns).length > 0,
  'must say which rows: without it, all of them would be changed',
)
const row = z
  .record(z.string(), valueParam())
  .default({})
  .meta(hint({ title: 'Values', description: 'By column.', control: 'key-values' }))
const columns = textParam()
  .default('*')
  .meta(hint({ title: 'Columns', description: 'Such as id,name,customer(email).', advanced: true }))

const returned = { prefer: 'return=representation' }
const order = { id: 1, name: 'Tea', amount: 3 }

export default defineIntegration({
  id: 'supabase',
  title: 'Supabase',
  category: 'databases',
  brand: 'supabase',
  summary: 'Read and change the rows of a Supabase project’s tables.',
  keywords: ['database', 'postgres', 'table', 'rows', 'postgrest'],
  docsUrl: 'https://supabase.com/docs/guides/api',
  baseUrl: '{project}',
  fields: [
    {
      name: 'project',
      title: 'Project URL',
      placeholder: 'https://abcdefghijklmnop.supabase.co',
      pattern: /https?:\/\/[^\s/]+/,
    },
  ],
  signIn: [
    {
      id: 'key',
      kind: 'secret',
      title: 'Secret key',
      setupUrl: 'https://supabase.com/dashboard/project/_/settings/api-keys',
      setup: [
        'In your project, open “Project settings” › “Data API” and copy the project URL.',
        'Under “API keys”, copy a secret key. It passes by row-level security: a publishable key does not.',
      ],
      secrets: [{ name: 'key', title: 'Key', placeholder: 'sb_secret_…' }],
      place: { headers: { apikey: '{key}', authorization: 'Bearer {key}' } },
    },
  ],
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/rest/v1/' }),
    account: (body) => {
      const definitions =
        isJsonObject(body) && isJsonObject(body.definitions) ? Object.keys(body.definitions).length : 0
      return definitions === 1 ? '1 table' : `${definitions} tables`
    },
    example: {
      sends: { method: 'GET', path: '/rest/v1/' },
      reply: { body: { swagger: '2.0', info: { title: 'standard public schema' }, definitions: { orders: {} } } },
      account: '1 table',
    },
  },
  actions: {
    'list-rows': defineAction({
      title: 'List rows',
      summary: 'Lists the rows of a table that match.',
      group: 'Rows',
      kind: 'read',
      input: z.object({
        table,
        where,
        columns,
        order: textParam()
          .optional()
          .meta(hint({ title: 'In the order of', description: 'Such as created_at.desc.', placeholder: 'id.asc' })),
      }),
      request: ({ table, where, columns, order }) => ({
        method: 'GET',
        path: path`/rest/v1/${table}`,
        query: { select: columns, ...conditions(where), order: order || null },
      }),
      pages: { items: '', size: { name: 'limit', most: 1000 }, next: { offset: 'offset' } },
      examples: [
        {
          input: { table: 'orders', where: { name: 'Tea', amount: 'gte.3' }, order: 'id.asc' },
          sends: {
            method: 'GET',
            path: '/rest/v1/orders',
            query: { select: '*', name: 'eq.Tea', amount: 'gte.3', order: 'id.asc' },
          },
          reply: { body: [order] },
          gives: [order],
        },
      ],
    }),
    'add-row': defineAction({
      title: 'Add a row',
      summary: 'Adds a row to a table, and gives it as it is kept.',
      group: 'Rows',
      kind: 'write',
      input: z.object({ table, row }),
      request: ({ table, row }) => ({
        method: 'POST',
        path: path`/rest/v1/${table}`,
        headers: returned,
        body: { json: row },
      }),
      answer: first,
      examples: [
        {
          input: { table: 'orders', row: { name: 'Tea', amount: 3 } },
          sends: { method: 'POST', path: '/rest/v1/orders', headers: returned, body: { name: 'Tea', amount: 3 } },
          reply: { status: 201, body: [order] },
          gives: order,
        },
      ],
    }),
    'add-rows': defineAction({
      title: 'Add several rows',
      summary: 'Adds a list of rows to a table, all or none.',
      group: 'Rows',
      kind: 'write',
      input: z.object({
        table,
        rows: valueParam()
          .refine((rows) => Array.isArray(rows) && rows.every(isJsonObject), 'must be a list of objects')
          .meta(hint({ title: 'Rows', description: 'A list of objects, by column.', control: 'json' })),
        replace: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Replace those that are there', description: 'With the same primary key.' })),
      }),
      request: ({ table, rows, replace }) => ({
        method: 'POST',
        path: path`/rest/v1/${table}`,
        headers: replace ? { prefer: 'return=representation,resolution=merge-duplicates' } : returned,
        body: { json: rows },
      }),
      examples: [
        {
          input: { table: 'orders', rows: [order], replace: true },
          sends: {
            method: 'POST',
            path: '/rest/v1/orders',
            headers: { prefer: 'return=representation,resolution=merge-duplicates' },
            body: [order],
          },
          reply: { status: 201, body: [order] },
          gives: [order],
        },
      ],
    }),
    'change-rows': defineAction({
      title: 'Change rows',
      summary: 'Changes the rows of a table that match, and gives them.',
      group: 'Rows',
      kind: 'write',
      input: z.object({ table, where: someWhere, row }),
      request: ({ table, where, row }) => ({
        method: 'PATCH',
        path: path`/rest/v1/${table}`,
        query: conditions(where),
        headers: returned,
        body: { json: row },
      }),
      examples: [
        {
          input: { table: 'orders', where: { id: '1' }, row: { amount: 3 } },
          sends: {
            method: 'PATCH',
            path: '/rest/v1/orders',
            query: { id: 'eq.1' },
            headers: returned,
            body: { amount: 3 },
          },
          reply: { body: [order] },
          gives: [order],
        },
      ],
    }),
    'delete-rows': defineAction({
      title: 'Delete rows',
      summary: 'Deletes the rows of a table that match, and gives them.',
      group: 'Rows',
      kind: 'delete',
      input: z.object({ table, where: someWhere }),
      request: ({ table, where }) => ({
        method: 'DELETE',
        path: path`/rest/v1/${table}`,
        query: conditions(where),
        headers: returned,
      }),
      examples: [
        {
          input: { table: 'orders', where: { id: '1' } },
          sends: { method: 'DELETE', path: '/rest/v1/orders', query: { id: 'eq.1' }, headers: returned },
          reply: { body: [order] },
          gives: [order],
        },
      ],
    }),
    'call-function': defineAction({
      title: 'Call a database function',
      summary: 'Calls a function of the database and gives what it returns.',
      group: 'Functions',
      kind: 'write',
      input: z.object({
        name: textParam({ required: true }).meta(hint({ title: 'Function', placeholder: 'match_documents' })),
        values: z
          .record(z.string(), valueParam())
          .default({})
          .meta(hint({ title: 'Arguments', control: 'key-values' })),
      }),
      request: ({ name, values }) => ({ method: 'POST', path: path`/rest/v1/rpc/${name}`, body: { json: values } }),
      examples: [
        {
          input: { name: 'add_up', values: { a: 1, b: 2 } },
          sends: { method: 'POST', path: '/rest/v1/rpc/add_up', body: { a: 1, b: 2 } },
          reply: { body: 3 },
          gives: 3,
        },
      ],
    }),
  },
  triggers: {
    'new-row': defineTrigger({
      title: 'When a row is added',
      summary: 'Begins a run for each new row, by a column that only grows.',
      group: 'Rows',
      input: z.object({
        table: textParam({ required: true }).meta(hint({ title: 'Table', placeholder: 'orders', raw: true })),
        column: textParam({ required: true })
          .default('id')
          .meta(hint({ title: 'Growing column', description: 'Such as id or created_at.', raw: true })),
      }),
      poll: {
        everySeconds: 60,
        request: ({ table, column }, { cursor }) => ({
          method: 'GET',
          path: path`/rest/v1/${table}`,
          // At the first look only the newest is wanted: where to begin.
          query: {
            ...{
              select: '*',
              order: `${column}.${cursor === null ? 'desc' : 'asc'}`,
              limit: cursor === null ? 1 : 500,
            },
            ...(cursor !== null && { [column]: `gt.${cursor}` }),
          },
        }),
        read: (body, { input, cursor }) => {
          const rows = (Array.isArray(body) ? body : []).filter(isJsonObject)
          const newest = rows.at(-1)?.[input.column]
          return {
            events: rows.map((one) => ({ id: String(one[input.column]), payload: one })),
            // An empty table begins below everything there can be.
            cursor: newest === undefined || newest === null ? (cursor ?? '0') : String(newest),
          }
        },
        examples: [
          {
            ...{ input: { table: 'orders' }, cursor: '0' },
            sends: {
              method: 'GET',
              path: '/rest/v1/orders',
              query: { select: '*', order: 'id.asc', limit: '500', id: 'gt.0' },
            },
            reply: { body: [order] },
            ...{ events: [{ id: '1', payload: order }], next: '1' },
          },
        ],
      },
      sample: order,
    }),
  },
})

const comparison = /^(not\.)?(eq|neq|gt|gte|lt|lte|like|ilike|match|imatch|is|in|cs|cd|ov|fts|plfts|phfts|wfts)\./

/** A value alone means: equal to it. */
function conditions(where: Record<string, string>): Record<string, string> {
  const entries = Object.entries(where).map(([column, value]) => [
    column,
    comparison.test(value) ? value : `eq.${value}`,
  ])
  return Object.fromEntries(entries)
}

function first(body: Json): Json {
  return Array.isArray(body) ? (body[0] ?? null) : body
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body)) return null
  const isSignIn = status === 401
  if (typeof body.message !== 'string') return isSignIn ? { message: 'the key is not valid', isSignIn } : null
  const details = [body.message, body.details, body.hint].filter((one) => typeof one === 'string' && one !== '')
  const code = typeof body.code === 'string' ? { code: body.code } : {}
  return { message: details.join('. ').replace(/\.$/, ''), ...code, isSignIn }
}
