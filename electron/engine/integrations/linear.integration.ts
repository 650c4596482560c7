import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject, jsonObject } from '../../../shared/json.ts'
import {
  type ActionReply,
  type ActionRequest,
  type Complaint,
  type Delivery,
  defineAction,
  defineIntegration,
  defineTrigger,
  type LooseJson,
} from './define-integration.ts'

const issueFields = `id identifier title description url priority priorityLabel dueDate createdAt updatedAt
  state { id name type } team { id key name } assignee { id name email } project { id name } labels { nodes { name } }`
const page = 'pageInfo { hasNextPage endCursor }'

const createIssue = `mutation($input: IssueCreateInput!) { issueCreate(input: $input) { success issue { ${issueFields} } } }`
const updateIssue = `mutation($id: String!, $input: IssueUpdateInput!) { issueUpdate(id: $id, input: $input) { success issue { ${issueFields} } } }`
const getIssue = `query($id: String!) { issue(id: $id) { ${issueFields} } }`
const listIssues = `query($filter: IssueFilter, $first: Int, $after: String) { issues(filter: $filter, first: $first, after: $after, orderBy: createdAt) { nodes { ${issueFields} } ${page} } }`
const searchIssues = `query($term: String!, $first: Int, $after: String) { searchIssues(term: $term, first: $first, after: $after) { nodes { ${issueFields} } ${page} } }`
const createComment =
  'mutation($input: CommentCreateInput!) { commentCreate(input: $input) { success comment { id url createdAt } } }'
const listTeams = `query($first: Int, $after: String) { teams(first: $first, after: $after) { nodes { id key name states { nodes { id name type } } } ${page} } }`
const listProjects = `query($first: Int, $after: String) { projects(first: $first, after: $after) { nodes { id name description url state progress targetDate } ${page} } }`
const listUsers = `query($first: Int, $after: String) { users(first: $first, after: $after) { nodes { id name displayName email active } ${page} } }`
const whoAmI = '{ viewer { id name email organization { name } } }'

const issue = textParam({ required: true }).meta(
  hint({ title: 'Issue', description: 'Its number with the team’s key, or its ID.', placeholder: 'ENG-42' }),
)
const team = textParam({ required: true }).meta(
  hint({
    title: 'Team',
    description: 'Its ID, as “List teams” gives it.',
    placeholder: '9cfb482a-81e3-4154-b5b9-2c805e70a02d',
  }),
)
const teamKey = textParam()
  .default('')
  .meta(
    hint({
      title: 'Only of team',
      description: 'Its key, as it stands in front of its issues’ numbers.',
      placeholder: 'ENG',
    }),
  )
const description = textParam()
  .optional()
  .meta(hint({ title: 'Description', description: 'Markdown.', control: 'long-text' }))
const priority = z
  .enum(['none', 'urgent', 'high', 'medium', 'low'])
  .optional()
  .meta(
    hint({
      title: 'Priority',
      choices: { none: 'None', urgent: 'Urgent', high: 'High', medium: 'Medium', low: 'Low' },
    }),
  )
const ids = (title: string, description: string) =>
  textParam()
    .default('')
    .meta(hint({ title, description, advanced: true }))
const assignee = ids('Assigned to', 'Their ID, as “List people” gives it.')
const state = ids('State', 'Its ID, as “List teams” gives it.')
const project = ids('Project', 'Its ID, as “List projects” gives it.')

const exampleIssue = {
  id: '2174add1-f7c8-44e3-bbf3-2d60b5ea8bc9',
  identifier: 'ENG-42',
  title: 'Order flow broken',
  description: 'Order entry fails.',
  url: 'https://linear.app/acme/issue/ENG-42/order-flow-broken',
  priority: 2,
  priorityLabel: 'High',
  dueDate: null,
  createdAt: '2026-01-02T03:00:00.000Z',
  updatedAt: '2026-01-02T03:00:00.000Z',
  state: { id: 'a1f3c2d4-5b6e-4f70-8a91-b2c3d4e5f607', name: 'Todo', type: 'unstarted' },
  team: { id: '9cfb482a-81e3-4154-b5b9-2c805e70a02d', key: 'ENG', name: 'Engineering' },
  assignee: { id: 'b1e6d4f0-1c2b-4d3e-9f80-a1b2c3d4e5f6', name: 'Ada Byron', email: 'ada@example.com' },
  project: null,
  labels: { nodes: [{ name: 'Bug' }] },
}
const shortIssue = { ...exampleIssue, labels: ['Bug'] }
const lastPage = { hasNextPage: false, endCursor: null }
const exampleTeam = {
  id: '9cfb482a-81e3-4154-b5b9-2c805e70a02d',
  key: 'ENG',
  name: 'Engineering',
  states: { nodes: [{ id: 'a1f3c2d4-5b6e-4f70-8a91-b2c3d4e5f607', name: 'Todo', type: 'unstarted' }] },
}
const exampleProject = {
  id: 'c2d7e5a1-2d3c-4e4f-8a91-b2c3d4e5f607',
  name: 'New shop',
  description: 'All of it, anew',
  url: 'https://linear.app/acme/project/new-shop-1f2e3d',
  state: 'started',
  progress: 0.4,
  targetDate: '2026-06-30',
}
const exampleUser = {
  id: 'b1e6d4f0-1c2b-4d3e-9f80-a1b2c3d4e5f6',
  name: 'Ada Byron',
  displayName: 'ada',
  email: 'ada@example.com',
  active: true,
}

export default defineIntegration({
  id: 'linear',
  title: 'Linear',
  category: 'developer',
  brand: 'linear',
  summary: 'Create, find and change issues, comment on them, and begin runs with new ones.',
  keywords: ['issue', 'ticket', 'bug', 'project', 'graphql'],
  docsUrl: 'https://linear.app/developers/graphql',
  baseUrl: 'https://api.linear.app',
  signIn: [
    {
      id: 'api-key',
      kind: 'secret',
      title: 'Personal API key',
      summary: 'Quickest: nothing to register.',
      setupUrl: 'https://linear.app/settings/account/security',
      setup: ['Under “Personal API keys”, choose “New API key”, and copy it.'],
      secrets: [{ name: 'key', title: 'API key', placeholder: 'lin_api_…', pattern: /lin_api_\w+/ }],
      place: { headers: { authorization: '{key}' } },
    },
    {
      id: 'oauth',
      kind: 'oauth',
      title: 'Sign in with Linear',
      setupUrl: 'https://linear.app/settings/api/applications/new',
      setup: [
        'Create an application, and enter the callback URL {redirectUrl}.',
        'Copy its client ID, and its client secret if you do not make it public.',
      ],
      authorizeUrl: 'https://linear.app/oauth/authorize',
      tokenUrl: 'https://api.linear.app/oauth/token',
      revokeUrl: 'https://api.linear.app/oauth/revoke',
      scopes: [
        { scope: 'read', title: 'Read everything you can see', isDefault: true },
        { scope: 'write', title: 'Create and change', isDefault: true },
        { scope: 'issues:create', title: 'Create issues only', isDefault: false },
        { scope: 'comments:create', title: 'Create comments only', isDefault: false },
      ],
      scopeSeparator: ',',
      pkce: 'S256',
      redirect: { to: 'localhost', port: 53684 },
      secret: 'optional',
      authorizeParams: { prompt: 'consent' },
      refresh: 'rotates',
    },
  ],
  limits: {
    windows: [{ requests: 1500, seconds: 3600 }],
    headers: {
      remaining: 'x-ratelimit-requests-remaining',
      reset: 'x-ratelimit-requests-reset',
      resetIs: 'epoch-milliseconds',
    },
    note: '1,500 requests an hour with an API key; what a request asks for is counted as well.',
  },
  complaint,
  test: {
    request: () => ask(whoAmI, {}),
    account: (body) => {
      const viewer = at(body, 'viewer')
      const { name } = isJsonObject(viewer.organization) ? viewer.organization : {}
      return `${viewer.name} in ${name}`
    },
    example: {
      sends: { method: 'POST', path: '/graphql', body: { query: whoAmI, variables: {} } },
      reply: {
        body: {
          data: {
            viewer: { id: exampleUser.id, name: 'Ada Byron', email: 'ada@example.com', organization: { name: 'Acme' } },
          },
        },
      },
      account: 'Ada Byron in Acme',
    },
  },
  actions: {
    'create-issue': defineAction({
      title: 'Create an issue',
      summary: 'Creates an issue in a team.',
      group: 'Issues',
      kind: 'write',
      scopes: ['write'],
      input: z.object({
        team,
        title: textParam({ required: true }).meta(hint({ title: 'Title' })),
        description,
        priority,
        assignee,
        state,
        project,
      }),
      request: ({ team, title, ...rest }) => ask(createIssue, { input: { teamId: team, title, ...changes(rest) } }),
      reply: made('issueCreate', 'issue'),
      answer: (body) => issueOf(at(body, 'issueCreate', 'issue')),
      examples: [
        {
          input: {
            team: exampleTeam.id,
            title: 'Order flow broken',
            description: 'Order entry fails.',
            priority: 'high',
          },
          sends: {
            method: 'POST',
            path: '/graphql',
            body: {
              query: createIssue,
              variables: {
                input: {
                  teamId: exampleTeam.id,
                  title: 'Order flow broken',
                  description: 'Order entry fails.',
                  priority: 2,
                },
              },
            },
          },
          reply: { body: { data: { issueCreate: { success: true, issue: exampleIssue } } } },
          gives: shortIssue,
        },
      ],
    }),
    'get-issue': defineAction({
      title: 'Get an issue',
      summary: 'Gives one issue.',
      group: 'Issues',
      kind: 'read',
      scopes: ['read'],
      input: z.object({ issue }),
      request: ({ issue }) => ask(getIssue, { id: issue }),
      reply: z.looseObject({ data: z.looseObject({ issue: jsonObject }) }),
      answer: ({ data }) => issueOf(data.issue),
      examples: [
        {
          input: { issue: 'ENG-42' },
          sends: { method: 'POST', path: '/graphql', body: { query: getIssue, variables: { id: 'ENG-42' } } },
          reply: { body: { data: { issue: exampleIssue } } },
          gives: shortIssue,
        },
      ],
    }),
    'list-issues': defineAction({
      title: 'List issues',
      summary: 'Lists issues, newest first.',
      group: 'Issues',
      kind: 'read',
      scopes: ['read'],
      input: z.object({
        team: teamKey,
        state: textParam()
          .default('')
          .meta(hint({ title: 'Only in state', description: 'Its name.', placeholder: 'Todo' })),
        assignee: textParam()
          .default('')
          .meta(hint({ title: 'Only assigned to', description: 'Their email address.' })),
      }),
      request: ({ team, state, assignee }) =>
        ask(listIssues, {
          filter: {
            ...ofTeam(team),
            state: state ? { name: { eq: state } } : undefined,
            assignee: assignee ? { email: { eq: assignee } } : undefined,
          },
        }),
      pages: { ...pagesOf('issues'), each: (item) => (isJsonObject(item) ? issueOf(item) : item) },
      examples: [
        {
          input: { team: 'ENG', state: 'Todo' },
          sends: {
            method: 'POST',
            path: '/graphql',
            body: {
              query: listIssues,
              variables: { filter: { team: { key: { eq: 'ENG' } }, state: { name: { eq: 'Todo' } } } },
            },
          },
          reply: { body: { data: { issues: { nodes: [exampleIssue], pageInfo: lastPage } } } },
          gives: [shortIssue],
        },
      ],
    }),
    'search-issues': defineAction({
      title: 'Search issues',
      summary: 'Finds issues by words.',
      group: 'Issues',
      kind: 'read',
      scopes: ['read'],
      input: z.object({
        term: textParam({ required: true }).meta(hint({ title: 'Words', placeholder: 'order flow' })),
      }),
      request: ({ term }) => ask(searchIssues, { term }),
      pages: { ...pagesOf('searchIssues'), each: (item) => (isJsonObject(item) ? issueOf(item) : item) },
      examples: [
        {
          input: { term: 'order flow' },
          sends: {
            method: 'POST',
            path: '/graphql',
            body: { query: searchIssues, variables: { term: 'order flow' } },
          },
          reply: { body: { data: { searchIssues: { nodes: [exampleIssue], pageInfo: lastPage } } } },
          gives: [shortIssue],
        },
      ],
    }),
    'update-issue': defineAction({
      title: 'Change an issue',
      summary: 'Changes what is filled in: title, description, priority, state or who it is assigned to.',
      group: 'Issues',
      kind: 'write',
      scopes: ['write'],
      input: z.object({
        issue,
        title: textParam()
          .default('')
          .meta(hint({ title: 'Title' })),
        description,
        priority,
        assignee,
        state,
        project,
      }),
      request: ({ issue, title, ...rest }) =>
        ask(updateIssue, { id: issue, input: { title: title || undefined, ...changes(rest) } }),
      reply: made('issueUpdate', 'issue'),
      answer: (body) => issueOf(at(body, 'issueUpdate', 'issue')),
      examples: [
        {
          input: { issue: 'ENG-42', state: exampleIssue.state.id },
          sends: {
            method: 'POST',
            path: '/graphql',
            body: { query: updateIssue, variables: { id: 'ENG-42', input: { stateId: exampleIssue.state.id } } },
          },
          reply: { body: { data: { issueUpdate: { success: true, issue: exampleIssue } } } },
          gives: shortIssue,
        },
      ],
    }),
    'add-comment': defineAction({
      title: 'Comment on an issue',
      summary: 'Adds a comment to an issue.',
      group: 'Issues',
      kind: 'send',
      scopes: ['write'],
      input: z.object({
        issue,
        body: textParam({ required: true }).meta(
          hint({ title: 'Text', description: 'Markdown.', control: 'long-text' }),
        ),
      }),
      request: ({ issue, body }) => ask(createComment, { input: { issueId: issue, body } }),
      reply: made('commentCreate', 'comment'),
      answer: (body) => at(body, 'commentCreate', 'comment'),
      examples: [
        {
          input: { issue: 'ENG-42', body: 'Looking into it.' },
          sends: {
            method: 'POST',
            path: '/graphql',
            body: { query: createComment, variables: { input: { issueId: 'ENG-42', body: 'Looking into it.' } } },
          },
          reply: {
            body: {
              data: {
                commentCreate: {
                  success: true,
                  comment: {
                    id: 'd3e8f6b2-3e4d-4f50-9ba2-c3d4e5f60718',
                    url: 'https://linear.app/acme/issue/ENG-42#comment-d3e8f6b2',
                    createdAt: '2026-01-02T03:04:05.000Z',
                  },
                },
              },
            },
          },
          gives: {
            id: 'd3e8f6b2-3e4d-4f50-9ba2-c3d4e5f60718',
            url: 'https://linear.app/acme/issue/ENG-42#comment-d3e8f6b2',
            createdAt: '2026-01-02T03:04:05.000Z',
          },
        },
      ],
    }),
    'list-teams': defineAction({
      title: 'List teams',
      summary: 'Lists the teams with the states their issues can be in.',
      group: 'Teams',
      kind: 'read',
      scopes: ['read'],
      input: z.object({}),
      request: () => ask(listTeams, {}),
      pages: {
        ...pagesOf('teams'),
        each: (item) =>
          isJsonObject(item) && isJsonObject(item.states) ? { ...item, states: item.states.nodes ?? [] } : item,
      },
      examples: [
        {
          input: {},
          sends: { method: 'POST', path: '/graphql', body: { query: listTeams, variables: {} } },
          reply: { body: { data: { teams: { nodes: [exampleTeam], pageInfo: lastPage } } } },
          gives: [{ ...exampleTeam, states: exampleTeam.states.nodes }],
        },
      ],
    }),
    'list-projects': defineAction({
      title: 'List projects',
      summary: 'Lists the projects with how far they are.',
      group: 'Projects',
      kind: 'read',
      scopes: ['read'],
      input: z.object({}),
      request: () => ask(listProjects, {}),
      pages: pagesOf('projects'),
      examples: [
        {
          input: {},
          sends: { method: 'POST', path: '/graphql', body: { query: listProjects, variables: {} } },
          reply: { body: { data: { projects: { nodes: [exampleProject], pageInfo: lastPage } } } },
          gives: [exampleProject],
        },
      ],
    }),
    'list-people': defineAction({
      title: 'List people',
      summary: 'Lists the people of the workspace.',
      group: 'People',
      kind: 'read',
      scopes: ['read'],
      input: z.object({}),
      request: () => ask(listUsers, {}),
      pages: pagesOf('users'),
      examples: [
        {
          input: {},
          sends: { method: 'POST', path: '/graphql', body: { query: listUsers, variables: {} } },
          reply: { body: { data: { users: { nodes: [exampleUser], pageInfo: lastPage } } } },
          gives: [exampleUser],
        },
      ],
    }),
  },
  triggers: {
    'new-issue': defineTrigger({
      title: 'When an issue is created',
      summary: 'Begins a run with each new issue.',
      group: 'Issues',
      scopes: ['read'],
      input: z.object({ team: teamKey }),
      poll: {
        request: ({ team }, { cursor }) =>
          ask(listIssues, {
            filter: { ...ofTeam(team), createdAt: typeof cursor === 'string' ? { gt: cursor } : undefined },
            first: 50,
          }),
        read: (body, { cursor, nowMs }) => {
          const nodes = at(body, 'issues').nodes
          const issues = Array.isArray(nodes) ? nodes.filter(isJsonObject).reverse() : []
          return {
            events: issues.map((issue) => ({ id: String(issue.id), payload: issueOf(issue) })),
            cursor: issues.at(-1)?.createdAt ?? cursor ?? new Date(nowMs).toISOString(),
          }
        },
        everySeconds: 120,
        examples: [
          {
            input: { team: 'ENG' },
            cursor: '2026-01-02T02:00:00.000Z',
            sends: {
              method: 'POST',
              path: '/graphql',
              body: {
                query: listIssues,
                variables: {
                  filter: { team: { key: { eq: 'ENG' } }, createdAt: { gt: '2026-01-02T02:00:00.000Z' } },
                  first: 50,
                },
              },
            },
            reply: { body: { data: { issues: { nodes: [exampleIssue], pageInfo: lastPage } } } },
            events: [{ id: exampleIssue.id, payload: shortIssue }],
            next: '2026-01-02T03:00:00.000Z',
          },
        ],
      },
      webhook: {
        matches: (delivery, { team }) => isAbout(delivery, 'create', team),
        payload: ({ body }) => issueOf(isJsonObject(body) && isJsonObject(body.data) ? body.data : {}),
        events: ['Issues'],
      },
      sample: shortIssue,
    }),
    'issue-changed': defineTrigger({
      title: 'When an issue is changed',
      summary: 'Begins a run with each change of an issue, and tells what it was before.',
      group: 'Issues',
      scopes: ['read'],
      input: z.object({ team: teamKey }),
      webhook: {
        matches: (delivery, { team }) => isAbout(delivery, 'update', team),
        payload: ({ body }) => {
          const said = isJsonObject(body) ? body : {}
          return { ...issueOf(isJsonObject(said.data) ? said.data : {}), before: said.updatedFrom ?? {} }
        },
        events: ['Issues'],
      },
      sample: { ...shortIssue, before: { stateId: 'f4a9b7c3-4f5e-4061-8cb3-d4e5f6071829' } },
    }),
  },
  webhook: {
    secret: {
      title: 'Signing secret',
      description: 'On the page of the webhook in Linear’s settings.',
      from: 'service',
    },
    signature: {
      kind: 'hmac',
      hash: 'sha256',
      header: 'linear-signature',
      encoding: 'hex',
      signed: '{body}',
      time: { body: 'webhookTimestamp', unit: 'milliseconds', toleranceSeconds: 60 },
    },
    deliveryId: { header: 'linear-delivery' },
    setup: [
      'Open “API” in Linear’s settings, and choose “New webhook”.',
      'Enter {webhookUrl} as the URL, tick Issues, and choose “Create webhook”.',
      'Copy the signing secret.',
    ],
  },
})

const priorities = ['none', 'urgent', 'high', 'medium', 'low']

function ask(query: string, variables: { [key: string]: LooseJson }): ActionRequest {
  return { method: 'POST', path: '/graphql', body: { json: { query, variables } } }
}

/** What is filled in of an issue, as Linear calls it. */
function changes(said: { description?: string; priority?: string; assignee: string; state: string; project: string }): {
  [key: string]: LooseJson
} {
  return {
    description: said.description,
    priority: said.priority === undefined ? undefined : priorities.indexOf(said.priority),
    assigneeId: said.assignee || undefined,
    stateId: said.state || undefined,
    projectId: said.project || undefined,
  }
}

function ofTeam(key: string): { [key: string]: LooseJson } {
  return key ? { team: { key: { eq: key } } } : {}
}

function pagesOf(list: string) {
  return {
    items: `data.${list}.nodes`,
    size: { name: 'variables.first', in: 'json' as const, most: 100 },
    next: {
      cursor: `data.${list}.pageInfo.endCursor`,
      name: 'variables.after',
      in: 'json' as const,
      more: `data.${list}.pageInfo.hasNextPage`,
    },
  }
}

/** A change that was made, with what became of it. */
function made(mutation: string, what: string): z.ZodType<JsonObject> {
  const outcome = z.looseObject({ success: z.literal(true), [what]: jsonObject })
  return z.looseObject({ data: z.looseObject({ [mutation]: outcome }) }) as unknown as z.ZodType<JsonObject> // JSON throughout
}

/** The object at these names in a reply's data; an empty one where there is none. */
function at(body: Json, ...names: string[]): JsonObject {
  let found: Json | undefined = body
  for (const name of ['data', ...names]) found = isJsonObject(found) ? found[name] : undefined
  return isJsonObject(found) ? found : {}
}

/** Labels as their names, however they came: from a query or in a webhook. */
function issueOf(issue: JsonObject): JsonObject {
  const { labels } = issue
  const list = isJsonObject(labels) ? labels.nodes : labels
  return { ...issue, labels: Array.isArray(list) ? list.filter(isJsonObject).map(({ name = null }) => name) : [] }
}

function isAbout({ body }: Delivery, action: string, team: string): boolean {
  if (!isJsonObject(body) || body.type !== 'Issue' || body.action !== action || !isJsonObject(body.data)) return false
  return team === '' || (isJsonObject(body.data.team) && body.data.team.key === team)
}

/** GraphQL answers 200 or 400 with `errors` where something is wrong. */
function complaint({ status, body }: ActionReply): Complaint | null {
  const errors = isJsonObject(body) && Array.isArray(body.errors) ? body.errors.filter(isJsonObject) : []
  const [first] = errors
  if (!first) return status === 401 ? { message: 'the sign-in is refused', isSignIn: true } : null
  const extensions = isJsonObject(first.extensions) ? first.extensions : {}
  const code = String(extensions.code ?? extensions.type ?? '')
  return {
    message: String(extensions.userPresentableMessage ?? first.message ?? 'refused').replace(/\.$/, ''),
    ...(code !== '' && { code }),
    isSignIn: status === 401 || /^authentication/i.test(code),
    retryable: /^ratelimited$/i.test(code) || status >= 500,
  }
}
