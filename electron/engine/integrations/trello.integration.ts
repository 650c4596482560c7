import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

const cardId = textParam({ required: true }).meta(
  hint({ title: 'Card', description: 'Its id, or what follows /c/ in its address.' }),
)
const listId = textParam({ required: true }).meta(hint({ title: 'List', description: 'Its id, from “List lists”.' }))
const boardId = textParam({ required: true }).meta(
  hint({ title: 'Board', description: 'Its id, or what follows /b/ in its address.' }),
)
const due = textParam()
  .optional()
  .meta(hint({ title: 'Due', description: 'A day or a time, such as 2026-03-01.', placeholder: '2026-03-01' }))

const card = {
  ...{ id: '5abbe4b7ddc1b351ef961414', name: 'Write the report', desc: 'By Friday', closed: false, due: null },
  ...{
    idBoard: '5abbe4b7ddc1b351ef961413',
    idList: '5abbe4b7ddc1b351ef961415',
    shortUrl: 'https://trello.com/c/H0TZyzbK',
  },
}
const flat = {
  ...{ id: '5abbe4b7ddc1b351ef961414', name: 'Write the report', text: 'By Friday', due: null },
  ...{ listId: '5abbe4b7ddc1b351ef961415', boardId: '5abbe4b7ddc1b351ef961413', url: 'https://trello.com/c/H0TZyzbK' },
}
const action = {
  ...{ id: '5abbe4b7ddc1b351ef961500', type: 'createCard', date: '2026-01-02T03:04:05.000Z' },
  data: {
    card: { id: card.id, name: card.name },
    list: { id: card.idList, name: 'To do' },
    board: { id: card.idBoard, name: 'Team' },
  },
  memberCreator: { id: '5abbe4b7ddc1b351ef961401', username: 'ada', fullName: 'Ada' },
}
const told = {
  ...{ kind: 'createCard', at: '2026-01-02T03:04:05.000Z', by: 'Ada' },
  data: action.data,
}

export default defineIntegration({
  id: 'trello',
  title: 'Trello',
  category: 'tasks',
  brand: 'trello',
  summary: 'Create, move and find cards on boards.',
  keywords: ['kanban', 'board', 'card', 'task', 'atlassian'],
  docsUrl: 'https://developer.atlassian.com/cloud/trello/rest/',
  baseUrl: 'https://api.trello.com/1',
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'Key and token',
      setupUrl: 'https://trello.com/power-ups/admin',
      setup: [
        'Create a Power-Up for yourself (no iframe address is needed), open “API key” and generate a key.',
        'Beside the key, follow “Token”, allow access, and copy the token.',
      ],
      secrets: [
        { name: 'key', title: 'API key' },
        { name: 'token', title: 'Token', placeholder: 'ATTA…' },
      ],
      place: { headers: { authorization: 'OAuth oauth_consumer_key="{key}", oauth_token="{token}"' } },
    },
  ],
  limits: {
    windows: [
      { requests: 100, seconds: 10 },
      { requests: 300, seconds: 10 },
    ],
    note: '100 requests in 10 seconds for a token, 300 for a key.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/members/me' }),
    account: (body) => (isJsonObject(body) ? `${body.fullName} (@${body.username})` : ''),
    example: {
      sends: { method: 'GET', path: '/members/me' },
      reply: { body: { id: '5abbe4b7ddc1b351ef961401', username: 'ada', fullName: 'Ada' } },
      account: 'Ada (@ada)',
    },
  },
  actions: {
    'create-card': defineAction({
      title: 'Create a card',
      summary: 'Puts a new card on a list.',
      group: 'Cards',
      kind: 'write',
      input: z.object({
        listId,
        name: textParam({ required: true }).meta(hint({ title: 'Title' })),
        text: textParam()
          .optional()
          .meta(hint({ title: 'Description', description: 'Markdown.', control: 'long-text' })),
        due,
        top: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'On top of the list', advanced: true })),
      }),
      request: ({ listId, name, text, due, top }) => ({
        method: 'POST',
        path: '/cards',
        query: { idList: listId, name, desc: text || null, due: due || null, pos: top ? 'top' : 'bottom' },
      }),
      answer: flatten,
      examples: [
        {
          input: { listId: '5abbe4b7ddc1b351ef961415', name: 'Write the report', text: 'By Friday' },
          sends: {
            method: 'POST',
            path: '/cards',
            query: { idList: '5abbe4b7ddc1b351ef961415', name: 'Write the report', desc: 'By Friday', pos: 'bottom' },
          },
          reply: { body: card },
          gives: flat,
        },
      ],
    }),
    'get-card': defineAction({
      title: 'Get a card',
      summary: 'Gives a card.',
      group: 'Cards',
      kind: 'read',
      input: z.object({ cardId }),
      request: ({ cardId }) => ({ method: 'GET', path: path`/cards/${cardId}` }),
      answer: flatten,
      examples: [
        {
          input: { cardId: '5abbe4b7ddc1b351ef961414' },
          sends: { method: 'GET', path: '/cards/5abbe4b7ddc1b351ef961414' },
          reply: { body: card },
          gives: flat,
        },
      ],
    }),
    'change-card': defineAction({
      title: 'Change or move a card',
      summary: 'Changes what a card says, moves it to another list, or archives it.',
      group: 'Cards',
      kind: 'write',
      input: z.object({
        cardId,
        name: textParam()
          .optional()
          .meta(hint({ title: 'Title' })),
        text: textParam()
          .optional()
          .meta(hint({ title: 'Description', control: 'long-text' })),
        toListId: textParam()
          .optional()
          .meta(hint({ title: 'Move to the list', description: 'Its id.' })),
        due,
        archived: z
          .boolean()
          .optional()
          .meta(hint({ title: 'Archived', advanced: true })),
      }),
      request: ({ cardId, name, text, toListId, due, archived }) => ({
        method: 'PUT',
        path: path`/cards/${cardId}`,
        query: { name: name || null, desc: text || null, idList: toListId || null, due: due || null, closed: archived },
      }),
      answer: flatten,
      examples: [
        {
          input: { cardId: '5abbe4b7ddc1b351ef961414', toListId: '5abbe4b7ddc1b351ef961415' },
          sends: {
            method: 'PUT',
            path: '/cards/5abbe4b7ddc1b351ef961414',
            query: { idList: '5abbe4b7ddc1b351ef961415' },
          },
          reply: { body: card },
          gives: flat,
        },
      ],
    }),
    'delete-card': defineAction({
      title: 'Delete a card',
      summary: 'Deletes a card for good.',
      group: 'Cards',
      kind: 'delete',
      input: z.object({ cardId }),
      request: ({ cardId }) => ({ method: 'DELETE', path: path`/cards/${cardId}` }),
      answer: (_, { input }) => ({ deleted: input.cardId }),
      examples: [
        {
          input: { cardId: '5abbe4b7ddc1b351ef961414' },
          sends: { method: 'DELETE', path: '/cards/5abbe4b7ddc1b351ef961414' },
          reply: { body: { limits: {} } },
          gives: { deleted: '5abbe4b7ddc1b351ef961414' },
        },
      ],
    }),
    comment: defineAction({
      title: 'Comment on a card',
      summary: 'Adds a comment to a card.',
      group: 'Cards',
      kind: 'send',
      input: z.object({
        cardId,
        text: textParam({ required: true }).meta(hint({ title: 'Comment', control: 'long-text' })),
      }),
      request: ({ cardId, text }) => ({
        method: 'POST',
        path: path`/cards/${cardId}/actions/comments`,
        query: { text },
      }),
      reply: z.looseObject({ id: z.string() }),
      answer: ({ id }) => ({ id }),
      examples: [
        {
          input: { cardId: '5abbe4b7ddc1b351ef961414', text: 'Done' },
          sends: { method: 'POST', path: '/cards/5abbe4b7ddc1b351ef961414/actions/comments', query: { text: 'Done' } },
          reply: {
            body: {
              ...{ id: '5abbe4b7ddc1b351ef961501', idMemberCreator: '5abbe4b7ddc1b351ef961401', type: 'commentCard' },
              ...{ data: { text: 'Done' }, date: '2026-01-02T03:04:05.000Z' },
            },
          },
          gives: { id: '5abbe4b7ddc1b351ef961501' },
        },
      ],
    }),
    'list-boards': defineAction({
      title: 'List boards',
      summary: 'Lists your open boards.',
      group: 'Boards',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/members/me/boards', query: { filter: 'open' } }),
      reply: z.array(z.looseObject({ id: z.string(), name: z.string(), url: z.string().nullish() })),
      answer: (boards) => boards.map(({ id, name, url }) => ({ id, name, url: url ?? null })),
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/members/me/boards', query: { filter: 'open' } },
          reply: {
            body: [{ id: '5abbe4b7ddc1b351ef961413', name: 'Team', url: 'https://trello.com/b/dQHqCohZ/team' }],
          },
          gives: [{ id: '5abbe4b7ddc1b351ef961413', name: 'Team', url: 'https://trello.com/b/dQHqCohZ/team' }],
        },
      ],
    }),
    'list-lists': defineAction({
      title: 'List lists',
      summary: 'Lists the open lists of a board.',
      group: 'Boards',
      kind: 'read',
      input: z.object({ boardId }),
      request: ({ boardId }) => ({ method: 'GET', path: path`/boards/${boardId}/lists`, query: { filter: 'open' } }),
      reply: z.array(z.looseObject({ id: z.string(), name: z.string() })),
      answer: (lists) => lists.map(({ id, name }) => ({ id, name })),
      examples: [
        {
          input: { boardId: '5abbe4b7ddc1b351ef961413' },
          sends: { method: 'GET', path: '/boards/5abbe4b7ddc1b351ef961413/lists', query: { filter: 'open' } },
          reply: {
            body: [
              {
                id: '5abbe4b7ddc1b351ef961415',
                name: 'To do',
                closed: false,
                pos: 2,
                idBoard: '5abbe4b7ddc1b351ef961413',
              },
            ],
          },
          gives: [{ id: '5abbe4b7ddc1b351ef961415', name: 'To do' }],
        },
      ],
    }),
    'list-cards': defineAction({
      title: 'List cards',
      summary: 'Lists the open cards of a list.',
      group: 'Cards',
      kind: 'read',
      input: z.object({ listId }),
      request: ({ listId }) => ({ method: 'GET', path: path`/lists/${listId}/cards` }),
      answer: (body) => (Array.isArray(body) ? body.map(flatten) : body),
      examples: [
        {
          input: { listId: '5abbe4b7ddc1b351ef961415' },
          sends: { method: 'GET', path: '/lists/5abbe4b7ddc1b351ef961415/cards' },
          reply: { body: [card] },
          gives: [flat],
        },
      ],
    }),
    'search-cards': defineAction({
      title: 'Search cards',
      summary: 'Finds cards by what they say.',
      group: 'Cards',
      kind: 'read',
      input: z.object({
        query: textParam({ required: true }).meta(hint({ title: 'Search for' })),
        results: z
          .number()
          .int()
          .min(1)
          .max(1000)
          .default(10)
          .meta(hint({ title: 'Results' })),
      }),
      request: ({ query, results }) => ({
        method: 'GET',
        path: '/search',
        query: { query, modelTypes: 'cards', cards_limit: results },
      }),
      reply: z.looseObject({ cards: z.array(z.unknown()).default([]) }),
      answer: ({ cards }) => (cards as Json[]).map(flatten), // came as JSON
      examples: [
        {
          input: { query: 'report' },
          sends: { method: 'GET', path: '/search', query: { query: 'report', modelTypes: 'cards', cards_limit: '10' } },
          reply: {
            body: { cards: [card], options: { terms: [], modifiers: [], modelTypes: ['cards'], partial: false } },
          },
          gives: [flat],
        },
      ],
    }),
  },
  triggers: {
    'board-activity': defineTrigger({
      title: 'When something happens on a board',
      summary: 'Begins a run for each new, changed or commented card.',
      group: 'Boards',
      input: z.object({
        boardId: textParam({ required: true }).meta(hint({ title: 'Board', description: 'Its id.', raw: true })),
        kinds: z
          .array(z.enum(['createCard', 'updateCard', 'commentCard', 'deleteCard']))
          .default(['createCard'])
          .meta(
            hint({
              title: 'When',
              description: 'createCard, updateCard, commentCard, deleteCard.',
              control: 'text-list',
              raw: true,
            }),
          ),
      }),
      poll: {
        everySeconds: 60,
        request: ({ boardId, kinds }, { cursor }) => ({
          method: 'GET',
          path: path`/boards/${boardId}/actions`,
          query: { filter: kinds.join(','), since: typeof cursor === 'string' ? cursor : null, limit: 100 },
        }),
        read: (body, { cursor, nowMs }) => {
          const found = (Array.isArray(body) ? body : []).filter(isJsonObject)
          const events = found.map((one) => ({ id: String(one.id), payload: tell(one) })).reverse()
          const newest = found[0]?.date
          return { events, cursor: typeof newest === 'string' ? newest : (cursor ?? new Date(nowMs).toISOString()) }
        },
        examples: [
          {
            ...{ input: { boardId: '5abbe4b7ddc1b351ef961413' }, cursor: '2026-01-02T03:00:00.000Z' },
            sends: {
              method: 'GET',
              path: '/boards/5abbe4b7ddc1b351ef961413/actions',
              query: { filter: 'createCard', since: '2026-01-02T03:00:00.000Z', limit: '100' },
            },
            reply: { body: [action] },
            events: [{ id: '5abbe4b7ddc1b351ef961500', payload: told }],
            next: '2026-01-02T03:04:05.000Z',
          },
        ],
      },
      sample: told,
    }),
  },
})

function flatten(item: Json): Json {
  if (!isJsonObject(item)) return item
  return {
    ...{ id: item.id ?? null, name: item.name ?? null, text: item.desc ?? '', due: item.due ?? null },
    ...{ listId: item.idList ?? null, boardId: item.idBoard ?? null, url: item.shortUrl ?? null },
  }
}

function tell(item: Json): Json {
  if (!isJsonObject(item)) return item
  const by = isJsonObject(item.memberCreator) ? (item.memberCreator.fullName ?? null) : null
  return { kind: item.type ?? null, at: item.date ?? null, by, data: item.data ?? null }
}

/** Trello complains in plain text. */
function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400) return null
  const words = isJsonObject(body) ? body.message : body
  return typeof words === 'string' && words !== '' ? { message: words.slice(0, 300), isSignIn: status === 401 } : null
}
