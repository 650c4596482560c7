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

const number = (title: string, description: string) =>
  z.string().regex(/^\d+$/, 'must be a number').meta(hint({ title, description }))
const listId = number('List', 'Its id, the number after /li/ in its address.')
const taskId = textParam({ required: true }).meta(
  hint({ title: 'Task', description: 'Its id, after /t/ in its address.' }),
)
const status = textParam()
  .optional()
  .meta(hint({ title: 'Status', placeholder: 'in progress' }))
const priority = z
  .enum(['none', '1', '2', '3', '4'])
  .default('none')
  .meta(
    hint({ title: 'Priority', choices: { none: 'As it is', '1': 'Urgent', '2': 'High', '3': 'Normal', '4': 'Low' } }),
  )

const task = {
  ...{ id: '9hx', name: 'New task name', text_content: 'New task content', description: 'New task content' },
  status: { id: 'p1', status: 'Open', color: '#d3d3d3', orderindex: 0, type: 'open' },
  ...{ date_created: '1767323045000', date_updated: '1767323045000', date_closed: null, due_date: null },
  ...{ url: 'https://app.clickup.com/t/9hx', list: { id: '123', name: 'List', access: true } },
}
const flat = {
  ...{ id: '9hx', name: 'New task name', text: 'New task content', status: 'Open', dueAt: null },
  ...{ url: 'https://app.clickup.com/t/9hx', listId: '123', createdAt: 1767323045000, changedAt: 1767323045000 },
}

export default defineIntegration({
  id: 'clickup',
  title: 'ClickUp',
  category: 'tasks',
  brand: 'clickup',
  summary: 'Create, find and change tasks.',
  keywords: ['task', 'project', 'todo'],
  docsUrl: 'https://developer.clickup.com/reference',
  baseUrl: 'https://api.clickup.com/api/v2',
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'Personal token',
      setupUrl: 'https://app.clickup.com/settings/apps',
      setup: ['In ClickUp, open “Settings” › “ClickUp API” and generate a personal token.'],
      secrets: [{ name: 'token', title: 'Personal token', placeholder: 'pk_…', pattern: /pk_\S+/ }],
      // Without “Bearer”: that is for tokens of OAuth alone.
      place: { headers: { authorization: '{token}' } },
    },
    {
      id: 'oauth',
      kind: 'oauth',
      title: 'Sign in in the browser',
      summary: 'With an app of your own.',
      setupUrl: 'https://app.clickup.com/settings/apps',
      setup: [
        'Create an app under “ClickUp API”.',
        'As redirect URL, enter {redirectUrl}',
        'Copy the client ID and the client secret.',
      ],
      authorizeUrl: 'https://app.clickup.com/api',
      tokenUrl: 'https://api.clickup.com/api/v2/oauth/token',
      scopes: [],
      pkce: 'none',
      redirect: { to: 'localhost', port: 7475 },
      secret: 'required',
      refresh: 'none',
    },
  ],
  limits: {
    windows: [{ requests: 100, seconds: 60 }],
    headers: { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset', resetIs: 'epoch-seconds' },
    note: '100 requests a minute; more on larger plans.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/user' }),
    account: (body) =>
      isJsonObject(body) && isJsonObject(body.user) ? String(body.user.email ?? body.user.username) : '',
    example: {
      sends: { method: 'GET', path: '/user' },
      reply: {
        body: {
          user: { id: 123, username: 'John Doe', email: 'john@example.com', color: '#000000', profilePicture: '' },
        },
      },
      account: 'john@example.com',
    },
  },
  actions: {
    'create-task': defineAction({
      title: 'Create a task',
      summary: 'Creates a task on a list.',
      group: 'Tasks',
      kind: 'write',
      input: z.object({
        listId,
        name: textParam({ required: true }).meta(hint({ title: 'Name' })),
        text: textParam()
          .optional()
          .meta(hint({ title: 'Description', description: 'Markdown.', control: 'long-text' })),
        status,
        priority,
        dueAt: z
          .number()
          .int()
          .optional()
          .meta(hint({ title: 'Due', description: 'Milliseconds since 1970, as Date.parse gives.', advanced: true })),
      }),
      request: ({ listId, name, text, status, priority, dueAt }) => ({
        method: 'POST',
        path: path`/list/${listId}/task`,
        body: {
          json: {
            ...{ name, markdown_content: text || undefined, status: status || undefined, due_date: dueAt },
            priority: priority === 'none' ? undefined : Number(priority),
          },
        },
      }),
      answer: flatten,
      examples: [
        {
          input: { listId: '123', name: 'New task name', text: 'New task content', priority: '3' },
          sends: {
            method: 'POST',
            path: '/list/123/task',
            body: { name: 'New task name', markdown_content: 'New task content', priority: 3 },
          },
          reply: { body: task },
          gives: flat,
        },
      ],
    }),
    'get-task': defineAction({
      title: 'Get a task',
      summary: 'Gives a task.',
      group: 'Tasks',
      kind: 'read',
      input: z.object({ taskId }),
      request: ({ taskId }) => ({ method: 'GET', path: path`/task/${taskId}` }),
      answer: flatten,
      examples: [
        {
          input: { taskId: '9hx' },
          sends: { method: 'GET', path: '/task/9hx' },
          reply: { body: task },
          gives: flat,
        },
      ],
    }),
    'change-task': defineAction({
      title: 'Change a task',
      summary: 'Changes a task; what is left empty stays as it is.',
      group: 'Tasks',
      kind: 'write',
      input: z.object({
        taskId,
        name: textParam()
          .optional()
          .meta(hint({ title: 'Name' })),
        text: textParam()
          .optional()
          .meta(hint({ title: 'Description', control: 'long-text' })),
        status,
        priority,
      }),
      request: ({ taskId, name, text, status, priority }) => ({
        method: 'PUT',
        path: path`/task/${taskId}`,
        body: {
          json: {
            ...{ name: name || undefined, markdown_content: text || undefined, status: status || undefined },
            priority: priority === 'none' ? undefined : Number(priority),
          },
        },
      }),
      answer: flatten,
      examples: [
        {
          input: { taskId: '9hx', status: 'Open' },
          sends: { method: 'PUT', path: '/task/9hx', body: { status: 'Open' } },
          reply: { body: task },
          gives: flat,
        },
      ],
    }),
    comment: defineAction({
      title: 'Comment on a task',
      summary: 'Adds a comment to a task.',
      group: 'Tasks',
      kind: 'send',
      input: z.object({
        taskId,
        text: textParam({ required: true }).meta(hint({ title: 'Comment', control: 'long-text' })),
        notify: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Tell everybody', description: 'Yourself too.', advanced: true })),
      }),
      request: ({ taskId, text, notify }) => ({
        method: 'POST',
        path: path`/task/${taskId}/comment`,
        body: { json: { comment_text: text, notify_all: notify } },
      }),
      reply: z.looseObject({ id: z.union([z.string(), z.number()]) }),
      answer: ({ id }) => ({ id: String(id) }),
      examples: [
        {
          input: { taskId: '9hz', text: 'Done.' },
          sends: { method: 'POST', path: '/task/9hz/comment', body: { comment_text: 'Done.', notify_all: false } },
          reply: { body: { id: '458', hist_id: '26508', date: 1767323045000 } },
          gives: { id: '458' },
        },
      ],
    }),
    'list-tasks': defineAction({
      title: 'List tasks',
      summary: 'Lists the tasks of a list.',
      group: 'Tasks',
      kind: 'read',
      input: z.object({
        listId,
        closed: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Closed ones too' })),
      }),
      request: ({ listId, closed }) => ({
        method: 'GET',
        path: path`/list/${listId}/task`,
        query: { include_closed: closed, page: 0 },
      }),
      pages: {
        items: 'tasks',
        each: flatten,
        next: ({ request, reply: { body } }) =>
          isJsonObject(body) && body.last_page === false
            ? { ...request, query: { ...request.query, page: Number(request.query?.page ?? 0) + 1 } }
            : null,
      },
      examples: [
        {
          input: { listId: '123' },
          sends: { method: 'GET', path: '/list/123/task', query: { include_closed: 'false', page: '0' } },
          reply: { body: { tasks: [task], last_page: true } },
          gives: [flat],
        },
      ],
    }),
    'list-workspaces': defineAction({
      title: 'List workspaces',
      summary: 'Lists your workspaces.',
      group: 'Places',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/team' }),
      reply: z.looseObject({ teams: z.array(z.looseObject({ id: z.string(), name: z.string() })) }),
      answer: ({ teams }) => teams.map(({ id, name }) => ({ id, name })),
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/team' },
          reply: {
            body: {
              teams: [
                {
                  id: '1234',
                  name: 'My ClickUp Workspace',
                  color: '#000000',
                  avatar: 'https://clickup.com/avatar.jpg',
                  members: [],
                },
              ],
            },
          },
          gives: [{ id: '1234', name: 'My ClickUp Workspace' }],
        },
      ],
    }),
    'list-lists': defineAction({
      title: 'List lists',
      summary: 'Lists the lists of a space that are in no folder.',
      group: 'Places',
      kind: 'read',
      input: z.object({ spaceId: number('Space', 'Its id, a number in its address.') }),
      request: ({ spaceId }) => ({ method: 'GET', path: path`/space/${spaceId}/list`, query: { archived: false } }),
      reply: z.looseObject({ lists: z.array(z.looseObject({ id: z.string(), name: z.string() })) }),
      answer: ({ lists }) => lists.map(({ id, name }) => ({ id, name })),
      examples: [
        {
          input: { spaceId: '789' },
          sends: { method: 'GET', path: '/space/789/list', query: { archived: 'false' } },
          reply: {
            body: {
              lists: [
                {
                  ...{ id: '124', name: 'Updated List Name', orderindex: 1, content: '', status: null, priority: null },
                  ...{ assignee: null, task_count: null, due_date: null, start_date: null, archived: false },
                  ...{ folder: { id: '457', name: 'hidden', hidden: true, access: true }, override_statuses: false },
                  ...{ space: { id: '789', name: 'Space Name', access: true }, permission_level: 'create' },
                },
              ],
            },
          },
          gives: [{ id: '124', name: 'Updated List Name' }],
        },
      ],
    }),
  },
  triggers: {
    'changed-task': defineTrigger({
      title: 'When a task is added or changed',
      summary: 'Begins a run for each task of a list that is new or changed.',
      group: 'Tasks',
      input: z.object({ listId: listId.meta(hint({ title: 'List', description: 'Its id.', raw: true })) }),
      poll: {
        everySeconds: 60,
        request: ({ listId }, { cursor, nowMs }) => ({
          method: 'GET',
          path: path`/list/${listId}/task`,
          query: {
            ...{ order_by: 'updated', include_closed: true, subtasks: true, page: 0 },
            date_updated_gt: typeof cursor === 'number' ? cursor : nowMs,
          },
        }),
        read: (body, { cursor, nowMs }) => {
          const list = isJsonObject(body) && Array.isArray(body.tasks) ? body.tasks.filter(isJsonObject) : []
          const found = list.sort((a, b) => Number(a.date_updated) - Number(b.date_updated))
          const newest = Number(found.at(-1)?.date_updated ?? Number.NaN)
          return {
            events: found.map((one) => ({ id: `${one.id} ${one.date_updated}`, payload: flatten(one) })),
            cursor: Number.isNaN(newest) ? (cursor ?? nowMs) : newest,
          }
        },
        examples: [
          {
            ...{ input: { listId: '123' }, cursor: 1767323000000 },
            sends: {
              method: 'GET',
              path: '/list/123/task',
              query: {
                ...{ order_by: 'updated', include_closed: 'true', subtasks: 'true', page: '0' },
                date_updated_gt: '1767323000000',
              },
            },
            reply: { body: { tasks: [task], last_page: true } },
            events: [{ id: '9hx 1767323045000', payload: flat }],
            next: 1767323045000,
          },
        ],
      },
      sample: flat,
    }),
  },
})

function flatten(item: Json): Json {
  if (!isJsonObject(item)) return item
  const when = (at: Json | undefined) => (at === null || at === undefined ? null : Number(at))
  return {
    ...{ id: item.id ?? null, name: item.name ?? null, text: item.text_content ?? '' },
    ...{ status: isJsonObject(item.status) ? (item.status.status ?? null) : null, dueAt: when(item.due_date) },
    ...{ url: item.url ?? null, listId: isJsonObject(item.list) ? (item.list.id ?? null) : null },
    ...{ createdAt: when(item.date_created), changedAt: when(item.date_updated) },
  }
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body) || typeof body.err !== 'string') return null
  const code = typeof body.ECODE === 'string' ? { code: body.ECODE } : {}
  return { message: body.err, ...code, isSignIn: status === 401 }
}
