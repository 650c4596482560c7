import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import { type ActionReply, type Complaint, defineAction, defineIntegration, path } from './define-integration.ts'

const collection = textParam({ required: true }).meta(hint({ title: 'Collection', placeholder: 'notes' }))
const filter = valueParam()
  .optional()
  .meta(
    hint({
      title: 'Only where',
      description: 'Qdrant’s filter, such as {"must": [{"key": "city", "match": {"value": "Berlin"}}]}.',
      control: 'json',
      advanced: true,
    }),
  )
const withVector = z
  .boolean()
  .default(false)
  .meta(hint({ title: 'Vectors as well', advanced: true }))

/** Ids are whole numbers or UUIDs; an expression gives numbers as text. */
const toId = (id: Json): Json => (typeof id === 'string' && /^\d{1,15}$/.test(id) ? Number(id) : id)

const found = z.looseObject({
  id: z.union([z.string(), z.number()]),
  score: z.number(),
  payload: z.unknown().optional(),
})

export default defineIntegration({
  id: 'qdrant',
  title: 'Qdrant',
  category: 'databases',
  brand: 'qdrant',
  summary: 'Keep vectors with their data, and find those nearest in meaning.',
  keywords: ['vector database', 'embeddings', 'semantic search', 'rag'],
  docsUrl: 'https://api.qdrant.tech/api-reference',
  baseUrl: '{server}',
  fields: [
    {
      name: 'server',
      title: 'Address',
      description: 'Of the cluster, or of a server on this machine.',
      placeholder: 'https://xyz.eu-central.aws.cloud.qdrant.io:6333',
      initial: 'http://127.0.0.1:6333',
      pattern: /https?:\/\/[^\s/]+/,
    },
  ],
  signIn: [
    {
      id: 'api-key',
      kind: 'secret',
      title: 'API key',
      summary: 'For Qdrant Cloud, or a server that asks for a key.',
      setupUrl: 'https://cloud.qdrant.io/',
      setup: [
        'Open your cluster in Qdrant Cloud and copy its address (with port 6333).',
        'Create a key under “API keys”.',
      ],
      secrets: [
        { name: 'key', title: 'API key', description: 'Empty where the server asks for none.', optional: true },
      ],
      place: { headers: { 'api-key': '{key}' } },
    },
  ],
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/collections' }),
    account: (body) => {
      const result = isJsonObject(body) && isJsonObject(body.result) ? body.result : {}
      const count = Array.isArray(result.collections) ? result.collections.length : 0
      return count === 1 ? '1 collection' : `${count} collections`
    },
    example: {
      sends: { method: 'GET', path: '/collections' },
      reply: { body: { time: 0.0001, status: 'ok', result: { collections: [{ name: 'notes' }] } } },
      account: '1 collection',
    },
  },
  actions: {
    'find-similar': defineAction({
      title: 'Find similar points',
      summary: 'Finds the points whose vectors are nearest to one.',
      group: 'Points',
      kind: 'read',
      input: z.object({
        collection,
        vector: valueParam().meta(
          hint({ title: 'Near', description: 'A vector (a list of numbers), or the id of a point.', control: 'json' }),
        ),
        count: z
          .number()
          .int()
          .min(1)
          .max(1000)
          .default(10)
          .meta(hint({ title: 'Points' })),
        minScore: z
          .number()
          .optional()
          .meta(hint({ title: 'Score at least', advanced: true })),
        filter,
        withVector,
      }),
      request: ({ collection, vector, count, minScore, filter, withVector }) => ({
        method: 'POST',
        path: path`/collections/${collection}/points/query`,
        body: {
          json: {
            query: toId(vector),
            limit: count,
            score_threshold: minScore,
            filter,
            with_payload: true,
            with_vector: withVector,
          },
        },
      }),
      reply: z.looseObject({ result: z.looseObject({ points: z.array(found) }) }),
      answer: ({ result }) =>
        result.points.map(({ id, score, payload, vector }) => ({
          ...{ id, score, payload: (payload ?? null) as Json }, // what came over the wire is JSON
          ...(vector !== undefined && { vector: vector as Json }),
        })),
      examples: [
        {
          input: { collection: 'notes', vector: [0.2, 0.1, 0.9, 0.7], count: 1 },
          sends: {
            method: 'POST',
            path: '/collections/notes/points/query',
            body: { query: [0.2, 0.1, 0.9, 0.7], limit: 1, with_payload: true, with_vector: false },
          },
          reply: {
            body: {
              ...{ time: 0.002, status: 'ok' },
              result: { points: [{ id: 4, version: 3, score: 0.75, payload: { city: 'Berlin' } }] },
            },
          },
          gives: [{ id: 4, score: 0.75, payload: { city: 'Berlin' } }],
        },
      ],
    }),
    'save-points': defineAction({
      title: 'Save points',
      summary: 'Adds points with their vectors and data, or replaces those with the same id.',
      group: 'Points',
      kind: 'write',
      input: z.object({
        collection,
        points: valueParam()
          .refine((points) => Array.isArray(points) && points.length > 0, 'must be a list of points')
          .meta(
            hint({
              title: 'Points',
              description:
                'A list of {"id": 1, "vector": [0.1, 0.2], "payload": {"text": "…"}}; ids are whole numbers or UUIDs.',
              control: 'json',
            }),
          ),
      }),
      request: ({ collection, points }) => ({
        method: 'PUT',
        path: path`/collections/${collection}/points`,
        query: { wait: true },
        body: { json: { points } },
      }),
      reply: z.looseObject({ result: z.looseObject({ status: z.string() }) }),
      answer: ({ result }, { input }) => ({
        status: result.status,
        saved: Array.isArray(input.points) ? input.points.length : 0,
      }),
      examples: [
        {
          input: { collection: 'notes', points: [{ id: 1, vector: [0.9, 0.1], payload: { text: 'Hello' } }] },
          sends: {
            method: 'PUT',
            path: '/collections/notes/points',
            query: { wait: 'true' },
            body: { points: [{ id: 1, vector: [0.9, 0.1], payload: { text: 'Hello' } }] },
          },
          reply: { body: { time: 0.004, status: 'ok', result: { operation_id: 1, status: 'completed' } } },
          gives: { status: 'completed', saved: 1 },
        },
      ],
    }),
    'list-points': defineAction({
      title: 'List points',
      summary: 'Lists points with their data, by id.',
      group: 'Points',
      kind: 'read',
      input: z.object({ collection, filter, withVector }),
      request: ({ collection, filter, withVector }) => ({
        method: 'POST',
        path: path`/collections/${collection}/points/scroll`,
        body: { json: { filter, with_payload: true, with_vector: withVector } },
      }),
      pages: {
        items: 'result.points',
        size: { name: 'limit', in: 'json', most: 256 },
        next: { cursor: 'result.next_page_offset', name: 'offset', in: 'json' },
      },
      examples: [
        {
          input: { collection: 'notes' },
          sends: {
            method: 'POST',
            path: '/collections/notes/points/scroll',
            body: { with_payload: true, with_vector: false },
          },
          reply: {
            body: {
              ...{ time: 0.001, status: 'ok' },
              result: { points: [{ id: 1, payload: { text: 'Hello' } }], next_page_offset: null },
            },
          },
          gives: [{ id: 1, payload: { text: 'Hello' } }],
        },
      ],
    }),
    'count-points': defineAction({
      title: 'Count points',
      summary: 'Says how many points a collection has, or how many match.',
      group: 'Points',
      kind: 'read',
      input: z.object({ collection, filter }),
      request: ({ collection, filter }) => ({
        method: 'POST',
        path: path`/collections/${collection}/points/count`,
        body: { json: { filter, exact: true } },
      }),
      reply: z.looseObject({ result: z.looseObject({ count: z.number() }) }),
      answer: ({ result }) => result.count,
      examples: [
        {
          input: { collection: 'notes' },
          sends: { method: 'POST', path: '/collections/notes/points/count', body: { exact: true } },
          reply: { body: { time: 0.001, status: 'ok', result: { count: 6 } } },
          gives: 6,
        },
      ],
    }),
    'delete-points': defineAction({
      title: 'Delete points',
      summary: 'Deletes points by their ids.',
      group: 'Points',
      kind: 'delete',
      input: z.object({
        collection,
        ids: z
          .array(z.union([z.string(), z.number()]))
          .min(1)
          .meta(hint({ title: 'Ids', control: 'text-list' })),
      }),
      request: ({ collection, ids }) => ({
        method: 'POST',
        path: path`/collections/${collection}/points/delete`,
        query: { wait: true },
        body: { json: { points: ids.map(toId) } },
      }),
      reply: z.looseObject({ result: z.looseObject({ status: z.string() }) }),
      answer: ({ result }) => ({ status: result.status }),
      examples: [
        {
          input: { collection: 'notes', ids: ['1', '550e8400-e29b-41d4-a716-446655440000'] },
          sends: {
            method: 'POST',
            path: '/collections/notes/points/delete',
            query: { wait: 'true' },
            body: { points: [1, '550e8400-e29b-41d4-a716-446655440000'] },
          },
          reply: { body: { time: 0.004, status: 'ok', result: { operation_id: 2, status: 'completed' } } },
          gives: { status: 'completed' },
        },
      ],
    }),
    'create-collection': defineAction({
      title: 'Create a collection',
      summary: 'Creates a collection for vectors of one size.',
      group: 'Collections',
      kind: 'write',
      input: z.object({
        collection,
        size: z
          .number()
          .int()
          .min(1)
          .default(1536)
          .meta(hint({ title: 'Numbers in a vector', description: 'As the model that makes them says.' })),
        distance: z
          .enum(['Cosine', 'Euclid', 'Dot', 'Manhattan'])
          .default('Cosine')
          .meta(
            hint({
              title: 'Nearness',
              choices: { Cosine: 'Cosine', Euclid: 'Euclidean', Dot: 'Dot product', Manhattan: 'Manhattan' },
            }),
          ),
      }),
      request: ({ collection, size, distance }) => ({
        method: 'PUT',
        path: path`/collections/${collection}`,
        body: { json: { vectors: { size, distance } } },
      }),
      reply: z.looseObject({ result: z.boolean() }),
      answer: ({ result }) => ({ created: result }),
      examples: [
        {
          input: { collection: 'notes', size: 4 },
          sends: { method: 'PUT', path: '/collections/notes', body: { vectors: { size: 4, distance: 'Cosine' } } },
          reply: { body: { time: 0.1, status: 'ok', result: true } },
          gives: { created: true },
        },
      ],
    }),
    'list-collections': defineAction({
      title: 'List collections',
      summary: 'Lists the names of all collections.',
      group: 'Collections',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/collections' }),
      reply: z.looseObject({ result: z.looseObject({ collections: z.array(z.looseObject({ name: z.string() })) }) }),
      answer: ({ result }) => result.collections.map(({ name }) => name),
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/collections' },
          reply: { body: { time: 0.0001, status: 'ok', result: { collections: [{ name: 'notes' }] } } },
          gives: ['notes'],
        },
      ],
    }),
  },
})

function complaint({ status, body }: ActionReply): Complaint | null {
  const state = isJsonObject(body) && isJsonObject(body.status) ? body.status : {}
  if (typeof state.error === 'string') return { message: state.error.replace(/\.$/, '') }
  if (status === 401 || status === 403) return { message: 'the key is missing or wrong', isSignIn: true }
  return null
}
