import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  type Pages,
  path,
} from './define-integration.ts'

const taskId = textParam({ required: true }).meta(
  hint({ title: 'Task', description: 'Its id, the last number in its address.' }),
)
const projectId = textParam({ required: true }).meta(
  hint({ title: 'Project', description: 'Its id, a number in its address.' }),
)
const workspaceId = textParam({ required: true }).meta(
  hint({ title: 'Workspace', description: 'Its id, from “List workspaces”.' }),
)
const due = textParam()
  .optional()
  .meta(hint({ title: 'Due on', placeholder: '2026-03-01' }))
const notes = textParam()
  .optional()
  .meta(hint({ title: 'Description', control: 'long-text' }))
const assignee = textParam()
  .optional()
  .meta(hint({ title: 'Assigned to', description: 'An email, an id, or me.', placeholder: 'me' }))

const taskFields = 'name,notes,completed,due_on,assignee.name,permalink_url,modified_at'
const task = {
  ...{ gid: '12345', name: 'Bug task', notes: 'It is broken.', completed: false, due_on: '2026-03-01' },
  ...{
    assignee: { gid: '1331', name: 'Greg Sanchez' },
    permalink_url: 'https://app.asana.com/0/resource/123456789/list',
  },
  modified_at: '2026-01-02T03:04:05.000Z',
}
const flat = {
  ...{ id: '12345', name: 'Bug task', notes: 'It is broken.', completed: false, due: '2026-03-01' },
  ...{
    assignee: 'Greg Sanchez',
    url: 'https://app.asana.com/0/resource/123456789/list',
    changedAt: '2026-01-02T03:04:05.000Z',
  },
}
const pages: Pages = {
  items: 'data',
  size: { name: 'limit', most: 100 },
  next: { cursor: 'next_page.offset', name: 'offset' },
}
const named = (item: Json): Json => (isJsonObject(item) ? { id: item.gid ?? null, name: item.name ?? null } : item)

export default defineIntegration({
  id: 'asana',
  title: 'Asana',
  category: 'tasks',
  brand: 'asana',
  summary: 'Create, find and complete tasks.',
  keywords: ['task', 'project', 'todo', 'work management'],
  docsUrl: 'https://developers.asana.com/reference/rest-api-reference',
  baseUrl: 'https://app.asana.com/api/1.0',
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'Personal access token',
      setupUrl: 'https://app.asana.com/0/my-apps',
      setup: ['Create a personal access token and copy it: it is shown only once.'],
      secrets: [{ name: 'token', title: 'Token', placeholder: '2/…' }],
      place: { headers: { authorization: 'Bearer {token}' } },
    },
    {
      id: 'oauth',
      kind: 'oauth',
      title: 'Sign in in the browser',
      summary: 'With an app of your own.',
      setupUrl: 'https://app.asana.com/0/my-apps',
      setup: ['Create an app.', 'As redirect URL, enter {redirectUrl}', 'Copy the client ID and the client secret.'],
      authorizeUrl: 'https://app.asana.com/-/oauth_authorize',
      tokenUrl: 'https://app.asana.com/-/oauth_token',
      revokeUrl: 'https://app.asana.com/-/oauth_revoke',
      scopes: [{ scope: 'default', title: 'All that you may do', isDefault: true }],
      pkce: 'S256',
      redirect: { to: 'localhost', port: 7475 },
      secret: 'required',
      refresh: 'keeps',
    },
  ],
  limits: { windows: [{ requests: 150, seconds: 60 }], note: '150 requests a minute on free plans, 1,500 on others.' },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/users/me' }),
    account: (body) => {
      const user = isJsonObject(body) && isJsonObject(body.data) ? body.data : {}
      return String(user.email ?? user.name ?? '')
    },
    example: {
      sends: { method: 'GET', path: '/users/me' },
      reply: { body: { data: { gid: '12345', name: 'Greg Sanchez', email: 'gsanchez@example.com' } } },
      account: 'gsanchez@example.com',
    },
  },
  actions: {
    'create-task': defineAction({
      title: 'Create a task',
      summary: 'Creates a task in a project.',
      group: 'Tasks',
      kind: 'write',
      input: z.object({
        projectId,
        name: textParam({ required: true }).meta(hint({ title: 'Name' })),
        notes,
        due,
        assignee,
      }),
      request: ({ projectId, name, notes, due, assignee }) => ({
        method: 'POST',
        path: '/tasks',
        query: { opt_fields: taskFields },
        body: {
          json: {
            data: {
              ...{ projects: [projectId], name, notes: notes || undefined },
              ...{ due_on: due || undefined, assignee: assignee || undefined },
            },
          },
        },
      }),
      answer: flattenData,
      examples: [
        {
          input: { projectId: '67890', name: 'Bug task', notes: 'It is broken.', assignee: 'me' },
          sends: {
            method: 'POST',
            path: '/tasks',
            query: { opt_fields: taskFields },
            body: { data: { projects: ['67890'], name: 'Bug task', notes: 'It is broken.', assignee: 'me' } },
          },
          reply: { status: 201, body: { data: task } },
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
      request: ({ taskId }) => ({ method: 'GET', path: path`/tasks/${taskId}`, query: { opt_fields: taskFields } }),
      answer: flattenData,
      examples: [
        {
          input: { taskId: '12345' },
          sends: { method: 'GET', path: '/tasks/12345', query: { opt_fields: taskFields } },
          reply: { body: { data: task } },
          gives: flat,
        },
      ],
    }),
    'change-task': defineAction({
      title: 'Change or complete a task',
      summary: 'Changes a task; what is left empty stays as it is.',
      group: 'Tasks',
      kind: 'write',
      input: z.object({
        taskId,
        name: textParam()
          .optional()
          .meta(hint({ title: 'Name' })),
        notes,
        due,
        assignee,
        completed: z
          .boolean()
          .optional()
          .meta(hint({ title: 'Completed' })),
      }),
      request: ({ taskId, name, notes, due, assignee, completed }) => ({
        method: 'PUT',
        path: path`/tasks/${taskId}`,
        query: { opt_fields: taskFields },
        body: {
          json: {
            data: {
              ...{ name: name || undefined, notes: notes || undefined, due_on: due || undefined },
              ...{ assignee: assignee || undefined, completed },
            },
          },
        },
      }),
      answer: flattenData,
      examples: [
        {
          input: { taskId: '12345', completed: true },
          sends: {
            method: 'PUT',
            path: '/tasks/12345',
            query: { opt_fields: taskFields },
            body: { data: { completed: true } },
          },
          reply: { body: { data: { ...task, completed: true } } },
          gives: { ...flat, completed: true },
        },
      ],
    }),
    'delete-task': defineAction({
      title: 'Delete a task',
      summary: 'Moves a task to the trash, where it stays for 30 days.',
      group: 'Tasks',
      kind: 'delete',
      input: z.object({ taskId }),
      request: ({ taskId }) => ({ method: 'DELETE', path: path`/tasks/${taskId}` }),
      answer: (_, { input }) => ({ deleted: input.taskId }),
      examples: [
        {
          input: { taskId: '12345' },
          sends: { method: 'DELETE', path: '/tasks/12345' },
          reply: { body: { data: {} } },
          gives: { deleted: '12345' },
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
      }),
      request: ({ taskId, text }) => ({
        method: 'POST',
        path: path`/tasks/${taskId}/stories`,
        body: { json: { data: { text } } },
      }),
      reply: z.looseObject({ data: z.looseObject({ gid: z.string() }) }),
      answer: ({ data }) => ({ id: data.gid }),
      examples: [
        {
          input: { taskId: '12345', text: 'Done.' },
          sends: { method: 'POST', path: '/tasks/12345/stories', body: { data: { text: 'Done.' } } },
          reply: { status: 201, body: { data: { gid: '777', type: 'comment', text: 'Done.' } } },
          gives: { id: '777' },
        },
      ],
    }),
    'list-tasks': defineAction({
      title: 'List tasks',
      summary: 'Lists the tasks of a project.',
      group: 'Tasks',
      kind: 'read',
      input: z.object({
        projectId,
        open: z
          .boolean()
          .default(true)
          .meta(hint({ title: 'Open ones only' })),
      }),
      request: ({ projectId, open }) => ({
        method: 'GET',
        path: '/tasks',
        query: { project: projectId, completed_since: open ? 'now' : null, opt_fields: taskFields },
      }),
      pages: { ...pages, each: flatten },
      examples: [
        {
          input: { projectId: '67890' },
          sends: {
            method: 'GET',
            path: '/tasks',
            query: { project: '67890', completed_since: 'now', opt_fields: taskFields },
          },
          reply: { body: { data: [task], next_page: null } },
          gives: [flat],
        },
      ],
    }),
    'list-projects': defineAction({
      title: 'List projects',
      summary: 'Lists the projects of a workspace.',
      group: 'Projects',
      kind: 'read',
      input: z.object({ workspaceId }),
      request: ({ workspaceId }) => ({
        method: 'GET',
        path: '/projects',
        query: { workspace: workspaceId, archived: false, opt_fields: 'name' },
      }),
      pages: { ...pages, each: named },
      examples: [
        {
          input: { workspaceId: '111' },
          sends: {
            method: 'GET',
            path: '/projects',
            query: { workspace: '111', archived: 'false', opt_fields: 'name' },
          },
          reply: { body: { data: [{ gid: '67890', name: 'Stuff to buy' }], next_page: null } },
          gives: [{ id: '67890', name: 'Stuff to buy' }],
        },
      ],
    }),
    'list-workspaces': defineAction({
      title: 'List workspaces',
      summary: 'Lists your workspaces.',
      group: 'Projects',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/workspaces' }),
      pages: { ...pages, each: named },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/workspaces' },
          reply: { body: { data: [{ gid: '111', resource_type: 'workspace', name: 'My company' }], next_page: null } },
          gives: [{ id: '111', name: 'My company' }],
        },
      ],
    }),
  },
  triggers: {
    'changed-task': defineTrigger({
      title: 'When a task is added or changed',
      summary: 'Begins a run for each task of a project that is new or changed.',
      group: 'Tasks',
      input: z.object({ projectId: projectId.meta(hint({ title: 'Project', description: 'Its id.', raw: true })) }),
      poll: {
        everySeconds: 60,
        request: ({ projectId }, { cursor, nowMs }) => ({
          method: 'GET',
          path: '/tasks',
          query: {
            project: projectId,
            modified_since: typeof cursor === 'string' ? cursor : new Date(nowMs).toISOString(),
            opt_fields: taskFields,
            limit: 100,
          },
        }),
        read: (body, { cursor, nowMs }) => {
          const list = isJsonObject(body) && Array.isArray(body.data) ? body.data.filter(isJsonObject) : []
          const found = list.sort((a, b) => String(a.modified_at).localeCompare(String(b.modified_at)))
          const newest = found.at(-1)?.modified_at
          return {
            events: found.map((one) => ({ id: `${one.gid} ${one.modified_at}`, payload: flatten(one) })),
            cursor: typeof newest === 'string' ? newest : (cursor ?? new Date(nowMs).toISOString()),
          }
        },
        examples: [
          {
            ...{ input: { projectId: '67890' }, cursor: '2026-01-02T03:00:00.000Z' },
            sends: {
              method: 'GET',
              path: '/tasks',
              query: {
                ...{ project: '67890', modified_since: '2026-01-02T03:00:00.000Z', opt_fields: taskFields },
                limit: '100',
              },
            },
            reply: { body: { data: [task], next_page: null } },
            events: [{ id: '12345 2026-01-02T03:04:05.000Z', payload: flat }],
            next: '2026-01-02T03:04:05.000Z',
          },
        ],
      },
      sample: flat,
    }),
  },
})

function flattenData(body: Json): Json {
  return isJsonObject(body) ? flatten(body.data ?? null) : body
}

function flatten(item: Json): Json {
  if (!isJsonObject(item)) return item
  return {
    ...{ id: item.gid ?? null, name: item.name ?? null, notes: item.notes ?? '', completed: item.completed ?? null },
    ...{ due: item.due_on ?? null, assignee: isJsonObject(item.assignee) ? (item.assignee.name ?? null) : null },
    ...{ url: item.permalink_url ?? null, changedAt: item.modified_at ?? null },
  }
}

function complaint({ status, body }: ActionReply): Complaint | null {
  const errors = isJsonObject(body) && Array.isArray(body.errors) ? body.errors.filter(isJsonObject) : []
  if (status < 400 || errors.length === 0) return null
  return {
    message: errors
      .map(({ message }) => String(message))
      .join('; ')
      .replace(/\.$/, ''),
    isSignIn: status === 401,
  }
}
