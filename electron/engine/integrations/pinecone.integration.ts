import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, json } from '../../../shared/json.ts'
import { type ActionReply, type Complaint, defineAction, defineIntegration, path } from './define-integration.ts'

const api = 'https://api.pinecone.io'
const namespace = textParam()
  .default('__default__')
  .meta(hint({ title: 'Namespace', advanced: true }))
const count = z
  .number()
  .int()
  .min(1)
  .max(10_000)
  .default(10)
  .meta(hint({ title: 'Records' }))
const filter = valueParam()
  .optional()
  .meta(
    hint({ title: 'Only where', description: 'Such as {"genre": {"$eq": "drama"}}.', control: 'json', advanced: true }),
  )

export default defineIntegration({
  id: 'pinecone',
  title: 'Pinecone',
  category: 'databases',
  brand: null,
  summary: 'Keep vectors or texts with their data, and find those nearest in meaning.',
  keywords: ['vector database', 'embeddings', 'semantic search', 'rag'],
  docsUrl: 'https://docs.pinecone.io/reference/api/introduction',
  baseUrl: 'https://{indexHost}',
  hosts: ['api.pinecone.io'],
  fields: [
    {
      name: 'indexHost',
      title: 'Host of the index',
      description: 'It stands beside the index in the console, without https://.',
      placeholder: 'notes-a1b2c3d.svc.aped-4627-b74a.pinecone.io',
      pattern: /[\w.-]+\.pinecone\.io/,
    },
  ],
  signIn: [
    {
      id: 'api-key',
      kind: 'secret',
      title: 'API key',
      setupUrl: 'https://app.pinecone.io/organizations/-/keys',
      setup: ['Create a key in the console under “API keys” and copy it.', 'Open your index and copy its host.'],
      secrets: [{ name: 'key', title: 'API key', placeholder: 'pcsk_…' }],
      place: { headers: { 'api-key': '{key}' } },
    },
  ],
  headers: { 'x-pinecone-api-version': '2026-04' },
  limits: {
    windows: [{ requests: 100, seconds: 1 }],
    note: 'An index takes 100 upserts or updates and 100 queries a second in each namespace.',
  },
  complaint,
  test: {
    request: () => ({ method: 'POST', path: '/describe_index_stats', body: { json: {} } }),
    account: (body) => (isJsonObject(body) ? `${body.totalVectorCount ?? 0} records` : ''),
    example: {
      sends: { method: 'POST', path: '/describe_index_stats', body: {} },
      reply: {
        body: {
          namespaces: { '': { vectorCount: 50000 } },
          dimension: 1536,
          indexFullness: 0.4,
          totalVectorCount: 50000,
        },
      },
      account: '50000 records',
    },
  },
  actions: {
    'find-similar': defineAction({
      title: 'Find similar vectors',
      summary: 'Finds the records whose vectors are nearest to one.',
      group: 'Records',
      kind: 'read',
      input: z.object({
        vector: z
          .array(z.number())
          .min(1)
          .meta(hint({ title: 'Near', description: 'A list of numbers.', control: 'json' })),
        count,
        namespace,
        filter,
      }),
      request: ({ vector, count, namespace, filter }) => ({
        method: 'POST',
        path: '/query',
        body: { json: { vector, topK: count, namespace, filter, includeMetadata: true, includeValues: false } },
      }),
      reply: z.looseObject({
        matches: z
          .array(z.looseObject({ id: z.string(), score: z.number().nullish(), metadata: json.optional() }))
          .default([]),
      }),
      answer: ({ matches }) =>
        matches.map(({ id, score, metadata }) => ({ id, score: score ?? null, metadata: metadata ?? null })),
      examples: [
        {
          input: { vector: [0.1, 0.2, 0.3], count: 1 },
          sends: {
            method: 'POST',
            path: '/query',
            body: {
              ...{ vector: [0.1, 0.2, 0.3], topK: 1, namespace: '__default__' },
              ...{ includeMetadata: true, includeValues: false },
            },
          },
          reply: {
            body: {
              matches: [{ id: 'example-vector-1', score: 0.08, metadata: { genre: 'drama' } }],
              ...{ namespace: '__default__', usage: { readUnits: 5 } },
            },
          },
          gives: [{ id: 'example-vector-1', score: 0.08, metadata: { genre: 'drama' } }],
        },
      ],
    }),
    'find-text': defineAction({
      title: 'Find similar texts',
      summary: 'Finds the texts nearest in meaning, in an index with a built-in model.',
      group: 'Texts',
      kind: 'read',
      input: z.object({
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' })),
        count,
        namespace,
        filter,
      }),
      request: ({ text, count, namespace, filter }) => ({
        method: 'POST',
        path: path`/records/namespaces/${namespace}/search`,
        body: { json: { query: { inputs: { text }, top_k: count, filter } } },
      }),
      reply: z.looseObject({
        result: z.looseObject({
          hits: z.array(z.looseObject({ _id: z.string(), _score: z.number(), fields: json })),
        }),
      }),
      answer: ({ result }) => result.hits.map(({ _id, _score, fields }) => ({ id: _id, score: _score, fields })),
      examples: [
        {
          input: { text: 'Disease prevention', count: 1 },
          sends: {
            method: 'POST',
            path: '/records/namespaces/__default__/search',
            body: { query: { inputs: { text: 'Disease prevention' }, top_k: 1 } },
          },
          reply: {
            body: {
              result: {
                hits: [
                  {
                    _id: 'rec3',
                    _score: 0.82,
                    fields: { category: 'immune system', chunk_text: 'Rich in vitamin C.' },
                  },
                ],
              },
              usage: { read_units: 6, embed_total_tokens: 8 },
            },
          },
          gives: [{ id: 'rec3', score: 0.82, fields: { category: 'immune system', chunk_text: 'Rich in vitamin C.' } }],
        },
      ],
    }),
    'save-vectors': defineAction({
      title: 'Save vectors',
      summary: 'Adds records with their vectors and data, or replaces those with the same id.',
      group: 'Records',
      kind: 'write',
      input: z.object({
        vectors: valueParam()
          .refine((vectors) => Array.isArray(vectors) && vectors.length > 0, 'must be a list of records')
          .meta(
            hint({
              title: 'Records',
              description: 'A list of {"id": "a", "values": [0.1, 0.2], "metadata": {"text": "…"}}, at most 1,000.',
              control: 'json',
            }),
          ),
        namespace,
      }),
      request: ({ vectors, namespace }) => ({
        method: 'POST',
        path: '/vectors/upsert',
        body: { json: { vectors, namespace } },
      }),
      reply: z.looseObject({ upsertedCount: z.number() }),
      answer: ({ upsertedCount }) => ({ saved: upsertedCount }),
      examples: [
        {
          input: { vectors: [{ id: 'a', values: [0.1, 0.2], metadata: { genre: 'drama' } }] },
          sends: {
            method: 'POST',
            path: '/vectors/upsert',
            body: {
              vectors: [{ id: 'a', values: [0.1, 0.2], metadata: { genre: 'drama' } }],
              namespace: '__default__',
            },
          },
          reply: { body: { upsertedCount: 1 } },
          gives: { saved: 1 },
        },
      ],
    }),
    'save-texts': defineAction({
      title: 'Save texts',
      summary: 'Adds texts to an index with a built-in model, which makes their vectors.',
      group: 'Texts',
      kind: 'write',
      input: z.object({
        records: valueParam()
          .refine(isListOfRecords, 'must be a list of objects, each with an `_id`')
          .meta(
            hint({
              title: 'Records',
              description:
                'A list of {"_id": "a", "chunk_text": "…"}, at most 96; the field is the one the index embeds.',
              control: 'json',
            }),
          ),
        namespace,
      }),
      request: ({ records, namespace }) => ({
        method: 'POST',
        path: path`/records/namespaces/${namespace}/upsert`,
        body: {
          text: (Array.isArray(records) ? records : []).map((record) => JSON.stringify(record)).join('\n'),
          mediaType: 'application/x-ndjson',
        },
        reads: 'text',
      }),
      answer: (_, { input }) => ({ saved: Array.isArray(input.records) ? input.records.length : 0 }),
      examples: [
        {
          input: { records: [{ _id: 'rec1', chunk_text: 'Apples are a good source of fibre.' }] },
          sends: {
            method: 'POST',
            path: '/records/namespaces/__default__/upsert',
            body: '{"_id":"rec1","chunk_text":"Apples are a good source of fibre."}',
          },
          reply: { status: 201, body: '' },
          gives: { saved: 1 },
        },
      ],
    }),
    'list-ids': defineAction({
      title: 'List ids',
      summary: 'Lists the ids of the records, those with a beginning of their own where asked for.',
      group: 'Records',
      kind: 'read',
      input: z.object({
        prefix: textParam()
          .optional()
          .meta(hint({ title: 'Ids that begin with' })),
        namespace,
      }),
      request: ({ prefix, namespace }) => ({
        method: 'GET',
        path: '/vectors/list',
        query: { prefix: prefix || null, namespace },
      }),
      pages: {
        items: (body) => (isJsonObject(body) && Array.isArray(body.vectors) ? body.vectors : []),
        size: { name: 'limit', most: 100 },
        next: { cursor: 'pagination.next', name: 'paginationToken' },
        each: (item: Json) => (isJsonObject(item) ? (item.id ?? null) : item),
      },
      examples: [
        {
          input: { prefix: 'doc1#' },
          sends: { method: 'GET', path: '/vectors/list', query: { prefix: 'doc1#', namespace: '__default__' } },
          reply: {
            body: { vectors: [{ id: 'doc1#1' }, { id: 'doc1#2' }], namespace: '__default__', usage: { readUnits: 1 } },
          },
          gives: ['doc1#1', 'doc1#2'],
        },
      ],
    }),
    'delete-records': defineAction({
      title: 'Delete records',
      summary: 'Deletes records by their ids.',
      group: 'Records',
      kind: 'delete',
      input: z.object({
        ids: z
          .array(z.string())
          .min(1)
          .max(1000)
          .meta(hint({ title: 'Ids', control: 'text-list' })),
        namespace,
      }),
      request: ({ ids, namespace }) => ({
        method: 'POST',
        path: '/vectors/delete',
        body: { json: { ids, namespace } },
      }),
      answer: (_, { input }) => ({ deleted: input.ids.length }),
      examples: [
        {
          input: { ids: ['a', 'b'] },
          sends: { method: 'POST', path: '/vectors/delete', body: { ids: ['a', 'b'], namespace: '__default__' } },
          reply: { body: {} },
          gives: { deleted: 2 },
        },
      ],
    }),
    'list-indexes': defineAction({
      title: 'List indexes',
      summary: 'Lists the indexes of the project with their hosts.',
      group: 'Indexes',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: `${api}/indexes` }),
      reply: z.looseObject({
        indexes: z
          .array(z.looseObject({ name: z.string(), host: z.string(), dimension: z.number().nullish() }))
          .default([]),
      }),
      answer: ({ indexes }) =>
        indexes.map(({ name, host, dimension }) => ({ name, host, dimension: dimension ?? null })),
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: 'https://api.pinecone.io/indexes' },
          reply: {
            body: {
              indexes: [
                {
                  ...{ name: 'notes', dimension: 384, metric: 'cosine', vector_type: 'dense' },
                  ...{ host: 'notes-bojxoyt.svc.aped-4627-b74a.pinecone.io', deletion_protection: 'disabled' },
                  spec: {
                    serverless: {
                      ...{ cloud: 'aws', region: 'us-east-1' },
                      read_capacity: { mode: 'OnDemand', status: { state: 'Ready' } },
                    },
                  },
                  status: { ready: true, state: 'Ready' },
                },
              ],
            },
          },
          gives: [{ name: 'notes', host: 'notes-bojxoyt.svc.aped-4627-b74a.pinecone.io', dimension: 384 }],
        },
      ],
    }),
  },
})

function isListOfRecords(value: Json): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => isJsonObject(one) && one._id !== undefined)
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status === 401 || status === 403) return { message: 'the key is not valid for this project', isSignIn: true }
  if (status < 400) return null
  if (!isJsonObject(body)) return typeof body === 'string' && body !== '' ? { message: body.slice(0, 300) } : null
  const error = isJsonObject(body.error) ? body.error : body
  const code = typeof error.code === 'string' ? { code: error.code } : {}
  return typeof error.message === 'string' ? { message: error.message.replace(/\.$/, ''), ...code } : null
}
