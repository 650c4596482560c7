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

const base = textParam({ required: true }).meta(
  hint({ title: 'Base', description: 'Its id, the first part of its address.', placeholder: 'app…' }),
)
const table = textParam({ required: true }).meta(
  hint({ title: 'Table', description: 'Its name or id.', placeholder: 'Orders' }),
)
const recordId = textParam({ required: true }).meta(hint({ title: 'Record', placeholder: 'rec…' }))
const fields = z
  .record(z.string(), valueParam())
  .default({})
  .meta(hint({ title: 'Values', description: 'By field.', control: 'key-values' }))
const typecast = z
  .boolean()
  .default(false)
  .meta(
    hint({
      title: 'Turn text into the field’s own kind',
      description: 'Also adds choices that are not there.',
      advanced: true,
    }),
  )

const record = { id: 'rec560UJdUtocSouk', createdTime: '2026-01-02T03:04:05.000Z', fields: { Name: 'Tea', Amount: 3 } }
const flat = { id: 'rec560UJdUtocSouk', createdAt: '2026-01-02T03:04:05.000Z', fields: { Name: 'Tea', Amount: 3 } }

export default defineIntegration({
  id: 'airtable',
  title: 'Airtable',
  category: 'tables',
  brand: 'airtable',
  summary: 'Find, add and change records in Airtable bases.',
  keywords: ['table', 'database', 'spreadsheet', 'record', 'base'],
  docsUrl: 'https://airtable.com/developers/web/api/introduction',
  baseUrl: 'https://api.airtable.com/v0',
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'Personal access token',
      setupUrl: 'https://airtable.com/create/tokens',
      setup: [
        'Create a token with the scopes data.records:read, data.records:write and schema.bases:read.',
        'Add the bases it may use, create it and copy it: it is shown only once.',
      ],
      secrets: [{ name: 'token', title: 'Token', placeholder: 'pat…', pattern: /pat\S+/ }],
      place: { headers: { authorization: 'Bearer {token}' } },
    },
    {
      id: 'oauth',
      kind: 'oauth',
      title: 'Sign in in the browser',
      summary: 'With an OAuth integration of your own.',
      setupUrl: 'https://airtable.com/create/oauth',
      setup: [
        'Register an OAuth integration; leave the client secret out.',
        'As redirect URL, enter {redirectUrl}',
        'Tick the scopes {scopes}, and copy the client ID.',
      ],
      authorizeUrl: 'https://airtable.com/oauth2/v1/authorize',
      tokenUrl: 'https://airtable.com/oauth2/v1/token',
      scopes: [
        { scope: 'data.records:read', title: 'Read records', isDefault: true },
        { scope: 'data.records:write', title: 'Write records', isDefault: true },
        { scope: 'schema.bases:read', title: 'See bases and tables', isDefault: true },
        { scope: 'user.email:read', title: 'See whose account it is', isDefault: true },
      ],
      pkce: 'S256',
      redirect: { to: 'localhost', port: 7475 },
      secret: 'optional',
      clientAuth: 'basic',
      refresh: 'rotates',
    },
  ],
  limits: {
    windows: [{ requests: 5, seconds: 1 }],
    note: 'Five requests a second for a base; after too many, a pause of 30 seconds.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/meta/whoami' }),
    account: (body) => (isJsonObject(body) ? String(body.email ?? body.id ?? '') : ''),
    example: {
      sends: { method: 'GET', path: '/meta/whoami' },
      reply: { body: { id: 'usrL2PNC5o3H4lBEi', email: 'foo@bar.com', scopes: ['data.records:read'] } },
      account: 'foo@bar.com',
    },
  },
  actions: {
    'list-records': defineAction({
      title: 'List records',
      summary: 'Lists the records of a table, those that match where asked for.',
      group: 'Records',
      kind: 'read',
      scopes: ['data.records:read'],
      input: z.object({
        base,
        table,
        formula: textParam()
          .optional()
          .meta(hint({ title: 'Only where', description: 'An Airtable formula, such as {Status} = "Open".' })),
        view: textParam()
          .optional()
          .meta(hint({ title: 'View', description: 'Its name: with its order and filter.' })),
        sortBy: textParam()
          .optional()
          .meta(hint({ title: 'In the order of', description: 'A field.', advanced: true })),
        descending: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Largest first', advanced: true })),
      }),
      request: ({ base, table, formula, view, sortBy, descending }) => ({
        method: 'GET',
        path: path`/${base}/${table}`,
        query: {
          filterByFormula: formula || null,
          view: view || null,
          ...(sortBy && { 'sort[0][field]': sortBy, 'sort[0][direction]': descending ? 'desc' : 'asc' }),
        },
      }),
      pages: {
        items: 'records',
        size: { name: 'pageSize', most: 100 },
        next: { cursor: 'offset', name: 'offset' },
        each: flatten,
      },
      examples: [
        {
          input: { base: 'appT1', table: 'Orders', formula: '{Amount} > 2', sortBy: 'Name' },
          sends: {
            method: 'GET',
            path: '/appT1/Orders',
            query: { filterByFormula: '{Amount} > 2', 'sort[0][field]': 'Name', 'sort[0][direction]': 'asc' },
          },
          reply: { body: { records: [record] } },
          gives: [flat],
        },
      ],
    }),
    'get-record': defineAction({
      title: 'Get a record',
      summary: 'Gives a record by its id.',
      group: 'Records',
      kind: 'read',
      scopes: ['data.records:read'],
      input: z.object({ base, table, recordId }),
      request: ({ base, table, recordId }) => ({ method: 'GET', path: path`/${base}/${table}/${recordId}` }),
      answer: flatten,
      examples: [
        {
          input: { base: 'appT1', table: 'Orders', recordId: 'rec560UJdUtocSouk' },
          sends: { method: 'GET', path: '/appT1/Orders/rec560UJdUtocSouk' },
          reply: { body: record },
          gives: flat,
        },
      ],
    }),
    'create-record': defineAction({
      title: 'Add a record',
      summary: 'Adds a record to a table.',
      group: 'Records',
      kind: 'write',
      scopes: ['data.records:write'],
      input: z.object({ base, table, fields, typecast }),
      request: ({ base, table, fields, typecast }) => ({
        method: 'POST',
        path: path`/${base}/${table}`,
        body: { json: { fields, typecast } },
      }),
      answer: flatten,
      examples: [
        {
          input: { base: 'appT1', table: 'Orders', fields: { Name: 'Tea', Amount: 3 } },
          sends: {
            method: 'POST',
            path: '/appT1/Orders',
            body: { fields: { Name: 'Tea', Amount: 3 }, typecast: false },
          },
          reply: { body: record },
          gives: flat,
        },
      ],
    }),
    'create-records': defineAction({
      title: 'Add several records',
      summary: 'Adds up to ten records to a table at once.',
      group: 'Records',
      kind: 'write',
      scopes: ['data.records:write'],
      input: z.object({
        base,
        table,
        rows: valueParam()
          .refine(
            (rows) => Array.isArray(rows) && rows.length > 0 && rows.length <= 10 && rows.every(isJsonObject),
            'must be a list of one to ten objects by field',
          )
          .meta(hint({ title: 'Records', description: 'A list of objects by field, at most ten.', control: 'json' })),
        typecast,
      }),
      request: ({ base, table, rows, typecast }) => ({
        method: 'POST',
        path: path`/${base}/${table}`,
        body: { json: { records: (Array.isArray(rows) ? rows : []).map((fields) => ({ fields })), typecast } },
      }),
      reply: z.looseObject({ records: z.array(z.unknown()) }),
      answer: ({ records }) => (records as Json[]).map(flatten), // came as JSON
      examples: [
        {
          input: { base: 'appT1', table: 'Orders', rows: [{ Name: 'Tea', Amount: 3 }] },
          sends: {
            method: 'POST',
            path: '/appT1/Orders',
            body: { records: [{ fields: { Name: 'Tea', Amount: 3 } }], typecast: false },
          },
          reply: { body: { records: [record] } },
          gives: [flat],
        },
      ],
    }),
    'update-record': defineAction({
      title: 'Change a record',
      summary: 'Changes fields of a record; the others stay as they are.',
      group: 'Records',
      kind: 'write',
      scopes: ['data.records:write'],
      input: z.object({ base, table, recordId, fields, typecast }),
      request: ({ base, table, recordId, fields, typecast }) => ({
        method: 'PATCH',
        path: path`/${base}/${table}/${recordId}`,
        body: { json: { fields, typecast } },
      }),
      answer: flatten,
      examples: [
        {
          input: { base: 'appT1', table: 'Orders', recordId: 'rec560UJdUtocSouk', fields: { Amount: 3 } },
          sends: {
            method: 'PATCH',
            path: '/appT1/Orders/rec560UJdUtocSouk',
            body: { fields: { Amount: 3 }, typecast: false },
          },
          reply: { body: record },
          gives: flat,
        },
      ],
    }),
    'delete-record': defineAction({
      title: 'Delete a record',
      summary: 'Deletes a record.',
      group: 'Records',
      kind: 'delete',
      scopes: ['data.records:write'],
      input: z.object({ base, table, recordId }),
      request: ({ base, table, recordId }) => ({ method: 'DELETE', path: path`/${base}/${table}/${recordId}` }),
      reply: z.looseObject({ id: z.string() }),
      answer: ({ id }) => ({ deleted: id }),
      examples: [
        {
          input: { base: 'appT1', table: 'Orders', recordId: 'rec560UJdUtocSouk' },
          sends: { method: 'DELETE', path: '/appT1/Orders/rec560UJdUtocSouk' },
          reply: { body: { id: 'rec560UJdUtocSouk', deleted: true } },
          gives: { deleted: 'rec560UJdUtocSouk' },
        },
      ],
    }),
    'list-bases': defineAction({
      title: 'List bases',
      summary: 'Lists the bases the connection may use.',
      group: 'Bases',
      kind: 'read',
      scopes: ['schema.bases:read'],
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/meta/bases' }),
      pages: {
        items: 'bases',
        next: { cursor: 'offset', name: 'offset' },
        each: (base: Json) => (isJsonObject(base) ? { id: base.id ?? null, name: base.name ?? null } : base),
      },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/meta/bases' },
          reply: {
            body: { bases: [{ id: 'appLkNDICXNqxSDhG', name: 'Apartment Hunting', permissionLevel: 'create' }] },
          },
          gives: [{ id: 'appLkNDICXNqxSDhG', name: 'Apartment Hunting' }],
        },
      ],
    }),
    'list-tables': defineAction({
      title: 'List tables',
      summary: 'Lists the tables of a base with their fields.',
      group: 'Bases',
      kind: 'read',
      scopes: ['schema.bases:read'],
      input: z.object({ base }),
      request: ({ base }) => ({ method: 'GET', path: path`/meta/bases/${base}/tables` }),
      reply: z.looseObject({
        tables: z.array(
          z.looseObject({
            id: z.string(),
            name: z.string(),
            fields: z.array(z.looseObject({ name: z.string(), type: z.string() })),
          }),
        ),
      }),
      answer: ({ tables }) =>
        tables.map(({ id, name, fields }) => ({ id, name, fields: fields.map(({ name, type }) => ({ name, type })) })),
      examples: [
        {
          input: { base: 'appT1' },
          sends: { method: 'GET', path: '/meta/bases/appT1/tables' },
          reply: {
            body: {
              tables: [
                {
                  ...{ id: 'tbltp8DGLhqbUmjK1', name: 'Orders', primaryFieldId: 'fld1VnoyuotSTyxW1', views: [] },
                  fields: [{ id: 'fld1VnoyuotSTyxW1', name: 'Name', type: 'singleLineText' }],
                },
              ],
            },
          },
          gives: [{ id: 'tbltp8DGLhqbUmjK1', name: 'Orders', fields: [{ name: 'Name', type: 'singleLineText' }] }],
        },
      ],
    }),
  },
  triggers: {
    'new-record': defineTrigger({
      title: 'When a record is added',
      summary: 'Begins a run for each new record of a table.',
      group: 'Records',
      scopes: ['data.records:read'],
      input: z.object({
        base: base.meta(hint({ title: 'Base', raw: true })),
        table: table.meta(hint({ title: 'Table', raw: true })),
      }),
      poll: {
        everySeconds: 60,
        request: ({ base, table }, { cursor, nowMs }) => ({
          method: 'GET',
          path: path`/${base}/${table}`,
          query: {
            filterByFormula: `IS_AFTER(CREATED_TIME(), "${typeof cursor === 'string' ? cursor : new Date(nowMs).toISOString()}")`,
            pageSize: 100,
          },
        }),
        read: (body, { cursor, nowMs }) => {
          const list = isJsonObject(body) && Array.isArray(body.records) ? body.records.filter(isJsonObject) : []
          const found = list.sort((a, b) => String(a.createdTime).localeCompare(String(b.createdTime)))
          const newest = found.at(-1)?.createdTime
          return {
            events: found.map((one) => ({ id: String(one.id), payload: flatten(one) })),
            cursor: typeof newest === 'string' ? newest : (cursor ?? new Date(nowMs).toISOString()),
          }
        },
        examples: [
          {
            ...{ input: { base: 'appT1', table: 'Orders' }, cursor: '2026-01-02T03:00:00.000Z' },
            sends: {
              method: 'GET',
              path: '/appT1/Orders',
              query: { filterByFormula: 'IS_AFTER(CREATED_TIME(), "2026-01-02T03:00:00.000Z")', pageSize: '100' },
            },
            reply: { body: { records: [record] } },
            ...{ events: [{ id: 'rec560UJdUtocSouk', payload: flat }], next: '2026-01-02T03:04:05.000Z' },
          },
        ],
      },
      sample: flat,
    }),
  },
})

function flatten(item: Json): Json {
  if (!isJsonObject(item)) return item
  return { id: item.id ?? null, createdAt: item.createdTime ?? null, fields: item.fields ?? {} }
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body)) return null
  const { error } = body
  if (typeof error === 'string')
    return { message: error.toLowerCase().replaceAll('_', ' '), code: error, isSignIn: status === 401 }
  if (!isJsonObject(error)) return null
  const code = typeof error.type === 'string' ? { code: error.type } : {}
  const message = typeof error.message === 'string' ? error.message : String(error.type)
  return { message: message.replace(/\.$/, ''), ...code, isSignIn: status === 401 }
}
