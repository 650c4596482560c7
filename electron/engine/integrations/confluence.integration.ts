import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  type Pages,
  path,
} from './define-integration.ts'

const id = (title: string, description: string) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a number')
    .meta(hint({ title, description, placeholder: '65538' }))
const pageId = id('Page', 'Its number, as it stands in its address.')
const spaceId = id('Space', 'Its number, from “List spaces”.')
const ofSpace = textParam()
  .default('')
  .meta(hint({ title: 'Of the space', description: 'Its number; empty: of all.', placeholder: '65538' }))
const title = textParam({ required: true }).meta(hint({ title: 'Title' }))
const html = textParam({ required: true }).meta(
  hint({
    title: 'Text',
    description: 'In HTML, as Confluence stores it.',
    placeholder: '<p>Hello</p>',
    control: 'long-text',
  }),
)

/** Where the next page is stands in an address below the site, of which only the cursor is wanted. */
const pages: Pages = {
  items: 'results',
  size: { name: 'limit', most: 250 },
  next: ({ request, reply: { body } }) => {
    const links = isJsonObject(body) ? body._links : undefined
    const next = isJsonObject(links) && typeof links.next === 'string' ? links.next : ''
    const cursor = URL.parse(next, 'https://site.atlassian.net')?.searchParams.get('cursor')
    return cursor ? { ...request, query: { ...request.query, cursor } } : null
  },
}

const base = 'https://acme.atlassian.net/wiki'
const space = {
  ...{
    id: '65538',
    key: 'TEAM',
    name: 'Team',
    type: 'global',
    status: 'current',
    authorId: '5b10a2844c20165700ede21g',
  },
  ...{ createdAt: '2026-01-02T03:04:05.000Z', homepageId: '65539', _links: { webui: '/spaces/TEAM' } },
}
const page = {
  ...{ id: '98305', status: 'current', title: 'Plan', spaceId: '65538', parentId: '65539', parentType: 'page' },
  ...{ authorId: '5b10a2844c20165700ede21g', createdAt: '2026-01-02T03:04:05.000Z', position: 1 },
  version: { number: 2, createdAt: '2026-01-02T03:04:05.000Z', message: '', minorEdit: false },
  _links: { webui: '/spaces/TEAM/pages/98305/Plan' },
}
const whole = { ...page, body: { storage: { representation: 'storage', value: '<p>Hello</p>' } } }
const comment = {
  ...{ id: '131073', status: 'current', title: 'Re: Plan', pageId: '98305' },
  version: { number: 1, createdAt: '2026-01-02T03:04:05.000Z' },
}
const given = { id: '98305', title: 'Plan', html: '<p>Hello</p>', version: 2, page: whole }

export default defineIntegration({
  id: 'confluence',
  title: 'Confluence',
  category: 'documents',
  brand: 'confluence',
  summary: 'Read and write pages of a wiki, and begin runs when one is new or changed.',
  keywords: ['wiki', 'page', 'documentation', 'atlassian', 'knowledge base'],
  docsUrl: 'https://developer.atlassian.com/cloud/confluence/rest/v2/intro/',
  baseUrl: 'https://{site}.atlassian.net/wiki/api/v2',
  fields: [
    {
      name: 'site',
      title: 'Site',
      description: 'What stands in front of .atlassian.net in the browser.',
      placeholder: 'acme',
      pattern: /[a-zA-Z0-9-]+/,
    },
  ],
  signIn: [
    {
      id: 'api-token',
      kind: 'secret',
      title: 'Email and API token',
      setupUrl: 'https://id.atlassian.com/manage-profile/security/api-tokens',
      setup: [
        'Choose “Create API token”, give it a name and an expiry, and copy it.',
        'Enter it together with the email address of your Atlassian account.',
      ],
      secrets: [
        { name: 'email', title: 'Email', placeholder: 'ada@example.com', pattern: /\S+@\S+/ },
        { name: 'token', title: 'API token', placeholder: 'ATATT3…' },
      ],
      place: { basic: { user: '{email}', password: '{token}' } },
    },
  ],
  limits: {
    headers: { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset', resetIs: 'iso' },
    note: 'Confluence counts what a call costs it, and says how long to wait where there was too much.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/spaces', query: { limit: 1 } }),
    account: (body) =>
      isJsonObject(body) && isJsonObject(body._links) ? (URL.parse(String(body._links.base))?.host ?? '') : '',
    example: {
      sends: { method: 'GET', path: '/spaces', query: { limit: '1' } },
      reply: { body: { results: [space], _links: { base } } },
      account: 'acme.atlassian.net',
    },
  },
  actions: {
    'list-spaces': defineAction({
      title: 'List spaces',
      summary: 'Lists the spaces one may see.',
      group: 'Spaces',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/spaces' }),
      pages,
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/spaces' },
          reply: { body: { results: [space], _links: { base } } },
          gives: [space],
        },
      ],
    }),
    'list-pages': defineAction({
      title: 'List pages',
      summary: 'Lists pages, those changed last first; also to find one by its title.',
      group: 'Pages',
      kind: 'read',
      input: z.object({
        space: ofSpace,
        title: textParam()
          .optional()
          .meta(hint({ title: 'With the title' })),
      }),
      request: ({ space, title }) => ({
        method: 'GET',
        path: '/pages',
        query: { 'space-id': space || null, title: title || null, sort: '-modified-date' },
      }),
      pages,
      examples: [
        {
          input: { space: '65538', title: 'Plan' },
          sends: {
            method: 'GET',
            path: '/pages',
            query: { 'space-id': '65538', title: 'Plan', sort: '-modified-date' },
          },
          reply: { body: { results: [page], _links: { base } } },
          gives: [page],
        },
      ],
    }),
    'get-page': defineAction({
      title: 'Get a page',
      summary: 'Gives a page with its text.',
      group: 'Pages',
      kind: 'read',
      input: z.object({ pageId }),
      request: ({ pageId }) => ({
        method: 'GET',
        path: path`/pages/${pageId}`,
        query: { 'body-format': 'storage' },
      }),
      answer: givenOf,
      examples: [
        {
          input: { pageId: '98305' },
          sends: { method: 'GET', path: '/pages/98305', query: { 'body-format': 'storage' } },
          reply: { body: whole },
          gives: given,
        },
      ],
    }),
    'create-page': defineAction({
      title: 'Create a page',
      summary: 'Creates a page in a space, also below another one.',
      group: 'Pages',
      kind: 'write',
      input: z.object({
        spaceId,
        title,
        html,
        parentId: textParam()
          .optional()
          .meta(hint({ title: 'Below the page', placeholder: '65539', advanced: true })),
      }),
      request: ({ spaceId, title, html, parentId }) => ({
        method: 'POST',
        path: '/pages',
        body: { json: { spaceId, status: 'current', title, parentId: parentId || undefined, body: stored(html) } },
      }),
      answer: givenOf,
      examples: [
        {
          input: { spaceId: '65538', title: 'Plan', html: '<p>Hello</p>', parentId: '65539' },
          sends: {
            method: 'POST',
            path: '/pages',
            body: {
              ...{ spaceId: '65538', status: 'current', title: 'Plan', parentId: '65539' },
              body: { representation: 'storage', value: '<p>Hello</p>' },
            },
          },
          reply: { body: whole },
          gives: given,
        },
      ],
    }),
    'update-page': defineAction({
      title: 'Update a page',
      summary: 'Replaces a page’s title and text.',
      group: 'Pages',
      kind: 'write',
      input: z.object({
        pageId,
        version: z
          .number()
          .int()
          .min(1)
          .meta(hint({ title: 'Its version now', description: 'From “Get a page”: refused if it was changed since.' })),
        title,
        html,
        note: textParam()
          .optional()
          .meta(hint({ title: 'What was changed', advanced: true })),
      }),
      request: ({ pageId, version, title, html, note }) => ({
        method: 'PUT',
        path: path`/pages/${pageId}`,
        body: {
          json: {
            ...{ id: pageId, status: 'current', title, body: stored(html) },
            version: { number: version + 1, message: note || undefined },
          },
        },
      }),
      answer: givenOf,
      examples: [
        {
          input: { pageId: '98305', version: 1, title: 'Plan', html: '<p>Hello</p>', note: 'Said hello' },
          sends: {
            method: 'PUT',
            path: '/pages/98305',
            body: {
              ...{ id: '98305', status: 'current', title: 'Plan' },
              body: { representation: 'storage', value: '<p>Hello</p>' },
              version: { number: 2, message: 'Said hello' },
            },
          },
          reply: { body: whole },
          gives: given,
        },
      ],
    }),
    'delete-page': defineAction({
      title: 'Delete a page',
      summary: 'Moves a page to the trash.',
      group: 'Pages',
      kind: 'delete',
      input: z.object({ pageId }),
      request: ({ pageId }) => ({ method: 'DELETE', path: path`/pages/${pageId}` }),
      answer: (_, { input: { pageId } }) => ({ id: pageId, deleted: true }),
      examples: [
        {
          input: { pageId: '98305' },
          sends: { method: 'DELETE', path: '/pages/98305' },
          reply: { status: 204, body: null },
          gives: { id: '98305', deleted: true },
        },
      ],
    }),
    'add-comment': defineAction({
      title: 'Add a comment',
      summary: 'Comments below a page.',
      group: 'Comments',
      kind: 'send',
      input: z.object({ pageId, html }),
      request: ({ pageId, html }) => ({
        method: 'POST',
        path: '/footer-comments',
        body: { json: { pageId, body: stored(html) } },
      }),
      examples: [
        {
          input: { pageId: '98305', html: '<p>Well done</p>' },
          sends: {
            method: 'POST',
            path: '/footer-comments',
            body: { pageId: '98305', body: { representation: 'storage', value: '<p>Well done</p>' } },
          },
          reply: { status: 201, body: comment },
          gives: comment,
        },
      ],
    }),
  },
  triggers: {
    'new-page': defineTrigger({
      title: 'When a page is created',
      summary: 'Begins a run for each new page.',
      group: 'Pages',
      input: z.object({ space: ofSpace }),
      poll: {
        everySeconds: 120,
        request: ({ space }) => look(space, '-created-date'),
        read: (body) => ({ events: eventsOf(body, ({ id }) => String(id)), cursor: '' }),
        examples: [
          {
            ...{ input: { space: '65538' }, cursor: '' },
            sends: {
              method: 'GET',
              path: '/pages',
              query: { 'space-id': '65538', sort: '-created-date', limit: '50' },
            },
            reply: { body: { results: [page], _links: { base } } },
            events: [{ id: '98305', payload: page }],
            next: '',
          },
        ],
      },
      sample: page,
    }),
    'changed-page': defineTrigger({
      title: 'When a page is changed',
      summary: 'Begins a run for each new page and each change of one.',
      group: 'Pages',
      input: z.object({ space: ofSpace }),
      poll: {
        everySeconds: 120,
        request: ({ space }) => look(space, '-modified-date'),
        read: (body) => ({
          events: eventsOf(body, ({ id, version }) => `${id} ${isJsonObject(version) ? version.number : ''}`),
          cursor: '',
        }),
        examples: [
          {
            ...{ input: {}, cursor: '' },
            sends: { method: 'GET', path: '/pages', query: { sort: '-modified-date', limit: '50' } },
            reply: { body: { results: [page], _links: { base } } },
            events: [{ id: '98305 2', payload: page }],
            next: '',
          },
        ],
      },
      sample: page,
    }),
  },
})

function look(space: string, sort: string) {
  return { method: 'GET', path: '/pages', query: { 'space-id': space || null, sort, limit: 50 } } as const
}

/** The newest come first there. */
function eventsOf(body: Json, idOf: (page: JsonObject) => string): { id: string; payload: JsonObject }[] {
  const found = isJsonObject(body) && Array.isArray(body.results) ? body.results.filter(isJsonObject) : []
  return found.map((one) => ({ id: idOf(one), payload: one })).reverse()
}

function stored(html: string) {
  return { representation: 'storage', value: html }
}

/** What people want of a page, and all of it. */
function givenOf(body: Json): Json {
  if (!isJsonObject(body)) return body
  const storage = isJsonObject(body.body) ? body.body.storage : undefined
  return {
    id: body.id ?? null,
    title: body.title ?? null,
    html: isJsonObject(storage) ? (storage.value ?? '') : '',
    version: isJsonObject(body.version) ? (body.version.number ?? null) : null,
    page: body,
  }
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body)) return null
  const [first] = Array.isArray(body.errors) ? body.errors : []
  const { title = body.message, detail = '', code } = isJsonObject(first) ? first : {}
  if (typeof title !== 'string') return null
  const message = typeof detail === 'string' && detail !== '' ? `${title.replace(/\.$/, '')}: ${detail}` : title
  return { message: message.replace(/\.$/, ''), ...(typeof code === 'string' && { code }), isSignIn: status === 401 }
}
