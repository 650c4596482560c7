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

const repository = z
  .string()
  .regex(/^[\w.-]+\/[\w.-]+$/, 'must be an owner and a name, such as acme/shop')
  .meta(hint({ title: 'Repository', description: 'Owner and name.', placeholder: 'acme/shop' }))
const issue = z
  .number()
  .int()
  .min(1)
  .meta(hint({ title: 'Issue', description: 'Its number; pull requests have one as well.' }))
const longText = (title: string) =>
  textParam()
    .optional()
    .meta(hint({ title, description: 'In Markdown.', control: 'long-text' }))
const state = z
  .enum(['open', 'closed', 'all'])
  .default('open')
  .meta(hint({ title: 'State', choices: { open: 'Open', closed: 'Closed', all: 'All' } }))
const pages: Pages = { items: '', size: { name: 'limit', most: 50 }, next: { page: 'page' } }

const ada = { id: 1, login: 'ada', full_name: 'Ada Byron', email: 'ada@example.com' }
const shop = {
  ...{ id: 7, name: 'shop', full_name: 'acme/shop', description: '', private: false, default_branch: 'main' },
  html_url: 'https://gitea.example.com/acme/shop',
}
const bug = {
  ...{ id: 42, number: 3, title: 'The button is broken', body: 'Nothing happens.', state: 'open', comments: 0 },
  ...{ html_url: 'https://gitea.example.com/acme/shop/issues/3', user: ada, labels: [], assignees: [] },
  ...{ created_at: '2026-01-02T03:04:05Z', updated_at: '2026-01-02T03:04:05Z' },
}
const pull = { ...bug, id: 43, number: 4, title: 'Mend the button', merged: false, mergeable: true }
const comment = {
  id: 9,
  body: 'On it.',
  user: ada,
  created_at: '2026-01-02T03:04:05Z',
  updated_at: '2026-01-02T03:04:05Z',
}
const release = {
  ...{ id: 5, tag_name: 'v1.2.0', name: 'Version 1.2', body: 'Faster.', draft: false, prerelease: false, author: ada },
  ...{ created_at: '2026-01-02T03:04:05Z', published_at: '2026-01-02T03:04:05Z' },
}

export default defineIntegration({
  id: 'gitea',
  title: 'Gitea',
  category: 'developer',
  brand: 'gitea',
  summary: 'Create and follow issues, pull requests and releases of a Gitea or Forgejo server.',
  keywords: ['git', 'forgejo', 'codeberg', 'issue', 'pull request', 'release', 'self-hosted'],
  docsUrl: 'https://docs.gitea.com/development/api-usage',
  baseUrl: '{server}/api/v1',
  fields: [
    {
      name: 'server',
      title: 'Server',
      description: 'Its address in the browser.',
      placeholder: 'https://gitea.example.com',
      pattern: /https?:\/\/\S+/,
      initial: 'https://gitea.com',
    },
  ],
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'Access token',
      setup: [
        'In Gitea, open “Settings” › “Applications” and generate a token.',
        'Give it the permissions repository, issue (read and write) and user (read), and copy it: it is shown once.',
      ],
      secrets: [{ name: 'token', title: 'Access token', pattern: /\S{20,}/ }],
      place: { headers: { authorization: 'token {token}' } },
    },
  ],
  limits: { note: 'As whoever runs the server has set.' },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/user' }),
    account: (body) => (isJsonObject(body) ? String(body.login ?? '') : ''),
    example: { sends: { method: 'GET', path: '/user' }, reply: { body: ada }, account: 'ada' },
  },
  actions: {
    'list-repositories': defineAction({
      title: 'List repositories',
      summary: 'Lists the repositories one owns.',
      group: 'Repositories',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/user/repos' }),
      pages,
      examples: [{ input: {}, sends: { method: 'GET', path: '/user/repos' }, reply: { body: [shop] }, gives: [shop] }],
    }),
    'list-issues': defineAction({
      title: 'List issues',
      summary: 'Lists a repository’s issues, the newest first.',
      group: 'Issues',
      kind: 'read',
      input: z.object({
        repository,
        state,
        text: textParam()
          .optional()
          .meta(hint({ title: 'With the words' })),
      }),
      request: ({ repository, state, text }) => ({
        method: 'GET',
        path: `${repositoryPath(repository)}/issues`,
        query: { state, type: 'issues', q: text || null },
      }),
      pages,
      examples: [
        {
          input: { repository: 'acme/shop', text: 'button' },
          sends: {
            method: 'GET',
            path: '/repos/acme/shop/issues',
            query: { state: 'open', type: 'issues', q: 'button' },
          },
          reply: { body: [bug] },
          gives: [bug],
        },
      ],
    }),
    'get-issue': defineAction({
      title: 'Get an issue',
      summary: 'Gives an issue or pull request by number.',
      group: 'Issues',
      kind: 'read',
      input: z.object({ repository, issue }),
      request: ({ repository, issue }) => ({
        method: 'GET',
        path: `${repositoryPath(repository)}/issues/${issue}`,
      }),
      examples: [
        {
          input: { repository: 'acme/shop', issue: 3 },
          sends: { method: 'GET', path: '/repos/acme/shop/issues/3' },
          reply: { body: bug },
          gives: bug,
        },
      ],
    }),
    'create-issue': defineAction({
      title: 'Create an issue',
      summary: 'Opens an issue in a repository.',
      group: 'Issues',
      kind: 'write',
      input: z.object({
        repository,
        title: textParam({ required: true }).meta(hint({ title: 'Title' })),
        text: longText('Text'),
        assignees: z
          .array(z.string())
          .default([])
          .meta(hint({ title: 'Assigned to', placeholder: 'ada', control: 'text-list', advanced: true })),
      }),
      request: ({ repository, title, text, assignees }) => ({
        method: 'POST',
        path: `${repositoryPath(repository)}/issues`,
        body: { json: { title, body: text || undefined, assignees: assignees.length > 0 ? assignees : undefined } },
      }),
      examples: [
        {
          input: {
            repository: 'acme/shop',
            title: 'The button is broken',
            text: 'Nothing happens.',
            assignees: ['ada'],
          },
          sends: {
            method: 'POST',
            path: '/repos/acme/shop/issues',
            body: { title: 'The button is broken', body: 'Nothing happens.', assignees: ['ada'] },
          },
          reply: { status: 201, body: bug },
          gives: bug,
        },
      ],
    }),
    'update-issue': defineAction({
      title: 'Update an issue',
      summary: 'Changes an issue’s title or text, closes it or opens it again.',
      group: 'Issues',
      kind: 'write',
      input: z.object({
        repository,
        issue,
        title: textParam()
          .optional()
          .meta(hint({ title: 'Title' })),
        text: longText('Text'),
        state: z
          .enum(['same', 'open', 'closed'])
          .default('same')
          .meta(hint({ title: 'State', choices: { same: 'As it is', open: 'Open', closed: 'Closed' } })),
      }),
      request: ({ repository, issue, title, text, state }) => ({
        method: 'PATCH',
        path: `${repositoryPath(repository)}/issues/${issue}`,
        body: {
          json: { title: title || undefined, body: text || undefined, state: state === 'same' ? undefined : state },
        },
      }),
      examples: [
        {
          input: { repository: 'acme/shop', issue: 3, state: 'closed' },
          sends: { method: 'PATCH', path: '/repos/acme/shop/issues/3', body: { state: 'closed' } },
          reply: { status: 201, body: { ...bug, state: 'closed' } },
          gives: { ...bug, state: 'closed' },
        },
      ],
    }),
    'add-comment': defineAction({
      title: 'Add a comment',
      summary: 'Comments on an issue or pull request.',
      group: 'Issues',
      kind: 'send',
      input: z.object({
        repository,
        issue,
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' })),
      }),
      request: ({ repository, issue, text }) => ({
        method: 'POST',
        path: `${repositoryPath(repository)}/issues/${issue}/comments`,
        body: { json: { body: text } },
      }),
      examples: [
        {
          input: { repository: 'acme/shop', issue: 3, text: 'On it.' },
          sends: { method: 'POST', path: '/repos/acme/shop/issues/3/comments', body: { body: 'On it.' } },
          reply: { status: 201, body: comment },
          gives: comment,
        },
      ],
    }),
    'list-pull-requests': defineAction({
      title: 'List pull requests',
      summary: 'Lists a repository’s pull requests.',
      group: 'Pull requests',
      kind: 'read',
      input: z.object({ repository, state }),
      request: ({ repository, state }) => ({
        method: 'GET',
        path: `${repositoryPath(repository)}/pulls`,
        query: { state },
      }),
      pages,
      examples: [
        {
          input: { repository: 'acme/shop' },
          sends: { method: 'GET', path: '/repos/acme/shop/pulls', query: { state: 'open' } },
          reply: { body: [pull] },
          gives: [pull],
        },
      ],
    }),
    'create-release': defineAction({
      title: 'Create a release',
      summary: 'Publishes a release, and makes its tag where there is none.',
      group: 'Releases',
      kind: 'send',
      input: z.object({
        repository,
        tag: textParam({ required: true }).meta(hint({ title: 'Tag', placeholder: 'v1.2.0' })),
        title: textParam()
          .optional()
          .meta(hint({ title: 'Title' })),
        text: longText('What is new'),
        draft: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'As a draft', advanced: true })),
      }),
      request: ({ repository, tag, title, text, draft }) => ({
        method: 'POST',
        path: `${repositoryPath(repository)}/releases`,
        body: { json: { tag_name: tag, name: title || undefined, body: text || undefined, draft } },
      }),
      examples: [
        {
          input: { repository: 'acme/shop', tag: 'v1.2.0', title: 'Version 1.2', text: 'Faster.' },
          sends: {
            method: 'POST',
            path: '/repos/acme/shop/releases',
            body: { tag_name: 'v1.2.0', name: 'Version 1.2', body: 'Faster.', draft: false },
          },
          reply: { status: 201, body: release },
          gives: release,
        },
      ],
    }),
  },
  triggers: {
    'new-issue': defineTrigger({
      title: 'When an issue is opened',
      summary: 'Begins a run for each new issue of a repository.',
      group: 'Issues',
      input: z.object({ repository }),
      poll: {
        everySeconds: 60,
        request: ({ repository }) => ({
          method: 'GET',
          path: `${repositoryPath(repository)}/issues`,
          query: { state: 'all', type: 'issues', limit: 50 },
        }),
        read: (body) => ({ events: newest(body), cursor: '' }),
        examples: [
          {
            ...{ input: { repository: 'acme/shop' }, cursor: '' },
            sends: {
              method: 'GET',
              path: '/repos/acme/shop/issues',
              query: { state: 'all', type: 'issues', limit: '50' },
            },
            reply: { body: [bug] },
            events: [{ id: '42', payload: bug }],
            next: '',
          },
        ],
      },
      webhook: {
        events: ['issues'],
        matches: ({ headers, body }, { repository }) =>
          headers['x-gitea-event'] === 'issues' &&
          isJsonObject(body) &&
          body.action === 'opened' &&
          isJsonObject(body.repository) &&
          body.repository.full_name === repository,
        payload: ({ body }) => (isJsonObject(body) ? (body.issue ?? null) : null),
      },
      sample: bug,
    }),
    'new-release': defineTrigger({
      title: 'When a release is published',
      summary: 'Begins a run for each new release of a repository.',
      group: 'Releases',
      input: z.object({ repository }),
      poll: {
        everySeconds: 300,
        request: ({ repository }) => ({
          method: 'GET',
          path: `${repositoryPath(repository)}/releases`,
          query: { draft: false, limit: 20 },
        }),
        read: (body) => ({ events: newest(body), cursor: '' }),
        examples: [
          {
            ...{ input: { repository: 'acme/shop' }, cursor: '' },
            sends: { method: 'GET', path: '/repos/acme/shop/releases', query: { draft: 'false', limit: '20' } },
            reply: { body: [release] },
            events: [{ id: '5', payload: release }],
            next: '',
          },
        ],
      },
      sample: release,
    }),
  },
  webhook: {
    secret: { title: 'Secret', description: 'Enter it in Gitea where the webhook is added.', from: 'niti' },
    // docs.gitea.com/usage/webhooks
    signature: { kind: 'hmac', hash: 'sha256', header: 'x-gitea-signature', encoding: 'hex', signed: '{body}' },
    deliveryId: { header: 'x-gitea-delivery' },
    setup: [
      'In the repository, open “Settings” › “Webhooks” and add one of the kind Gitea.',
      'Target URL: {webhookUrl}; content type: application/json; secret: {secret}',
      'Choose “Custom events” and tick “Issues”.',
    ],
  },
})

function repositoryPath(repository: string): string {
  const [owner = '', name = ''] = repository.split('/')
  return path`/repos/${owner}/${name}`
}

/** The newest come first there. */
function newest(body: Json): { id: string; payload: JsonObject }[] {
  const items = Array.isArray(body) ? body.filter(isJsonObject) : []
  return items.map((item) => ({ id: String(item.id), payload: item })).reverse()
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body) || typeof body.message !== 'string') return null
  return { message: body.message.replace(/\.$/, ''), isSignIn: status === 401 }
}
