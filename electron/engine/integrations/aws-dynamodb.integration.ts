import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { accessKey, complaint, region } from './define-aws.ts'
import {
  type ActionRequest,
  defineAction,
  defineIntegration,
  type LooseJson,
  type Pages,
} from './define-integration.ts'

const table = z
  .string()
  .regex(/^[\w.-]{3,255}$/, 'must be the name of a table')
  .meta(hint({ title: 'Table', placeholder: 'Music' }))
const attributes = (title: string, description: string) =>
  z.record(z.string(), z.json()).meta(hint({ title, description, control: 'json' }))
const key = attributes('Key', 'The item’s partition key, and its sort key where the table has one.').refine(
  (given) => Object.keys(given).length > 0,
  'must name the key',
)
const filter = attributes('Only with', 'Attributes and the values they must have.').default({})
const index = textParam()
  .optional()
  .meta(hint({ title: 'Index', description: 'Of the table, in place of its own key.', advanced: true }))
const consistent = z
  .boolean()
  .default(false)
  .meta(hint({ title: 'Newest state for certain', description: 'Costs twice as much.', advanced: true }))
/** How a sort key is compared, in words for the form. */
const comparisons = {
  none: 'Any',
  '=': 'Is',
  '<': 'Below',
  '<=': 'At most',
  '>': 'Above',
  '>=': 'At least',
  begins_with: 'Begins with',
} as const

/** The cursor is an item's key, and goes back as it came. Filtered pages may be empty before the end. */
const pages: Pages = {
  items: 'Items',
  each: (item) => plainItem(item),
  next: ({ request, reply: { body } }) => {
    if (!isJsonObject(body) || !isJsonObject(body.LastEvaluatedKey)) return null
    const { body: asked } = request
    if (!asked || !('json' in asked) || 'mail' in asked) return null
    const json = typeof asked.json === 'object' && !Array.isArray(asked.json) ? asked.json : {}
    return { ...request, body: { json: { ...json, ExclusiveStartKey: body.LastEvaluatedKey } } }
  },
}

const song = {
  Artist: 'Acme Band',
  SongTitle: 'Happy Day',
  Year: 2015,
  Awards: null,
  Tags: ['pop', 'live'],
  Sold: true,
}
const typedSong = {
  ...{ Artist: { S: 'Acme Band' }, SongTitle: { S: 'Happy Day' }, Year: { N: '2015' }, Awards: { NULL: true } },
  ...{ Tags: { L: [{ S: 'pop' }, { S: 'live' }] }, Sold: { BOOL: true } },
}
const songKey = { Artist: 'Acme Band', SongTitle: 'Happy Day' }
const typedKey = { Artist: { S: 'Acme Band' }, SongTitle: { S: 'Happy Day' } }

export default defineIntegration({
  id: 'aws-dynamodb',
  title: 'Amazon DynamoDB',
  category: 'databases',
  brand: null,
  summary: 'Read and write items of tables, as plain JSON.',
  keywords: ['amazon', 'aws', 'database', 'table', 'nosql', 'dynamo'],
  docsUrl: 'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/',
  baseUrl: 'https://dynamodb.{region}.amazonaws.com',
  fields: [region],
  signIn: [
    accessKey(
      'dynamodb',
      'dynamodb:ListTables, GetItem, PutItem, UpdateItem, DeleteItem, Query and Scan of your tables',
    ),
  ],
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  limits: { note: 'As much as a table’s capacity allows; what is too much is tried again.' },
  complaint,
  test: {
    request: () => call('ListTables', { Limit: 1 }),
    account: (body) => {
      const [first] = isJsonObject(body) && Array.isArray(body.TableNames) ? body.TableNames : []
      return typeof first === 'string' ? `Tables: ${first} …` : 'No tables yet'
    },
    example: {
      sends: sends('ListTables', { Limit: 1 }),
      reply: { body: { TableNames: ['Forum'], LastEvaluatedTableName: 'Forum' } },
      account: 'Tables: Forum …',
    },
  },
  actions: {
    'get-item': defineAction({
      title: 'Get an item',
      summary: 'Gives the item with a key; nothing where there is none.',
      group: 'Items',
      kind: 'read',
      input: z.object({ table, key, consistent }),
      request: ({ table, key, consistent }) =>
        call('GetItem', { TableName: table, Key: typedItem(key), ConsistentRead: consistent || undefined }),
      reply: z.looseObject({ Item: z.json().optional() }),
      answer: ({ Item }) => (Item === undefined ? null : plainItem(Item)),
      examples: [
        {
          input: { table: 'Music', key: songKey },
          sends: sends('GetItem', { TableName: 'Music', Key: typedKey }),
          reply: { body: { Item: typedSong } },
          gives: song,
        },
        {
          title: 'none there',
          input: { table: 'Music', key: songKey, consistent: true },
          sends: sends('GetItem', { TableName: 'Music', Key: typedKey, ConsistentRead: true }),
          reply: { body: {} },
          gives: null,
        },
      ],
    }),
    'put-item': defineAction({
      title: 'Put an item',
      summary: 'Stores an item, in place of the one with the same key.',
      group: 'Items',
      kind: 'write',
      input: z.object({
        table,
        item: attributes('Item', 'All of its attributes, with its key.'),
        onlyNew: textParam()
          .optional()
          .meta(
            hint({
              title: 'Only if there is none',
              description: 'The name of the partition key: an item that is there already is left as it is, and said.',
              placeholder: 'id',
              advanced: true,
            }),
          ),
      }),
      request: ({ table, item, onlyNew }) =>
        call('PutItem', {
          TableName: table,
          Item: typedItem(item),
          ...(onlyNew && {
            ConditionExpression: 'attribute_not_exists(#k)',
            ExpressionAttributeNames: { '#k': onlyNew },
          }),
        }),
      answer: (_, { input: { item } }) => item,
      examples: [
        {
          input: { table: 'Music', item: song },
          sends: sends('PutItem', { TableName: 'Music', Item: typedSong }),
          reply: { body: {} },
          gives: song,
        },
        {
          title: 'only a new one',
          input: { table: 'Music', item: songKey, onlyNew: 'Artist' },
          sends: sends('PutItem', {
            TableName: 'Music',
            Item: typedKey,
            ConditionExpression: 'attribute_not_exists(#k)',
            ExpressionAttributeNames: { '#k': 'Artist' },
          }),
          reply: { body: {} },
          gives: songKey,
        },
      ],
    }),
    'update-item': defineAction({
      title: 'Update an item',
      summary: 'Changes attributes of an item, or makes it where there is none, and gives all of it.',
      group: 'Items',
      kind: 'write',
      input: z.object({
        table,
        key,
        set: attributes('Set', 'Attributes and their new values.').default({}),
        add: z
          .record(z.string(), z.number())
          .default({})
          .meta(hint({ title: 'Add to', description: 'Numbers to count up or down by.', control: 'json' })),
        remove: z
          .array(z.string())
          .default([])
          .meta(hint({ title: 'Take away', description: 'Names of attributes.', control: 'text-list' })),
      }),
      request: ({ table, key, set, add, remove }) => {
        const names = [...Object.keys(set), ...Object.keys(add), ...remove]
        const place = (name: string) => `#a${names.indexOf(name)}`
        const values = { ...set, ...add }
        const value = (name: string) => `:a${names.indexOf(name)}`
        const parts = [
          ['SET', Object.keys(set).map((name) => `${place(name)} = ${value(name)}`)],
          ['ADD', Object.keys(add).map((name) => `${place(name)} ${value(name)}`)],
          ['REMOVE', remove.map(place)],
        ] as const
        return call('UpdateItem', {
          TableName: table,
          Key: typedItem(key),
          // Nothing to change: the item as it is.
          ...(names.length > 0 && {
            UpdateExpression: parts
              .flatMap(([verb, list]) => (list.length > 0 ? [`${verb} ${list.join(', ')}`] : []))
              .join(' '),
            ExpressionAttributeNames: Object.fromEntries(names.map((name) => [place(name), name])),
          }),
          ...(Object.keys(values).length > 0 && {
            ExpressionAttributeValues: Object.fromEntries(
              Object.entries(values).map(([name, one]) => [value(name), typedValue(one)]),
            ),
          }),
          ReturnValues: 'ALL_NEW',
        })
      },
      reply: z.looseObject({ Attributes: z.json().optional() }),
      answer: ({ Attributes }) => plainItem(Attributes ?? {}),
      examples: [
        {
          input: { table: 'Music', key: songKey, set: { Sold: true }, add: { Plays: 1 }, remove: ['Draft'] },
          sends: sends('UpdateItem', {
            TableName: 'Music',
            Key: typedKey,
            UpdateExpression: 'SET #a0 = :a0 ADD #a1 :a1 REMOVE #a2',
            ExpressionAttributeNames: { '#a0': 'Sold', '#a1': 'Plays', '#a2': 'Draft' },
            ExpressionAttributeValues: { ':a0': { BOOL: true }, ':a1': { N: '1' } },
            ReturnValues: 'ALL_NEW',
          }),
          reply: { body: { Attributes: typedSong } },
          gives: song,
        },
      ],
    }),
    'delete-item': defineAction({
      title: 'Delete an item',
      summary: 'Deletes the item with a key, and gives what it was.',
      group: 'Items',
      kind: 'delete',
      input: z.object({ table, key }),
      request: ({ table, key }) =>
        call('DeleteItem', { TableName: table, Key: typedItem(key), ReturnValues: 'ALL_OLD' }),
      reply: z.looseObject({ Attributes: z.json().optional() }),
      answer: ({ Attributes }) => (Attributes === undefined ? null : plainItem(Attributes)),
      examples: [
        {
          input: { table: 'Music', key: songKey },
          sends: sends('DeleteItem', { TableName: 'Music', Key: typedKey, ReturnValues: 'ALL_OLD' }),
          reply: { body: { Attributes: typedSong } },
          gives: song,
        },
      ],
    }),
    query: defineAction({
      title: 'Query items',
      summary: 'Lists the items with a partition key, in the order of the sort key.',
      group: 'Items',
      kind: 'read',
      input: z.object({
        table,
        keyName: textParam({ required: true }).meta(hint({ title: 'Partition key', placeholder: 'Artist' })),
        keyValue: valueParam().meta(hint({ title: 'Its value', control: 'json' })),
        compare: z
          .enum(['none', '=', '<', '<=', '>', '>=', 'begins_with'])
          .default('none')
          .meta(hint({ title: 'The sort key', choices: comparisons })),
        sortName: textParam()
          .optional()
          .meta(hint({ title: 'Name of the sort key', placeholder: 'SongTitle' })),
        sortValue: valueParam()
          .optional()
          .meta(hint({ title: 'Value of the sort key', control: 'json' })),
        filter,
        newestFirst: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Last first', advanced: true })),
        index,
        consistent,
      }),
      request: ({ table, keyName, keyValue, compare, sortName, sortValue, filter, newestFirst, index, consistent }) => {
        const sorted = compare !== 'none' && sortName
        const sort = compare === 'begins_with' ? 'begins_with(#s, :s)' : `#s ${compare} :s`
        const only = filterOf(filter)
        return call('Query', {
          TableName: table,
          IndexName: index || undefined,
          KeyConditionExpression: sorted ? `#k = :k AND ${sort}` : '#k = :k',
          FilterExpression: only.expression,
          ExpressionAttributeNames: { '#k': keyName, ...(sorted && { '#s': sortName }), ...only.names },
          ExpressionAttributeValues: {
            ':k': typedValue(keyValue),
            ...(sorted && { ':s': typedValue(sortValue ?? null) }),
            ...only.values,
          },
          ScanIndexForward: newestFirst ? false : undefined,
          ConsistentRead: consistent || undefined,
        })
      },
      pages,
      examples: [
        {
          input: { table: 'Music', keyName: 'Artist', keyValue: 'Acme Band' },
          sends: sends('Query', {
            TableName: 'Music',
            KeyConditionExpression: '#k = :k',
            ExpressionAttributeNames: { '#k': 'Artist' },
            ExpressionAttributeValues: { ':k': { S: 'Acme Band' } },
          }),
          reply: { body: { Items: [typedSong], Count: 1, ScannedCount: 1 } },
          gives: [song],
        },
        {
          title: 'part of the sort key, and a filter',
          input: {
            ...{ table: 'Music', keyName: 'Artist', keyValue: 'Acme Band', compare: 'begins_with' },
            ...{ sortName: 'SongTitle', sortValue: 'Ha', filter: { Year: 2015 }, newestFirst: true },
          },
          sends: sends('Query', {
            TableName: 'Music',
            KeyConditionExpression: '#k = :k AND begins_with(#s, :s)',
            FilterExpression: '#f0 = :f0',
            ExpressionAttributeNames: { '#k': 'Artist', '#s': 'SongTitle', '#f0': 'Year' },
            ExpressionAttributeValues: { ':k': { S: 'Acme Band' }, ':s': { S: 'Ha' }, ':f0': { N: '2015' } },
            ScanIndexForward: false,
          }),
          reply: { body: { Items: [typedSong], Count: 1, ScannedCount: 2 } },
          gives: [song],
        },
      ],
    }),
    scan: defineAction({
      title: 'List items',
      summary: 'Reads through a table; what a filter leaves out is paid for as well.',
      group: 'Items',
      kind: 'read',
      input: z.object({ table, filter, index, consistent }),
      request: ({ table, filter, index, consistent }) => {
        const { expression, names, values } = filterOf(filter)
        return call('Scan', {
          TableName: table,
          IndexName: index || undefined,
          // Without a limit it reads a megabyte at once.
          Limit: expression === undefined ? 100 : 1000,
          ...(expression !== undefined && {
            FilterExpression: expression,
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: values,
          }),
          ConsistentRead: consistent || undefined,
        })
      },
      pages,
      examples: [
        {
          input: { table: 'Music' },
          sends: sends('Scan', { TableName: 'Music', Limit: 100 }),
          reply: { body: { Items: [typedSong], Count: 1, ScannedCount: 1 } },
          gives: [song],
        },
        {
          title: 'with a filter',
          input: { table: 'Music', filter: { Sold: true } },
          sends: sends('Scan', {
            TableName: 'Music',
            Limit: 1000,
            FilterExpression: '#f0 = :f0',
            ExpressionAttributeNames: { '#f0': 'Sold' },
            ExpressionAttributeValues: { ':f0': { BOOL: true } },
          }),
          reply: { body: { Items: [typedSong], Count: 1, ScannedCount: 3 } },
          gives: [song],
        },
      ],
    }),
    'list-tables': defineAction({
      title: 'List tables',
      summary: 'Lists the names of the region’s tables.',
      group: 'Tables',
      kind: 'read',
      input: z.object({}),
      request: () => call('ListTables', {}),
      pages: {
        items: 'TableNames',
        size: { name: 'Limit', in: 'json', most: 100 },
        next: { cursor: 'LastEvaluatedTableName', name: 'ExclusiveStartTableName', in: 'json' },
      },
      examples: [
        {
          input: {},
          sends: sends('ListTables', {}),
          reply: { body: { TableNames: ['Forum', 'Music'] } },
          gives: ['Forum', 'Music'],
        },
      ],
    }),
  },
})

function call(operation: string, json: LooseJson): ActionRequest {
  return { method: 'POST', path: '/', headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` }, body: { json } }
}

function sends(operation: string, body: Json) {
  return { method: 'POST', path: '/', headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` }, body }
}

/** All of these attributes with these values. Names are never written out: many are reserved words. */
function filterOf(filter: JsonObject) {
  const entries = Object.entries(filter)
  return {
    expression: entries.length > 0 ? entries.map((_, at) => `#f${at} = :f${at}`).join(' AND ') : undefined,
    names: Object.fromEntries(entries.map(([name], at) => [`#f${at}`, name])),
    values: Object.fromEntries(entries.map(([, value], at) => [`:f${at}`, typedValue(value)])),
  }
}

function typedItem(item: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, typedValue(value)]))
}

/** A value as DynamoDB writes it: `{ "S": "text" }`. */
function typedValue(value: Json): JsonObject {
  if (value === null) return { NULL: true }
  if (typeof value === 'boolean') return { BOOL: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'string') return { S: value }
  return Array.isArray(value) ? { L: value.map(typedValue) } : { M: typedItem(value) }
}

function plainItem(item: Json): Json {
  if (!isJsonObject(item)) return item
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]))
}

/** Sets become lists; bytes stay text in base64. */
function plainValue(typed: Json): Json {
  const [kind, value = null] = isJsonObject(typed) ? (Object.entries(typed)[0] ?? []) : []
  const list = Array.isArray(value) ? value : []
  switch (kind) {
    case 'NULL':
      return null
    case 'N':
      return plainNumber(value)
    case 'NS':
      return list.map(plainNumber)
    case 'L':
      return list.map(plainValue)
    case 'M':
      return plainItem(value)
    default:
      return value
  }
}

/** DynamoDB keeps 38 digits: a number that would lose some stays text. */
function plainNumber(text: Json): Json {
  const number = Number(text)
  return typeof text === 'string' && digitsOf(String(number)) === digitsOf(text) ? number : text
}

/** Its significant digits. */
function digitsOf(text: string): string {
  return text
    .replace(/e.*$/i, '')
    .replace(/[-+.]/g, '')
    .replace(/^0+|0+$/g, '')
}
