import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type JsonObject, json, jsonObject } from '../../../shared/json.ts'
import {
  api,
  commitOf,
  exampleCommit,
  exampleContent,
  exampleIssue,
  examplePull,
  exampleRelease,
  exampleRepository,
  issueOf,
  memberOf,
  objects,
  octocat,
  releaseOf,
  repositoryOf,
  shortCommit,
  shortIssue,
  shortPull,
  shortRelease,
  shortRepository,
} from './define-github.ts'
import {
  type ActionReply,
  type Complaint,
  type Delivery,
  defineAction,
  defineIntegration,
  defineTrigger,
  type OAuthSignIn,
  path,
} from './define-integration.ts'

const repository = textParam({ required: true })
  .refine((value) => /^[^/\s]+\/[^/\s]+$/.test(value), 'must be OWNER/NAME, such as octocat/hello-world')
  .meta(hint({ title: 'Repository', description: 'Owner and name.', placeholder: 'octocat/hello-world' }))
const number = z
  .number()
  .int()
  .positive()
  .meta(hint({ title: 'Number', description: 'Of the issue or pull request.' }))
const title = textParam({ required: true }).meta(hint({ title: 'Title' }))
const body = textParam()
  .default('')
  .meta(hint({ title: 'Text', description: 'Markdown.', control: 'long-text' }))
const names = (title: string, description: string) =>
  z
    .array(z.string())
    .optional()
    .meta(hint({ title, description, control: 'text-list', advanced: true }))
const labels = names('Labels', 'Their names.')
const assignees = names('Assigned to', 'User names.')
const state = z
  .enum(['open', 'closed', 'all'])
  .default('open')
  .meta(hint({ title: 'Which', choices: { open: 'Open', closed: 'Closed', all: 'All' } }))
const branch = textParam()
  .default('')
  .meta(hint({ title: 'Branch', description: 'The repository’s default branch if left empty.' }))
const file = textParam({ required: true }).meta(
  hint({ title: 'File', description: 'Its path in the repository.', placeholder: 'docs/readme.md' }),
)

const byPage = { size: { name: 'per_page', most: 100 }, next: { link: true } } as const

const oauth = {
  kind: 'oauth',
  authorizeUrl: 'https://github.com/login/oauth/authorize',
  tokenUrl: 'https://github.com/login/oauth/access_token',
  setupUrl: 'https://github.com/settings/applications/new',
  scopes: [
    { scope: 'repo', title: 'Read and write your repositories', isDefault: true },
    { scope: 'workflow', title: 'Change and start workflows of GitHub Actions', isDefault: false },
    { scope: 'read:org', title: 'See your organizations', isDefault: false },
    { scope: 'read:user', title: 'See your profile', isDefault: true },
  ],
  redirect: { to: 'loopback' },
  errorAt: 'error',
  refresh: 'none',
} as const satisfies Partial<OAuthSignIn>

export default defineIntegration({
  id: 'github',
  title: 'GitHub',
  category: 'developer',
  brand: 'github',
  summary:
    'Work with issues, pull requests, files and releases, and begin runs when something happens in a repository.',
  keywords: ['git', 'code', 'issue', 'pull request', 'repository', 'actions'],
  docsUrl: 'https://docs.github.com/en/rest',
  baseUrl: api,
  // A file's raw bytes and a release's assets are redirected there, with an address that needs no credential.
  hosts: ['raw.githubusercontent.com'],
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'Personal access token',
      summary: 'Quickest: nothing to register, and it can be kept to single repositories.',
      setupUrl: 'https://github.com/settings/personal-access-tokens/new',
      setup: [
        'Choose a name, an expiry and the repositories the token is good for.',
        'Under “Permissions”, allow what your workflows do: Contents, Issues and Pull requests (read and write), Actions (read and write) to start workflows.',
        'Choose “Generate token”, and copy it.',
      ],
      secrets: [
        {
          name: 'token',
          title: 'Personal access token',
          placeholder: 'github_pat_…',
          pattern: /(gh[pousr]_|github_pat_)\w+/,
        },
      ],
      place: { headers: { authorization: 'Bearer {token}' } },
    },
    {
      ...oauth,
      id: 'device',
      title: 'Sign in with a code',
      summary: 'Type a code in at GitHub; needs an app of yours, but no secret.',
      setup: [
        'Register an OAuth app. Any home page will do; as the callback URL enter http://127.0.0.1.',
        'In the app, switch on “Enable device flow”, and copy the client ID.',
      ],
      flow: 'device',
      deviceUrl: 'https://github.com/login/device/code',
      scopes: [...oauth.scopes],
      pkce: 'none',
      secret: 'none',
    },
    {
      ...oauth,
      id: 'browser',
      title: 'Sign in in the browser',
      summary: 'One click once set up; needs an app of yours with its secret.',
      setup: [
        'Register an OAuth app. Any home page will do; as the callback URL enter {redirectUrl} (the port may differ later).',
        'Choose “Generate a new client secret”, and copy it together with the client ID.',
      ],
      scopes: [...oauth.scopes],
      pkce: 'S256',
      secret: 'required',
    },
  ],
  headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
  limits: {
    windows: [{ requests: 5000, seconds: 3600 }],
    atOnce: 20,
    headers: { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset', resetIs: 'epoch-seconds' },
    note: '5,000 requests an hour; searches 30 a minute; not more than about 80 new issues, comments and the like a minute.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/user' }),
    account: (body) => (isJsonObject(body) ? String(body.login ?? '') : ''),
    example: {
      sends: { method: 'GET', path: '/user' },
      reply: {
        body: {
          ...octocat,
          ...{
            name: 'Monalisa Octocat',
            company: null,
            blog: '',
            location: null,
            email: null,
            hireable: null,
            bio: null,
          },
          ...{ public_repos: 2, public_gists: 1, followers: 20, following: 0 },
          ...{ created_at: '2008-01-14T04:33:35Z', updated_at: '2026-01-01T04:33:35Z' },
        },
      },
      account: 'octocat',
    },
  },
  actions: {
    'create-issue': defineAction({
      title: 'Create an issue',
      summary: 'Opens a new issue in a repository.',
      group: 'Issues',
      kind: 'send',
      scopes: ['repo'],
      input: z.object({ repository, title, body, labels, assignees }),
      request: ({ repository, title, body, labels, assignees }) => ({
        method: 'POST',
        path: at(repository, '/issues'),
        body: { json: { title, body: body || undefined, labels, assignees } },
      }),
      reply: jsonObject,
      answer: issueOf,
      examples: [
        {
          input: {
            repository: 'octocat/hello-world',
            title: 'Found a bug',
            body: 'I’m having a problem with this.',
            labels: ['bug'],
          },
          sends: {
            method: 'POST',
            path: '/repos/octocat/hello-world/issues',
            body: { title: 'Found a bug', body: 'I’m having a problem with this.', labels: ['bug'] },
          },
          reply: { status: 201, body: exampleIssue },
          gives: shortIssue,
        },
      ],
    }),
    'get-issue': defineAction({
      title: 'Get an issue',
      summary: 'Gives one issue or pull request with its text.',
      group: 'Issues',
      kind: 'read',
      scopes: ['repo'],
      input: z.object({ repository, number }),
      request: ({ repository, number }) => ({ method: 'GET', path: at(repository, path`/issues/${number}`) }),
      reply: jsonObject,
      answer: issueOf,
      examples: [
        {
          input: { repository: 'octocat/hello-world', number: 1347 },
          sends: { method: 'GET', path: '/repos/octocat/hello-world/issues/1347' },
          reply: { body: exampleIssue },
          gives: shortIssue,
        },
      ],
    }),
    'list-issues': defineAction({
      title: 'List issues',
      summary: 'Lists the issues of a repository, newest first; pull requests are among them.',
      group: 'Issues',
      kind: 'read',
      scopes: ['repo'],
      input: z.object({ repository, state, labels }),
      request: ({ repository, state, labels }) => ({
        method: 'GET',
        path: at(repository, '/issues'),
        query: { state, labels: labels?.join(',') },
      }),
      pages: { items: '', ...byPage, each: (item) => (isJsonObject(item) ? issueOf(item) : item) },
      examples: [
        {
          input: { repository: 'octocat/hello-world', labels: ['bug'] },
          sends: {
            method: 'GET',
            path: '/repos/octocat/hello-world/issues',
            query: { state: 'open', labels: 'bug' },
          },
          reply: { body: [exampleIssue] },
          gives: [shortIssue],
        },
      ],
    }),
    'update-issue': defineAction({
      title: 'Change an issue',
      summary: 'Changes what is filled in: title, text, labels, people or state.',
      group: 'Issues',
      kind: 'write',
      scopes: ['repo'],
      input: z.object({
        repository,
        number,
        state: z
          .enum(['open', 'closed'])
          .optional()
          .meta(hint({ title: 'State', choices: { open: 'Open', closed: 'Closed' } })),
        title: textParam()
          .optional()
          .meta(hint({ title: 'Title' })),
        body: textParam()
          .optional()
          .meta(hint({ title: 'Text', control: 'long-text' })),
        labels,
        assignees,
      }),
      request: ({ repository, number, title, body, state, labels, assignees }) => ({
        method: 'PATCH',
        path: at(repository, path`/issues/${number}`),
        body: { json: { title: title || undefined, body, state, labels, assignees } },
      }),
      reply: jsonObject,
      answer: issueOf,
      examples: [
        {
          input: { repository: 'octocat/hello-world', number: 1347, state: 'closed' },
          sends: { method: 'PATCH', path: '/repos/octocat/hello-world/issues/1347', body: { state: 'closed' } },
          reply: { body: { ...exampleIssue, state: 'closed', closed_at: '2026-01-02T01:00:00Z' } },
          gives: { ...shortIssue, state: 'closed' },
        },
      ],
    }),
    'add-comment': defineAction({
      title: 'Comment on an issue',
      summary: 'Adds a comment to an issue or pull request.',
      group: 'Issues',
      kind: 'send',
      scopes: ['repo'],
      input: z.object({
        repository,
        number,
        body: textParam({ required: true }).meta(
          hint({ title: 'Text', description: 'Markdown.', control: 'long-text' }),
        ),
      }),
      request: ({ repository, number, body }) => ({
        method: 'POST',
        path: at(repository, path`/issues/${number}/comments`),
        body: { json: { body } },
      }),
      reply: z.looseObject({ id: z.number(), html_url: z.string() }),
      answer: ({ id, html_url: url }) => ({ id, url }),
      examples: [
        {
          input: { repository: 'octocat/hello-world', number: 1347, body: 'Me too' },
          sends: {
            method: 'POST',
            path: '/repos/octocat/hello-world/issues/1347/comments',
            body: { body: 'Me too' },
          },
          reply: {
            status: 201,
            body: {
              id: 1,
              node_id: 'MDEyOklzc3VlQ29tbWVudDE=',
              url: `${api}/repos/octocat/hello-world/issues/comments/1`,
              html_url: 'https://github.com/octocat/hello-world/issues/1347#issuecomment-1',
              issue_url: `${api}/repos/octocat/hello-world/issues/1347`,
              body: 'Me too',
              user: octocat,
              created_at: '2026-01-01T16:00:49Z',
              updated_at: '2026-01-01T16:00:49Z',
              author_association: 'COLLABORATOR',
            },
          },
          gives: { id: 1, url: 'https://github.com/octocat/hello-world/issues/1347#issuecomment-1' },
        },
      ],
    }),
    'search-issues': defineAction({
      title: 'Search issues and pull requests',
      summary: 'Finds issues and pull requests in all repositories you can read.',
      group: 'Issues',
      kind: 'read',
      input: z.object({
        query: textParam({ required: true }).meta(
          hint({
            title: 'Query',
            description: 'As in GitHub’s own search.',
            placeholder: 'repo:octocat/hello-world is:issue is:open crash',
          }),
        ),
      }),
      request: ({ query }) => ({ method: 'GET', path: '/search/issues', query: { q: query } }),
      pages: { items: 'items', ...byPage, each: (item) => (isJsonObject(item) ? issueOf(item) : item) },
      examples: [
        {
          input: { query: 'repo:octocat/hello-world is:issue bug' },
          sends: { method: 'GET', path: '/search/issues', query: { q: 'repo:octocat/hello-world is:issue bug' } },
          reply: {
            body: {
              total_count: 1,
              incomplete_results: false,
              search_type: 'lexical',
              items: [{ ...exampleIssue, score: 1 }],
            },
          },
          gives: [shortIssue],
        },
      ],
    }),
    'create-pull-request': defineAction({
      title: 'Open a pull request',
      summary: 'Proposes the changes of one branch for another.',
      group: 'Pull requests',
      kind: 'send',
      scopes: ['repo'],
      input: z.object({
        repository,
        title,
        head: textParam({ required: true }).meta(hint({ title: 'From branch', placeholder: 'new-topic' })),
        base: textParam()
          .default('main')
          .meta(hint({ title: 'Into branch' })),
        body,
        draft: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'As a draft' })),
      }),
      request: ({ repository, title, head, base, body, draft }) => ({
        method: 'POST',
        path: at(repository, '/pulls'),
        body: { json: { title, head, base, body: body || undefined, draft } },
      }),
      reply: jsonObject,
      answer: issueOf,
      examples: [
        {
          input: { repository: 'octocat/hello-world', title: 'Amazing new feature', head: 'new-topic' },
          sends: {
            method: 'POST',
            path: '/repos/octocat/hello-world/pulls',
            body: { title: 'Amazing new feature', head: 'new-topic', base: 'main', draft: false },
          },
          reply: { status: 201, body: examplePull },
          gives: shortPull,
        },
      ],
    }),
    'list-pull-requests': defineAction({
      title: 'List pull requests',
      summary: 'Lists the pull requests of a repository, newest first.',
      group: 'Pull requests',
      kind: 'read',
      scopes: ['repo'],
      input: z.object({ repository, state }),
      request: ({ repository, state }) => ({ method: 'GET', path: at(repository, '/pulls'), query: { state } }),
      pages: { items: '', ...byPage, each: (item) => (isJsonObject(item) ? issueOf(item) : item) },
      examples: [
        {
          input: { repository: 'octocat/hello-world' },
          sends: { method: 'GET', path: '/repos/octocat/hello-world/pulls', query: { state: 'open' } },
          reply: { body: [examplePull] },
          gives: [shortPull],
        },
      ],
    }),
    'list-repositories': defineAction({
      title: 'List my repositories',
      summary: 'Lists the repositories you can reach, the one last pushed to first.',
      group: 'Repositories',
      kind: 'read',
      scopes: ['repo'],
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/user/repos', query: { sort: 'pushed' } }),
      pages: { items: '', ...byPage, each: (item) => (isJsonObject(item) ? repositoryOf(item) : item) },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/user/repos', query: { sort: 'pushed' } },
          reply: { body: [exampleRepository] },
          gives: [shortRepository],
        },
      ],
    }),
    'read-file': defineAction({
      title: 'Read a text file',
      summary: 'Gives the text of a file of up to 1 MB, and its `sha`, which is needed to change it.',
      group: 'Files',
      kind: 'read',
      scopes: ['repo'],
      input: z.object({ repository, file, branch }),
      request: ({ repository, file, branch }) => ({
        method: 'GET',
        path: at(repository, `/contents/${filePath(file)}`),
        query: { ref: branch || undefined },
      }),
      reply: z.looseObject({
        path: z.string(),
        sha: z.string(),
        content: z.string(),
        encoding: z.literal('base64', 'this is larger than 1 MB: use “Download a file”'),
      }),
      answer: ({ path, sha, content }) => ({ path, sha, text: textFromBase64(content) }),
      examples: [
        {
          input: { repository: 'octocat/hello-world', file: 'docs/readme.md' },
          sends: { method: 'GET', path: '/repos/octocat/hello-world/contents/docs/readme.md' },
          reply: { body: { ...exampleContent, encoding: 'base64', content: 'SGVsbG8s\nIHfDtnJsZCE=\n' } },
          gives: {
            path: 'docs/readme.md',
            sha: '3d21ec53a331a6f037a91c368710b99387d012c1',
            text: 'Hello, wörld!',
          },
        },
      ],
    }),
    'download-file': defineAction({
      title: 'Download a file',
      summary: 'Fetches a file of a repository, whatever its kind.',
      group: 'Files',
      kind: 'read',
      scopes: ['repo'],
      input: z.object({ repository, file, branch }),
      request: ({ repository, file, branch }) => ({
        method: 'GET',
        path: at(repository, `/contents/${filePath(file)}`),
        query: { ref: branch || undefined },
        headers: { accept: 'application/vnd.github.raw+json' },
        reads: 'file',
      }),
      examples: [
        {
          input: { repository: 'octocat/hello-world', file: 'plan.pdf', branch: 'main' },
          sends: {
            method: 'GET',
            path: '/repos/octocat/hello-world/contents/plan.pdf',
            query: { ref: 'main' },
            headers: { accept: 'application/vnd.github.raw+json' },
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
      scopes: ['repo'],
      input: z.object({
        repository,
        file,
        text: textParam()
          .default('')
          .meta(hint({ title: 'Text', control: 'long-text' })),
        message: textParam({ required: true }).meta(hint({ title: 'Commit message', placeholder: 'Update the notes' })),
        branch,
        sha: textParam()
          .default('')
          .meta(hint({ title: 'Replaces', description: 'The `sha` of the file as it is now; empty for a new file.' })),
      }),
      request: ({ repository, file, text, message, branch, sha }) => ({
        method: 'PUT',
        path: at(repository, `/contents/${filePath(file)}`),
        body: { json: { message, content: textToBase64(text), branch: branch || undefined, sha: sha || undefined } },
      }),
      reply: z.looseObject({
        content: z.looseObject({ path: z.string(), sha: z.string() }),
        commit: z.looseObject({ sha: z.string() }),
      }),
      answer: ({ content, commit }) => ({ path: content.path, sha: content.sha, commit: commit.sha }),
      examples: [
        {
          input: {
            repository: 'octocat/hello-world',
            file: 'docs/readme.md',
            text: 'Hello, wörld!',
            message: 'Say hello',
          },
          sends: {
            method: 'PUT',
            path: '/repos/octocat/hello-world/contents/docs/readme.md',
            body: { message: 'Say hello', content: 'SGVsbG8sIHfDtnJsZCE=' },
          },
          reply: { status: 201, body: { content: exampleContent, commit: { sha: exampleCommit.sha } } },
          gives: {
            path: 'docs/readme.md',
            sha: '3d21ec53a331a6f037a91c368710b99387d012c1',
            commit: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
          },
        },
      ],
    }),
    'create-release': defineAction({
      title: 'Create a release',
      summary: 'Publishes a release, with a new tag where there is none of that name.',
      group: 'Releases',
      kind: 'send',
      scopes: ['repo'],
      input: z.object({
        repository,
        tag: textParam({ required: true }).meta(hint({ title: 'Tag', placeholder: 'v1.0.0' })),
        name: textParam()
          .default('')
          .meta(hint({ title: 'Name' })),
        body,
        draft: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'As a draft' })),
      }),
      request: ({ repository, tag, name, body, draft }) => ({
        method: 'POST',
        path: at(repository, '/releases'),
        body: { json: { tag_name: tag, name: name || undefined, body: body || undefined, draft } },
      }),
      reply: jsonObject,
      answer: releaseOf,
      examples: [
        {
          input: { repository: 'octocat/hello-world', tag: 'v1.0.0', body: 'First release' },
          sends: {
            method: 'POST',
            path: '/repos/octocat/hello-world/releases',
            body: { tag_name: 'v1.0.0', body: 'First release', draft: false },
          },
          reply: { status: 201, body: exampleRelease },
          gives: shortRelease,
        },
      ],
    }),
    'start-workflow': defineAction({
      title: 'Start a workflow of Actions',
      summary: 'Starts a workflow of GitHub Actions that has the trigger workflow_dispatch.',
      group: 'Actions',
      kind: 'write',
      scopes: ['workflow'],
      input: z.object({
        repository,
        workflow: textParam({ required: true }).meta(hint({ title: 'Workflow', placeholder: 'deploy.yml' })),
        ref: textParam()
          .default('main')
          .meta(hint({ title: 'Branch or tag' })),
        inputs: valueParam()
          .optional()
          .meta(hint({ title: 'Inputs', description: 'An object by name.', control: 'json' })),
      }),
      request: ({ repository, workflow, ref, inputs }) => ({
        method: 'POST',
        path: at(repository, path`/actions/workflows/${workflow}/dispatches`),
        body: { json: { ref, inputs } },
      }),
      reply: json,
      answer: (_, { input }) => ({ workflow: input.workflow, ref: input.ref }),
      examples: [
        {
          input: { repository: 'octocat/hello-world', workflow: 'deploy.yml', inputs: { where: 'production' } },
          sends: {
            method: 'POST',
            path: '/repos/octocat/hello-world/actions/workflows/deploy.yml/dispatches',
            body: { ref: 'main', inputs: { where: 'production' } },
          },
          reply: { status: 204, body: null },
          gives: { workflow: 'deploy.yml', ref: 'main' },
        },
      ],
    }),
  },
  triggers: {
    'new-issue': numbered({
      title: 'When an issue is opened',
      what: 'issue',
      path: '/issues',
      isIt: (item) => !isJsonObject(item.pull_request),
      event: 'issues',
      member: 'issue',
      example: exampleIssue,
      short: shortIssue,
    }),
    'new-pull-request': numbered({
      title: 'When a pull request is opened',
      what: 'pull request',
      path: '/pulls',
      isIt: () => true,
      event: 'pull_request',
      member: 'pull_request',
      example: examplePull,
      short: shortPull,
    }),
    'new-release': defineTrigger({
      title: 'When a release is published',
      summary: 'Begins a run with each new release of a repository.',
      group: 'Releases',
      input: z.object({ repository }),
      poll: {
        request: ({ repository }) => ({ method: 'GET', path: at(repository, '/releases'), query: { per_page: 30 } }),
        read: (body, { cursor }) => {
          const last = typeof cursor === 'string' ? cursor : ''
          const found = objects(body)
            .filter(({ draft, published_at: at }) => draft !== true && String(at ?? '') > last)
            .sort((a, b) => String(a.published_at).localeCompare(String(b.published_at)))
          return {
            events: found.map((item) => ({ id: String(item.id), payload: releaseOf(item) })),
            cursor: String(found.at(-1)?.published_at ?? last),
          }
        },
        everySeconds: 300,
        examples: [
          {
            input: { repository: 'octocat/hello-world' },
            cursor: '2025-12-24T00:00:00Z',
            sends: { method: 'GET', path: '/repos/octocat/hello-world/releases', query: { per_page: '30' } },
            reply: { body: [exampleRelease, { ...exampleRelease, id: 0, published_at: '2025-12-24T00:00:00Z' }] },
            events: [{ id: '1', payload: shortRelease }],
            next: '2026-01-01T19:35:32Z',
          },
        ],
      },
      webhook: {
        matches: (delivery, { repository }) => isAbout(delivery, repository, 'release', 'published'),
        payload: ({ body }) => releaseOf(memberOf(body, 'release')),
        events: ['Releases'],
      },
      sample: shortRelease,
    }),
    'new-commit': defineTrigger({
      title: 'When a commit is pushed',
      summary: 'Begins a run with each new commit of a branch.',
      group: 'Repositories',
      input: z.object({ repository, branch }),
      poll: {
        request: ({ repository, branch }) => ({
          method: 'GET',
          path: at(repository, '/commits'),
          query: { sha: branch || undefined, per_page: 100 },
        }),
        read: (body, { cursor }) => {
          const commits = objects(body)
          const known = commits.findIndex(({ sha }) => sha === cursor)
          const found = known < 0 ? commits : commits.slice(0, known)
          return {
            events: found.map((item) => ({ id: String(item.sha), payload: commitOf(item) })).reverse(),
            cursor: commits[0]?.sha ?? cursor ?? '',
          }
        },
        everySeconds: 120,
        examples: [
          {
            input: { repository: 'octocat/hello-world', branch: 'main' },
            cursor: '7fd1a60b01f91b314f59955a4e4d4e80d8edf11d',
            sends: {
              method: 'GET',
              path: '/repos/octocat/hello-world/commits',
              query: { sha: 'main', per_page: '100' },
            },
            reply: { body: [exampleCommit, { ...exampleCommit, sha: '7fd1a60b01f91b314f59955a4e4d4e80d8edf11d' }] },
            events: [{ id: exampleCommit.sha, payload: shortCommit }],
            next: exampleCommit.sha,
          },
        ],
      },
      sample: shortCommit,
    }),
  },
  webhook: {
    secret: { title: 'Secret', description: 'Enter it at GitHub as the webhook’s secret.', from: 'niti' },
    signature: {
      kind: 'hmac',
      hash: 'sha256',
      header: 'x-hub-signature-256',
      prefix: 'sha256=',
      encoding: 'hex',
      signed: '{body}',
    },
    deliveryId: { header: 'x-github-delivery' },
    setup: [
      'Open the repository’s “Settings”, then “Webhooks” and “Add webhook”.',
      'Enter {webhookUrl} as the payload URL, choose the content type application/json, and enter {secret} as the secret.',
      'Choose “Let me select individual events”, tick the events named above, and choose “Add webhook”.',
    ],
  },
})

/** A trigger for what gets the next number of a repository: issues and pull requests. */
function numbered(what: {
  title: string
  what: string
  path: string
  isIt(item: JsonObject): boolean
  event: string
  member: string
  example: JsonObject
  short: JsonObject
}) {
  return defineTrigger({
    title: what.title,
    summary: `Begins a run with each new ${what.what} of a repository.`,
    group: what.event === 'issues' ? 'Issues' : 'Pull requests',
    input: z.object({ repository }),
    poll: {
      request: ({ repository }) => ({
        method: 'GET',
        path: at(repository, what.path),
        query: { state: 'all', sort: 'created', direction: 'desc', per_page: 50 },
      }),
      read: (body, { cursor }) => {
        const last = typeof cursor === 'number' ? cursor : 0
        const found = objects(body)
          .filter((item) => what.isIt(item) && Number(item.number) > last)
          .reverse()
        return {
          events: found.map((item) => ({ id: String(item.number), payload: issueOf(item) })),
          cursor: Math.max(last, ...objects(body).map((item) => Number(item.number))),
        }
      },
      everySeconds: 120,
      examples: [
        {
          input: { repository: 'octocat/hello-world' },
          cursor: 1346,
          sends: {
            method: 'GET',
            path: `/repos/octocat/hello-world${what.path}`,
            query: { state: 'all', sort: 'created', direction: 'desc', per_page: '50' },
          },
          reply: { body: [what.example, { ...what.example, number: 1346 }] },
          events: [{ id: '1347', payload: what.short }],
          next: 1347,
        },
      ],
    },
    webhook: {
      matches: (delivery, { repository }) => isAbout(delivery, repository, what.event, 'opened'),
      payload: ({ body }) => issueOf(memberOf(body, what.member)),
      events: [what.event === 'issues' ? 'Issues' : 'Pull requests'],
    },
    sample: what.short,
  })
}

function at(repository: string, rest: string): string {
  const [owner = '', name = ''] = repository.split('/')
  return path`/repos/${owner}/${name}` + rest
}

/** The slashes of a file's path stay as they are. */
function filePath(file: string): string {
  const steps = file.split('/').filter((step) => step !== '')
  return steps.map((step) => path`${step}`).join('/')
}

function complaint({ status, headers, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body)) return null
  const errors = Array.isArray(body.errors) ? body.errors.filter(isJsonObject) : []
  const details = errors.map(({ message, field, code }) => message ?? `${field}: ${String(code).replaceAll('_', ' ')}`)
  const message = [String(body.message ?? 'refused'), ...details.map(String)].join('; ').replace(/\.$/, '')
  const isLimit = headers['x-ratelimit-remaining'] === '0' || /rate limit/i.test(message)
  return { message, isSignIn: status === 401, ...((status === 403 || status === 429) && { retryable: isLimit }) }
}

function isAbout({ headers, body }: Delivery, repository: string, event: string, action: string): boolean {
  const where = String(memberOf(body, 'repository').full_name ?? '')
  const isThere = where.toLowerCase() === repository.toLowerCase()
  return isThere && headers['x-github-event'] === event && isJsonObject(body) && body.action === action
}

function textFromBase64(content: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(content.replaceAll(/\s/g, '')), (char) => char.charCodeAt(0)))
}

function textToBase64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))
}
