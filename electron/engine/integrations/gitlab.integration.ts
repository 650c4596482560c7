import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject, jsonObject } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  type Delivery,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

const project = textParam({ required: true }).meta(
  hint({ title: 'Project', description: 'Its path with its groups, or its ID.', placeholder: 'acme/shop' }),
)
const number = z
  .number()
  .int()
  .positive()
  .meta(hint({ title: 'Number', description: 'As it stands behind # or !.' }))
const title = textParam({ required: true }).meta(hint({ title: 'Title' }))
const description = textParam()
  .default('')
  .meta(hint({ title: 'Description', description: 'Markdown.', control: 'long-text' }))
const labels = z
  .array(z.string())
  .optional()
  .meta(hint({ title: 'Labels', control: 'text-list', advanced: true }))
const branch = textParam()
  .default('main')
  .meta(hint({ title: 'Branch' }))
const file = textParam({ required: true }).meta(
  hint({ title: 'File', description: 'Its path in the repository.', placeholder: 'docs/readme.md' }),
)

const byPage = { size: { name: 'per_page', most: 100 }, next: { link: true } } as const

const ada = {
  id: 5,
  username: 'ada',
  name: 'Ada Byron',
  state: 'active',
  avatar_url: null,
  web_url: 'https://gitlab.com/ada',
}
const exampleIssue = {
  id: 84,
  iid: 14,
  project_id: 4,
  title: 'Order flow broken',
  description: 'Order entry fails.',
  state: 'opened',
  created_at: '2026-01-02T03:00:00.000Z',
  updated_at: '2026-01-02T03:00:00.000Z',
  closed_at: null,
  labels: ['bug'],
  assignees: [],
  author: ada,
  user_notes_count: 0,
  due_date: null,
  web_url: 'https://gitlab.com/acme/shop/-/issues/14',
}
const shortIssue = {
  number: 14,
  title: 'Order flow broken',
  description: 'Order entry fails.',
  state: 'opened',
  author: 'ada',
  labels: ['bug'],
  assignees: [],
  url: 'https://gitlab.com/acme/shop/-/issues/14',
  createdAt: '2026-01-02T03:00:00.000Z',
  updatedAt: '2026-01-02T03:00:00.000Z',
}
const exampleMerge = {
  ...exampleIssue,
  title: 'Repair the order flow',
  web_url: 'https://gitlab.com/acme/shop/-/merge_requests/14',
  source_branch: 'repair',
  target_branch: 'main',
  draft: false,
  detailed_merge_status: 'mergeable',
  sha: '8888888888888888888888888888888888888888',
  merged_at: null,
}
const shortMerge = {
  ...shortIssue,
  title: 'Repair the order flow',
  url: 'https://gitlab.com/acme/shop/-/merge_requests/14',
  from: 'repair',
  into: 'main',
  isDraft: false,
  sha: '8888888888888888888888888888888888888888',
}
const examplePipeline = {
  id: 61,
  iid: 21,
  project_id: 4,
  sha: '384c444e840a515b23f21915ee5766b87068a70d',
  ref: 'main',
  status: 'pending',
  source: 'api',
  created_at: '2026-01-02T03:00:00.000Z',
  updated_at: '2026-01-02T03:00:00.000Z',
  web_url: 'https://gitlab.com/acme/shop/-/pipelines/61',
}
const shortPipeline = {
  id: 61,
  status: 'pending',
  branch: 'main',
  sha: '384c444e840a515b23f21915ee5766b87068a70d',
  source: 'api',
  url: 'https://gitlab.com/acme/shop/-/pipelines/61',
  createdAt: '2026-01-02T03:00:00.000Z',
}

export default defineIntegration({
  id: 'gitlab',
  title: 'GitLab',
  category: 'developer',
  brand: 'gitlab',
  summary: 'Work with issues, merge requests, pipelines and files, on gitlab.com or a server of your own.',
  keywords: ['git', 'code', 'issue', 'merge request', 'pipeline', 'ci', 'self-hosted'],
  docsUrl: 'https://docs.gitlab.com/api/rest/',
  baseUrl: '{server}/api/v4',
  fields: [
    {
      name: 'server',
      title: 'Server',
      description: 'Its address. For one in your own network, allow private addresses as well.',
      initial: 'https://gitlab.com',
      pattern: /https?:\/\/\S+/,
    },
  ],
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'Access token',
      summary: 'Quickest: nothing to register. A project’s or group’s token does as well.',
      setupUrl: 'https://gitlab.com/-/user_settings/personal_access_tokens',
      setup: [
        'Choose “Add new token”, give it a name and an expiry, and tick the scope api (or read_api to read only).',
        'Copy the token: it is shown only once.',
      ],
      secrets: [{ name: 'token', title: 'Access token', placeholder: 'glpat-…' }],
      place: { headers: { 'private-token': '{token}' } },
    },
    {
      id: 'oauth',
      kind: 'oauth',
      title: 'Sign in with GitLab',
      summary: 'In the browser, with an application of yours.',
      setupUrl: 'https://gitlab.com/-/user_settings/applications',
      setup: [
        'Choose “Add new application”, and enter the redirect URI {redirectUrl}.',
        'Leave “Confidential” unticked, tick the scopes {scopes}, and save.',
        'Copy the application ID: it is the client ID.',
      ],
      authorizeUrl: '{server}/oauth/authorize',
      tokenUrl: '{server}/oauth/token',
      revokeUrl: '{server}/oauth/revoke',
      scopes: [
        { scope: 'api', title: 'Read and change everything you can reach', isDefault: true },
        { scope: 'read_api', title: 'Only read', isDefault: false },
      ],
      pkce: 'S256',
      redirect: { to: 'loopback', port: 53685 },
      secret: 'optional',
      refresh: 'rotates',
    },
  ],
  limits: {
    windows: [{ requests: 2000, seconds: 60 }],
    headers: { remaining: 'ratelimit-remaining', reset: 'ratelimit-reset', resetIs: 'epoch-seconds' },
    note: '2,000 requests a minute on gitlab.com; on other servers as set there.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/user' }),
    account: (body) => (isJsonObject(body) ? String(body.username ?? '') : ''),
    example: { sends: { method: 'GET', path: '/user' }, reply: { body: ada }, account: 'ada' },
  },
  actions: {
    'create-issue': defineAction({
      title: 'Create an issue',
      summary: 'Opens a new issue in a project.',
      group: 'Issues',
      kind: 'send',
      scopes: ['api'],
      input: z.object({ project, title, description, labels }),
      request: ({ project, title, description, labels }) => ({
        method: 'POST',
        path: path`/projects/${project}/issues`,
        body: { json: { title, description: description || undefined, labels: labels?.join(',') } },
      }),
      reply: jsonObject,
      answer: issueOf,
      examples: [
        {
          input: { project: 'acme/shop', title: 'Order flow broken', labels: ['bug'] },
          sends: {
            method: 'POST',
            path: '/projects/acme%2Fshop/issues',
            body: { title: 'Order flow broken', labels: 'bug' },
          },
          reply: { status: 201, body: exampleIssue },
          gives: shortIssue,
        },
      ],
    }),
    'list-issues': defineAction({
      title: 'List issues',
      summary: 'Lists the issues of a project, newest first.',
      group: 'Issues',
      kind: 'read',
      scopes: ['read_api'],
      input: z.object({
        project,
        state: z
          .enum(['opened', 'closed', 'all'])
          .default('opened')
          .meta(hint({ title: 'Which', choices: { opened: 'Open', closed: 'Closed', all: 'All' } })),
        labels,
        search: textParam()
          .default('')
          .meta(hint({ title: 'Words', description: 'In title or description.' })),
      }),
      request: ({ project, state, labels, search }) => ({
        method: 'GET',
        path: path`/projects/${project}/issues`,
        query: { state: state === 'all' ? undefined : state, labels: labels?.join(','), search: search || undefined },
      }),
      pages: { items: '', ...byPage, each: (item) => (isJsonObject(item) ? issueOf(item) : item) },
      examples: [
        {
          input: { project: 'acme/shop', labels: ['bug'] },
          sends: {
            method: 'GET',
            path: '/projects/acme%2Fshop/issues',
            query: { state: 'opened', labels: 'bug' },
          },
          reply: { body: [exampleIssue] },
          gives: [shortIssue],
        },
      ],
    }),
    'update-issue': defineAction({
      title: 'Change an issue',
      summary: 'Changes what is filled in: title, description, labels or state.',
      group: 'Issues',
      kind: 'write',
      scopes: ['api'],
      input: z.object({
        project,
        number,
        state: z
          .enum(['close', 'reopen'])
          .optional()
          .meta(hint({ title: 'State', choices: { close: 'Close it', reopen: 'Reopen it' } })),
        title: textParam()
          .default('')
          .meta(hint({ title: 'Title' })),
        description: textParam()
          .optional()
          .meta(hint({ title: 'Description', control: 'long-text' })),
        labels,
      }),
      request: ({ project, number, state, title, description, labels }) => ({
        method: 'PUT',
        path: path`/projects/${project}/issues/${number}`,
        body: { json: { state_event: state, title: title || undefined, description, labels: labels?.join(',') } },
      }),
      reply: jsonObject,
      answer: issueOf,
      examples: [
        {
          input: { project: 'acme/shop', number: 14, state: 'close' },
          sends: { method: 'PUT', path: '/projects/acme%2Fshop/issues/14', body: { state_event: 'close' } },
          reply: { body: { ...exampleIssue, state: 'closed' } },
          gives: { ...shortIssue, state: 'closed' },
        },
      ],
    }),
    'add-comment': defineAction({
      title: 'Comment on an issue or merge request',
      summary: 'Adds a comment.',
      group: 'Issues',
      kind: 'send',
      scopes: ['api'],
      input: z.object({
        project,
        on: z
          .enum(['issues', 'merge_requests'])
          .default('issues')
          .meta(hint({ title: 'On', choices: { issues: 'An issue', merge_requests: 'A merge request' } })),
        number,
        text: textParam({ required: true }).meta(
          hint({ title: 'Text', description: 'Markdown.', control: 'long-text' }),
        ),
      }),
      request: ({ project, on, number, text }) => ({
        method: 'POST',
        path: path`/projects/${project}/${on}/${number}/notes`,
        body: { json: { body: text } },
      }),
      reply: z.looseObject({ id: z.number(), created_at: z.string() }),
      answer: ({ id, created_at: createdAt }) => ({ id, createdAt }),
      examples: [
        {
          input: { project: 'acme/shop', on: 'merge_requests', number: 14, text: 'Looks good.' },
          sends: {
            method: 'POST',
            path: '/projects/acme%2Fshop/merge_requests/14/notes',
            body: { body: 'Looks good.' },
          },
          reply: {
            status: 201,
            body: { id: 301, body: 'Looks good.', author: ada, created_at: '2026-01-02T03:04:05.000Z', system: false },
          },
          gives: { id: 301, createdAt: '2026-01-02T03:04:05.000Z' },
        },
      ],
    }),
    'create-merge-request': defineAction({
      title: 'Open a merge request',
      summary: 'Proposes the changes of one branch for another.',
      group: 'Merge requests',
      kind: 'send',
      scopes: ['api'],
      input: z.object({
        project,
        title,
        from: textParam({ required: true }).meta(hint({ title: 'From branch', placeholder: 'repair' })),
        into: textParam()
          .default('main')
          .meta(hint({ title: 'Into branch' })),
        description,
        labels,
        removeBranch: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Delete the branch once merged', advanced: true })),
      }),
      request: ({ project, title, from, into, description, labels, removeBranch }) => ({
        method: 'POST',
        path: path`/projects/${project}/merge_requests`,
        body: {
          json: {
            title,
            source_branch: from,
            target_branch: into,
            description: description || undefined,
            labels: labels?.join(','),
            remove_source_branch: removeBranch || undefined,
          },
        },
      }),
      reply: jsonObject,
      answer: issueOf,
      examples: [
        {
          input: { project: 'acme/shop', title: 'Repair the order flow', from: 'repair' },
          sends: {
            method: 'POST',
            path: '/projects/acme%2Fshop/merge_requests',
            body: { title: 'Repair the order flow', source_branch: 'repair', target_branch: 'main' },
          },
          reply: { status: 201, body: exampleMerge },
          gives: shortMerge,
        },
      ],
    }),
    'list-merge-requests': defineAction({
      title: 'List merge requests',
      summary: 'Lists the merge requests of a project, newest first.',
      group: 'Merge requests',
      kind: 'read',
      scopes: ['read_api'],
      input: z.object({
        project,
        state: z
          .enum(['opened', 'merged', 'closed', 'all'])
          .default('opened')
          .meta(hint({ title: 'Which', choices: { opened: 'Open', merged: 'Merged', closed: 'Closed', all: 'All' } })),
      }),
      request: ({ project, state }) => ({
        method: 'GET',
        path: path`/projects/${project}/merge_requests`,
        query: { state },
      }),
      pages: { items: '', ...byPage, each: (item) => (isJsonObject(item) ? issueOf(item) : item) },
      examples: [
        {
          input: { project: 'acme/shop' },
          sends: { method: 'GET', path: '/projects/acme%2Fshop/merge_requests', query: { state: 'opened' } },
          reply: { body: [exampleMerge] },
          gives: [shortMerge],
        },
      ],
    }),
    'start-pipeline': defineAction({
      title: 'Start a pipeline',
      summary: 'Starts the pipeline of a branch or tag.',
      group: 'Pipelines',
      kind: 'write',
      scopes: ['api'],
      input: z.object({
        project,
        branch,
        variables: valueParam()
          .optional()
          .meta(hint({ title: 'Variables', description: 'An object by name.', control: 'json' })),
      }),
      request: ({ project, branch, variables }) => ({
        method: 'POST',
        path: path`/projects/${project}/pipeline`,
        body: {
          json: {
            ref: branch,
            variables: isJsonObject(variables)
              ? Object.entries(variables).map(([key, value]) => ({
                  key,
                  value: typeof value === 'string' ? value : JSON.stringify(value),
                }))
              : undefined,
          },
        },
      }),
      reply: jsonObject,
      answer: pipelineOf,
      examples: [
        {
          input: { project: 'acme/shop', variables: { WHERE: 'production' } },
          sends: {
            method: 'POST',
            path: '/projects/acme%2Fshop/pipeline',
            body: { ref: 'main', variables: [{ key: 'WHERE', value: 'production' }] },
          },
          reply: { status: 201, body: examplePipeline },
          gives: shortPipeline,
        },
      ],
    }),
    'list-pipelines': defineAction({
      title: 'List pipelines',
      summary: 'Lists the pipelines of a project, newest first.',
      group: 'Pipelines',
      kind: 'read',
      scopes: ['read_api'],
      input: z.object({
        project,
        branch: textParam()
          .default('')
          .meta(hint({ title: 'Only of branch' })),
        status: z
          .enum(['any', 'running', 'success', 'failed', 'canceled'])
          .default('any')
          .meta(
            hint({
              title: 'State',
              choices: { any: 'Any', running: 'Running', success: 'Passed', failed: 'Failed', canceled: 'Cancelled' },
            }),
          ),
      }),
      request: ({ project, branch, status }) => ({
        method: 'GET',
        path: path`/projects/${project}/pipelines`,
        query: { ref: branch || undefined, status: status === 'any' ? undefined : status },
      }),
      pages: { items: '', ...byPage, each: (item) => (isJsonObject(item) ? pipelineOf(item) : item) },
      examples: [
        {
          input: { project: 'acme/shop', branch: 'main' },
          sends: { method: 'GET', path: '/projects/acme%2Fshop/pipelines', query: { ref: 'main' } },
          reply: { body: [examplePipeline] },
          gives: [shortPipeline],
        },
      ],
    }),
    'list-projects': defineAction({
      title: 'List my projects',
      summary: 'Lists the projects you belong to, the one used last first.',
      group: 'Projects',
      kind: 'read',
      scopes: ['read_api'],
      input: z.object({
        search: textParam()
          .default('')
          .meta(hint({ title: 'Name holds' })),
      }),
      request: ({ search }) => ({
        method: 'GET',
        path: '/projects',
        query: { membership: true, order_by: 'last_activity_at', search: search || undefined },
      }),
      pages: { items: '', ...byPage, each: (item) => (isJsonObject(item) ? projectOf(item) : item) },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/projects', query: { membership: 'true', order_by: 'last_activity_at' } },
          reply: {
            body: [
              {
                id: 4,
                name: 'Shop',
                path_with_namespace: 'acme/shop',
                description: null,
                visibility: 'private',
                default_branch: 'main',
                archived: false,
                open_issues_count: 3,
                web_url: 'https://gitlab.com/acme/shop',
                last_activity_at: '2026-01-02T03:00:00.000Z',
              },
            ],
          },
          gives: [
            {
              id: 4,
              name: 'acme/shop',
              description: '',
              visibility: 'private',
              defaultBranch: 'main',
              isArchived: false,
              openIssues: 3,
              url: 'https://gitlab.com/acme/shop',
            },
          ],
        },
      ],
    }),
    'read-file': defineAction({
      title: 'Read a text file',
      summary: 'Gives the text of a file of a repository.',
      group: 'Files',
      kind: 'read',
      scopes: ['read_api'],
      input: z.object({ project, file, branch }),
      request: ({ project, file, branch }) => ({
        method: 'GET',
        path: path`/projects/${project}/repository/files/${file}/raw`,
        query: { ref: branch },
        reads: 'text',
      }),
      answer: (text, { input }) => ({ path: input.file, text }),
      examples: [
        {
          input: { project: 'acme/shop', file: 'docs/readme.md' },
          sends: {
            method: 'GET',
            path: '/projects/acme%2Fshop/repository/files/docs%2Freadme.md/raw',
            query: { ref: 'main' },
          },
          reply: { body: 'Hello, wörld!' },
          gives: { path: 'docs/readme.md', text: 'Hello, wörld!' },
        },
      ],
    }),
    'download-file': defineAction({
      title: 'Download a file',
      summary: 'Fetches a file of a repository, whatever its kind.',
      group: 'Files',
      kind: 'read',
      scopes: ['read_api'],
      input: z.object({ project, file, branch }),
      request: ({ project, file, branch }) => ({
        method: 'GET',
        path: path`/projects/${project}/repository/files/${file}/raw`,
        query: { ref: branch },
        reads: 'file',
      }),
      examples: [
        {
          input: { project: 'acme/shop', file: 'plan.pdf' },
          sends: {
            method: 'GET',
            path: '/projects/acme%2Fshop/repository/files/plan.pdf/raw',
            query: { ref: 'main' },
          },
          reply: { body: { $file: { name: 'plan.pdf', mediaType: 'application/pdf', bytes: 48213 } } },
          gives: { $file: { name: 'plan.pdf', mediaType: 'application/pdf', bytes: 48213 } },
        },
      ],
    }),
    'write-file': defineAction({
      title: 'Write a text file',
      summary: 'Creates or replaces a file in a commit of its own.',
      group: 'Files',
      kind: 'write',
      scopes: ['api'],
      input: z.object({
        project,
        file,
        what: z
          .enum(['create', 'replace'])
          .default('create')
          .meta(hint({ title: 'What', choices: { create: 'A new file', replace: 'A file that is there' } })),
        text: textParam()
          .default('')
          .meta(hint({ title: 'Text', control: 'long-text' })),
        message: textParam({ required: true }).meta(hint({ title: 'Commit message', placeholder: 'Update the notes' })),
        branch,
      }),
      request: ({ project, file, what, text, message, branch }) => ({
        method: what === 'create' ? 'POST' : 'PUT',
        path: path`/projects/${project}/repository/files/${file}`,
        body: { json: { branch, content: text, commit_message: message } },
      }),
      reply: z.looseObject({ file_path: z.string(), branch: z.string() }),
      answer: ({ file_path: path, branch }) => ({ path, branch }),
      examples: [
        {
          input: { project: 'acme/shop', file: 'docs/readme.md', text: 'Hello!', message: 'Say hello' },
          sends: {
            method: 'POST',
            path: '/projects/acme%2Fshop/repository/files/docs%2Freadme.md',
            body: { branch: 'main', content: 'Hello!', commit_message: 'Say hello' },
          },
          reply: { status: 201, body: { file_path: 'docs/readme.md', branch: 'main' } },
          gives: { path: 'docs/readme.md', branch: 'main' },
        },
      ],
    }),
  },
  triggers: {
    'new-issue': numbered({
      title: 'When an issue is opened',
      what: 'issue',
      group: 'Issues',
      list: 'issues',
      kind: 'issue',
      event: 'Issues events',
      example: exampleIssue,
      short: shortIssue,
    }),
    'new-merge-request': numbered({
      title: 'When a merge request is opened',
      what: 'merge request',
      group: 'Merge requests',
      list: 'merge_requests',
      kind: 'merge_request',
      event: 'Merge request events',
      example: exampleMerge,
      short: shortMerge,
    }),
    'pipeline-ended': defineTrigger({
      title: 'When a pipeline ends',
      summary: 'Begins a run with each pipeline that has passed or failed.',
      group: 'Pipelines',
      scopes: ['read_api'],
      input: z.object({
        project,
        status: z
          .enum(['any', 'success', 'failed'])
          .default('any')
          .meta(
            hint({
              title: 'Which',
              choices: { any: 'All', success: 'Those that passed', failed: 'Those that failed' },
            }),
          ),
      }),
      poll: {
        request: ({ project }) => ({
          method: 'GET',
          path: path`/projects/${project}/pipelines`,
          query: { scope: 'finished', order_by: 'updated_at', sort: 'desc', per_page: 50 },
        }),
        read: (body, { input, cursor }) => {
          const last = typeof cursor === 'string' ? cursor : ''
          const ended = objects(body).filter(({ updated_at: at }) => String(at) > last)
          return {
            events: ended
              .filter(({ status }) => isWanted(status, input.status))
              .map((one) => ({ id: `${one.id} ${one.updated_at}`, payload: pipelineOf(one) }))
              .reverse(),
            cursor: String(ended[0]?.updated_at ?? last),
          }
        },
        everySeconds: 60,
        examples: [
          {
            input: { project: 'acme/shop', status: 'failed' },
            cursor: '2026-01-02T02:00:00.000Z',
            sends: {
              method: 'GET',
              path: '/projects/acme%2Fshop/pipelines',
              query: { scope: 'finished', order_by: 'updated_at', sort: 'desc', per_page: '50' },
            },
            reply: {
              body: [
                { ...examplePipeline, status: 'failed' },
                { ...examplePipeline, id: 60, status: 'success', updated_at: '2026-01-02T02:30:00.000Z' },
                { ...examplePipeline, id: 59, status: 'failed', updated_at: '2026-01-02T02:00:00.000Z' },
              ],
            },
            events: [{ id: '61 2026-01-02T03:00:00.000Z', payload: { ...shortPipeline, status: 'failed' } }],
            next: '2026-01-02T03:00:00.000Z',
          },
        ],
      },
      webhook: {
        matches: (delivery, { project, status }) => {
          return isAbout(delivery, project, 'pipeline') && isWanted(attributesOf(delivery).status, status)
        },
        payload: (delivery) => pipelineOf({ ...attributesOf(delivery), web_url: attributesOf(delivery).url ?? null }),
        events: ['Pipeline events'],
      },
      sample: { ...shortPipeline, status: 'success' },
    }),
  },
  webhook: {
    secret: { title: 'Secret token', description: 'Enter it at GitLab as the webhook’s secret token.', from: 'niti' },
    signature: { kind: 'token', header: 'x-gitlab-token' },
    // Stays the same where GitLab tries again; servers before 17.4 do not send it.
    deliveryId: { header: 'idempotency-key' },
    setup: [
      'Open the project’s “Settings”, “Webhooks”, and choose “Add new webhook”.',
      'Enter {webhookUrl} as the URL and {secret} as the secret token.',
      'Tick the events named above, and choose “Add webhook”.',
    ],
  },
})

/** A trigger for what gets the next number of a project: issues and merge requests. */
function numbered(what: {
  title: string
  what: string
  group: string
  list: string
  kind: string
  event: string
  example: JsonObject
  short: JsonObject
}) {
  return defineTrigger({
    title: what.title,
    summary: `Begins a run with each new ${what.what} of a project.`,
    group: what.group,
    scopes: ['read_api'],
    input: z.object({ project }),
    poll: {
      request: ({ project }) => ({
        method: 'GET',
        path: path`/projects/${project}/${what.list}`,
        query: { scope: 'all', order_by: 'created_at', sort: 'desc', per_page: 50 },
      }),
      read: (body, { cursor }) => {
        const last = typeof cursor === 'number' ? cursor : 0
        const found = objects(body).filter(({ iid }) => Number(iid) > last)
        return {
          events: found.map((one) => ({ id: String(one.id), payload: issueOf(one) })).reverse(),
          cursor: Math.max(last, ...found.map(({ iid }) => Number(iid))),
        }
      },
      everySeconds: 120,
      examples: [
        {
          input: { project: 'acme/shop' },
          cursor: 13,
          sends: {
            method: 'GET',
            path: `/projects/acme%2Fshop/${what.list}`,
            query: { scope: 'all', order_by: 'created_at', sort: 'desc', per_page: '50' },
          },
          reply: { body: [what.example, { ...what.example, id: 83, iid: 13 }] },
          events: [{ id: '84', payload: what.short }],
          next: 14,
        },
      ],
    },
    webhook: {
      matches: (delivery, { project }) =>
        isAbout(delivery, project, what.kind) && attributesOf(delivery).action === 'open',
      payload: (delivery) => {
        const said = isJsonObject(delivery.body) ? delivery.body : {}
        const { url = null, ...attributes } = attributesOf(delivery)
        const labels = objects(said.labels).map(({ title = null }) => title)
        const author = said.user ?? null
        return issueOf({ ...attributes, web_url: url, labels, author, assignees: said.assignees ?? [] })
      },
      events: [what.event],
    },
    sample: what.short,
  })
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body)) return null
  const { message, error, error_description: description } = body
  const said = message ?? description ?? error ?? 'refused'
  const words = isJsonObject(said)
    ? Object.entries(said).map(([field, what]) => `${field} ${Array.isArray(what) ? what.join(', ') : String(what)}`)
    : [Array.isArray(said) ? said.join('; ') : String(said)]
  return { message: words.join('; ').replace(/\.$/, ''), isSignIn: status === 401 }
}

function isAbout({ body }: Delivery, project: string, kind: string): boolean {
  if (!isJsonObject(body) || body.object_kind !== kind || !isJsonObject(body.project)) return false
  const { id, path_with_namespace: name } = body.project
  return String(id) === project || String(name).toLowerCase() === project.toLowerCase()
}

function isWanted(status: Json | undefined, wanted: string): boolean {
  return wanted === 'any' ? status === 'success' || status === 'failed' : status === wanted
}

function attributesOf({ body }: Delivery): JsonObject {
  return isJsonObject(body) && isJsonObject(body.object_attributes) ? body.object_attributes : {}
}

function issueOf(issue: JsonObject): JsonObject {
  return {
    number: issue.iid ?? null,
    title: issue.title ?? null,
    description: issue.description ?? '',
    state: issue.state ?? null,
    author: isJsonObject(issue.author) ? (issue.author.username ?? null) : null,
    labels: issue.labels ?? [],
    assignees: objects(issue.assignees).map(({ username = null }) => username),
    url: issue.web_url ?? null,
    createdAt: issue.created_at ?? null,
    updatedAt: issue.updated_at ?? null,
    ...(issue.source_branch !== undefined && {
      from: issue.source_branch,
      into: issue.target_branch ?? null,
      isDraft: issue.draft ?? false,
      sha: issue.sha ?? (isJsonObject(issue.last_commit) ? (issue.last_commit.id ?? null) : null),
    }),
  }
}

function pipelineOf(pipeline: JsonObject): JsonObject {
  return {
    id: pipeline.id ?? null,
    status: pipeline.status ?? null,
    branch: pipeline.ref ?? null,
    sha: pipeline.sha ?? null,
    source: pipeline.source ?? null,
    url: pipeline.web_url ?? null,
    createdAt: pipeline.created_at ?? null,
  }
}

function projectOf(project: JsonObject): JsonObject {
  return {
    id: project.id ?? null,
    name: project.path_with_namespace ?? null,
    description: project.description ?? '',
    visibility: project.visibility ?? null,
    defaultBranch: project.default_branch ?? null,
    isArchived: project.archived ?? false,
    openIssues: project.open_issues_count ?? null,
    url: project.web_url ?? null,
  }
}

function objects(list: Json | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : []
}
