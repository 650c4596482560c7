import type { Client } from 'pg'
import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../../shared/catalog/param.ts'
import { userError } from '../../../../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../../shared/json.ts'
import { forClient, type ProtocolClient, type ProtocolComplaint } from '../define-protocol.ts'
import * as say from './postgres-statements.ts'
import { codeOf, reachServer, serverAddress, serverFields } from './server-fields.ts'

type Postgres = ProtocolClient & { query: Query }
type Query = (text: string, values?: Json[]) => Promise<{ rows: JsonObject[]; rowCount: number; command: string }>

const { action, trigger, protocol } = forClient<Postgres>()

const table = textParam({ required: true }).meta(
  hint({
    title: 'Table',
    description: 'With its schema where that is not the usual one.',
    placeholder: 'public.orders',
  }),
)
const rows = valueParam()
  .default(null)
  .meta(hint({ title: 'Rows', description: 'An object by column, or a list of them.', control: 'json' }))
const where = z
  .record(z.string(), valueParam())
  .default({})
  .meta(
    hint({ title: 'Where', description: 'Columns and the values they have; all of them hold.', control: 'key-values' }),
  )
const seconds = z
  .number()
  .min(1)
  .max(3600)
  .default(60)
  .meta(hint({ title: 'Time limit', description: 'Seconds after which the server stops it.', advanced: true }))

export default protocol({
  id: 'postgres',
  title: 'PostgreSQL',
  category: 'databases',
  brand: 'postgresql',
  summary: 'Ask and change a PostgreSQL database, and begin runs with new rows.',
  keywords: ['sql', 'database', 'query', 'supabase', 'neon'],
  docsUrl: 'https://www.postgresql.org/docs/current/sql-commands.html',
  fields: [
    ...serverFields({ port: '5432', ways: ['tls', 'off'] }),
    { name: 'database', title: 'Database', placeholder: 'shop' },
    { name: 'user', title: 'User name', placeholder: 'niti' },
  ],
  signIn: [
    {
      id: 'password',
      title: 'Password',
      setup: ['Make a user for Niti that may do no more than it needs: `CREATE ROLE niti LOGIN PASSWORD …; GRANT …`.'],
      secrets: [{ name: 'password', title: 'Password', optional: true }],
    },
  ],
  speaks: 'POSTGRES',
  address: (fields) => `${serverAddress('postgres', fields)}/${encodeURIComponent(fields.database ?? '')}`,
  async connect(context) {
    const { database = '', user = '' } = context.fields
    const { password = '' } = context.secrets
    const { address, port, security, tls } = await reachServer(context, password)
    const { default: pg } = await import('pg')
    const client = new pg.Client({
      ...{ host: address, port, database, user, application_name: 'Niti', keepAlive: true },
      // A function, so that an empty one is not looked up in the environment.
      ...{ password: () => password, ssl: security === 'tls' ? tls : false, connectionTimeoutMillis: 20_000 },
      types: { getTypeParser: say.parserOf },
    })
    let isOpen = true
    const close = () => {
      isOpen = false
      socketOf(client)?.destroy()
    }
    client.on('error', close)
    client.on('end', () => {
      isOpen = false
    })
    context.signal.addEventListener('abort', close, { once: true })
    try {
      await client.connect()
      // So that a question nobody waits for any more does not go on: from version 14 on the server looks for that.
      await client.query(say.stopWhenGone).catch(() => {})
    } catch (thrown) {
      close()
      throw thrown
    } finally {
      context.signal.removeEventListener('abort', close)
    }
    const query: Query = async (text, values = []) => {
      const { rows, rowCount, command } = await client.query<JsonObject>(text, values.map(say.parameterOf))
      return { rows, rowCount: rowCount ?? 0, command }
    }
    return { query, isOpen: () => isOpen, close }
  },
  async test({ query }) {
    const { rows } = await query(say.whoAmI)
    return String(rows[0]?.account ?? '')
  },
  complaint,
  actions: {
    query: action({
      title: 'Run a query',
      summary: 'Runs a statement with parameters and gives its rows.',
      group: 'Queries',
      kind: 'write',
      input: z.object({
        statement: textParam({ required: true }).meta(
          hint({
            title: 'Statement',
            description: 'Values belong in the parameters: `$1`, `$2` and so on stand for them.',
            control: 'long-text',
            placeholder: 'select * from orders where total > $1',
          }),
        ),
        parameters: valueParam()
          .default([])
          .meta(hint({ title: 'Parameters', description: 'A list, in order.', control: 'json' })),
        seconds,
      }),
      timeoutMs: ({ seconds }) => seconds * 1_000 + 5_000,
      async run({ query }, { statement, parameters, seconds }) {
        const values = Array.isArray(parameters) ? parameters : [parameters]
        await query(say.limitOf(seconds))
        const { rows, rowCount, command } = await query(statement, values)
        return { rows, count: rowCount, command }
      },
      examples: [
        {
          input: { statement: 'select id, total from orders where total > $1', parameters: [100] },
          gives: { rows: [{ id: 7, total: 120 }], count: 1, command: 'SELECT' },
        },
      ],
    }),
    insert: action({
      title: 'Insert rows',
      summary: 'Inserts one row or many, all or none, and gives them as they are stored.',
      group: 'Rows',
      kind: 'write',
      input: z.object({ table, rows }),
      run: async ({ query }, { table, rows }) => (await query(...say.insert(table, rowsOf(rows)))).rows,
      examples: [{ input: { table: 'orders', rows: { total: 120 } }, gives: [{ id: 7, total: 120 }] }],
    }),
    upsert: action({
      title: 'Insert or update rows',
      summary: 'Inserts rows; where one with the same key is there, updates it.',
      group: 'Rows',
      kind: 'write',
      input: z.object({
        table,
        rows,
        key: z
          .union([z.array(textParam()), textParam({ required: true })])
          .meta(
            hint({ title: 'Key', description: 'The column, or columns, that are unique together.', placeholder: 'id' }),
          ),
      }),
      run: async ({ query }, { table, rows, key }) =>
        (await query(...say.upsert(table, rowsOf(rows), Array.isArray(key) ? key : [key]))).rows,
      examples: [
        { input: { table: 'orders', rows: { id: 7, total: 130 }, key: 'id' }, gives: [{ id: 7, total: 130 }] },
      ],
    }),
    update: action({
      title: 'Update rows',
      summary: 'Changes columns of the rows that match, and gives those rows.',
      group: 'Rows',
      kind: 'write',
      input: z.object({
        table,
        set: z
          .record(z.string(), valueParam())
          .default({})
          .meta(hint({ title: 'New values', control: 'key-values' })),
        where,
      }),
      run: async ({ query }, { table, set, where }) =>
        (await query(...say.update(table, filled(set, 'set'), filled(where, 'where')))).rows,
      examples: [{ input: { table: 'orders', set: { total: 130 }, where: { id: 7 } }, gives: [{ id: 7, total: 130 }] }],
    }),
    delete: action({
      title: 'Delete rows',
      summary: 'Deletes the rows that match, and says how many those were.',
      group: 'Rows',
      kind: 'delete',
      input: z.object({ table, where }),
      run: async ({ query }, { table, where }) => ({
        deleted: (await query(...say.remove(table, filled(where, 'where')))).rowCount,
      }),
      examples: [{ input: { table: 'orders', where: { id: 7 } }, gives: { deleted: 1 } }],
    }),
    'list-tables': action({
      title: 'List tables',
      summary: 'Lists tables and views with their columns.',
      group: 'Queries',
      kind: 'read',
      input: z.object({
        schema: textParam()
          .default('public')
          .meta(hint({ title: 'Schema', description: 'Empty: all of them.' })),
      }),
      run: async ({ query }, { schema }) => (await query(say.listTables, [schema])).rows,
      examples: [
        {
          input: {},
          gives: [
            {
              schema: 'public',
              name: 'orders',
              kind: 'table',
              columns: [{ name: 'id', type: 'integer', nullable: false }],
            },
          ],
        },
      ],
    }),
  },
  triggers: {
    'new-row': trigger({
      title: 'New row',
      summary: 'Begins a run for each row whose column is larger than any before.',
      group: 'Rows',
      input: z.object({
        table,
        column: textParam({ required: true }).meta(
          hint({
            title: 'Growing column',
            description: 'One that is larger in every new row and never twice the same, such as a serial id.',
            placeholder: 'id',
          }),
        ),
      }),
      poll: {
        everySeconds: 60,
        async look({ query }, { table, column }, { cursor }) {
          const after = isJsonObject(cursor) && typeof cursor.after === 'string' ? cursor.after : null
          if (cursor === null) {
            const { rows } = await query(say.newest(table, column))
            return { events: [], cursor: { after: textOrNull(rows[0]?.niti_position) } }
          }
          const { rows } = await query(...say.rowsAfter(table, column, after))
          const events = rows.map(({ niti_position: position = null, ...row }) => ({
            id: String(position),
            payload: row,
          }))
          return { events, cursor: { after: events.at(-1)?.id ?? after } }
        },
      },
      sample: { id: 7, total: 120 },
    }),
  },
})

function textOrNull(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function rowsOf(value: Json): JsonObject[] {
  const list = Array.isArray(value) ? value : [value]
  const rows = list.filter(isJsonObject)
  const isWhole = rows.length === list.length && rows.length > 0 && rows.every((row) => Object.keys(row).length > 0)
  if (isWhole) return rows
  throw userError('service.bad-input', 'A row is an object with a value for each column.', { field: 'params.rows' })
}

/** Nothing said would mean every row: that is asked for with a query. */
function filled(values: JsonObject, field: string): JsonObject {
  if (Object.keys(values).length > 0) return values
  throw userError('service.bad-input', `\`${field}\` names no column.`, {
    field: `params.${field}`,
    hint: '“Run a query” changes all rows of a table where that is meant.',
  })
}

/** The one way to end a client in the middle of a query: `end` would wait for it. */
function socketOf(client: Client): { destroy(): void } | null {
  const { connection } = client as unknown as { connection?: { stream?: { destroy(): void } } } // pg's types leave it out
  return connection?.stream ?? null
}

const reasons: Record<string, ProtocolComplaint['reason']> = {
  ...{ '42P01': 'not-found', '42703': 'not-found', '3D000': 'not-found', '42501': 'forbidden', '57014': 'timeout' },
  ...{ '23505': 'conflict', '23503': 'conflict', '40001': 'conflict', '40P01': 'conflict', '25006': 'forbidden' },
}

function complaint(thrown: unknown): ProtocolComplaint | null {
  if (!(thrown instanceof Error)) return null
  const code = codeOf(thrown)
  // SQLSTATE: class 28 is who may sign in, 08 the connection, 53 and 57 the server's own state.
  if (/^[0-9A-Z]{5}$/.test(code) && 'severity' in thrown) {
    if (code.startsWith('28')) return { message: thrown.message, code, isSignIn: true }
    const retryable = ['08', '53', '57'].includes(code.slice(0, 2)) || code.startsWith('40')
    const reason = reasons[code] ?? (/^(22|23|42)/.test(code) ? 'bad-request' : 'failed')
    return { message: thrown.message, code, reason, retryable: retryable && code !== '57014' }
  }
  if (/does not support SSL/.test(thrown.message)) {
    return { message: 'it takes no encrypted connections', reason: 'bad-request' }
  }
  if (/SASL|password must be a string/.test(thrown.message)) return { message: thrown.message, isSignIn: true }
  return /Connection terminated|timeout expired/i.test(thrown.message)
    ? { message: 'it closed the connection', retryable: true }
    : null
}
