import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../../shared/catalog/param.ts'
import { externalError, userError } from '../../../../shared/errors.ts'
import { isJsonObject, type Json } from '../../../../shared/json.ts'
import { forClient, type ProtocolClient } from '../define-protocol.ts'
import type { SqliteAnswer, SqliteAsk } from './sqlite-messages.ts'
import { openSqliteProcess } from './sqlite-process.ts'

type Sqlite = ProtocolClient & { ask(ask: Omit<SqliteAsk, 'id'>): Promise<SqliteAnswer> }

const { action, protocol } = forClient<Sqlite>()

const statement = textParam({ required: true }).meta(
  hint({
    title: 'Statement',
    description: 'Values belong in the parameters: `?`, or `@name` where those are an object, stands for them.',
    control: 'long-text',
    placeholder: 'select * from orders where total > ?',
  }),
)
const parameters = valueParam()
  .default([])
  .meta(hint({ title: 'Parameters', description: 'A list in order, or an object by name.', control: 'json' }))
const seconds = z
  .number()
  .min(1)
  .max(3_600)
  .default(30)
  .meta(hint({ title: 'Time limit', description: 'Seconds after which it is stopped.', advanced: true }))

export default protocol({
  id: 'sqlite',
  title: 'SQLite file',
  category: 'databases',
  brand: 'sqlite',
  summary: 'Ask and change a SQLite database that is a file on this machine.',
  keywords: ['sql', 'database', 'query', 'file'],
  docsUrl: 'https://www.sqlite.org/lang.html',
  fields: [
    { name: 'path', title: 'File', description: 'With its whole path.', placeholder: '/home/ada/shop.sqlite' },
    {
      name: 'access',
      title: 'Access',
      description: '`read`: nothing in it can be changed. `write`: it can, and a file that is not there is made.',
      initial: 'read',
      pattern: /read|write/,
    },
  ],
  signIn: [],
  speaks: 'SQLITE',
  address: ({ path = '' }) => `sqlite:${path}`,
  atOnce: 2,
  async connect({ fields, diskPath, signal }) {
    const { path = '', access } = fields
    const readOnly = access !== 'write'
    const file = await diskPath(path, { mustExist: readOnly })
    return openSqliteProcess({ file, readOnly, signal })
  },
  async test({ ask }, { fields }) {
    rowsOf(await ask({ statement: 'PRAGMA schema_version', parameters: [], most: 1 }))
    return fields.path ?? ''
  },
  actions: {
    query: action({
      title: 'Run a query',
      summary: 'Runs a statement that reads, and gives its rows.',
      group: 'Queries',
      kind: 'read',
      input: z.object({
        statement,
        parameters,
        most: z
          .number()
          .int()
          .min(1)
          .max(100_000)
          .default(1_000)
          .meta(hint({ title: 'Most rows', advanced: true })),
        seconds,
      }),
      timeoutMs: ({ seconds }) => seconds * 1_000,
      async run({ ask }, { statement, parameters, most }) {
        return rowsOf(await ask({ statement, parameters: bound(parameters), most, onlyReads: true }))
      },
      examples: [
        {
          input: { statement: 'select id, total from orders where total > ?', parameters: [100] },
          gives: [{ id: 7, total: 120 }],
        },
      ],
    }),
    execute: action({
      title: 'Execute a statement',
      summary: 'Runs a statement that changes something, and says how many rows it touched.',
      group: 'Queries',
      kind: 'write',
      input: z.object({ statement, parameters, seconds }),
      timeoutMs: ({ seconds }) => seconds * 1_000,
      async run({ ask }, { statement, parameters }) {
        const answer = await ask({ statement, parameters: bound(parameters), most: 1_000 })
        const rows = rowsOf(answer)
        return { changes: answer.changes ?? 0, lastId: answer.lastId ?? null, rows }
      },
      examples: [
        {
          input: { statement: 'update orders set total = ? where id = ?', parameters: [130, 7] },
          gives: { changes: 1, lastId: null, rows: [] },
        },
      ],
    }),
  },
})

/** SQLite knows texts, numbers and nothing: the rest becomes one of those. */
function bound(parameters: Json): Json {
  if (Array.isArray(parameters)) return parameters.map(cellOf)
  if (!isJsonObject(parameters)) return [cellOf(parameters)]
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, cellOf(value)]))
}

function cellOf(value: Json): Json {
  if (typeof value === 'boolean') return value ? 1 : 0
  return Array.isArray(value) || isJsonObject(value) ? JSON.stringify(value) : value
}

function rowsOf({ rows = [], error }: SqliteAnswer): Json[] {
  if (!error) return rows
  const { code, message } = error
  if (code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED') {
    throw externalError('service.conflict', `SQLite says: ${message}.`, { retryable: true, details: { code } })
  }
  if (code === 'SQLITE_READONLY') {
    throw userError('service.forbidden', 'The connection only reads, and this changes something.', {
      hint: 'Set its access to `write` where that is meant.',
      details: { code },
    })
  }
  const reason = code.startsWith('SQLITE_CONSTRAINT') ? 'conflict' : 'bad-request'
  throw externalError(`service.${reason}`, `SQLite says: ${message}.`, { details: { code } })
}
