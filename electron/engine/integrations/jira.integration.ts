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
  hint({
    title: 'Project',
    description: 'Its key, as it stands in front of its issues’ numbers.',
    placeholder: 'ACME',
  }),
)
const issue = textParam({ required: true }).meta(hint({ title: 'Issue', placeholder: 'ACME-42' }))
const summary = textParam({ required: true }).meta(hint({ title: 'Summary' }))
const longText = (title: string) =>
  textParam()
    .default('')
    .meta(hint({ title, description: 'Plain text; an empty line begins a new paragraph.', control: 'long-text' }))
const assignee = textParam()
  .default('')
  .meta(hint({ title: 'Assigned to', description: 'Account ID, as “Find people” gives it.' }))
const labels = z
  .array(z.string())
  .optional()
  .meta(hint({ title: 'Labels', control: 'text-list', advanced: true }))
const more = valueParam()
  .optional()
  .meta(
    hint({
      title: 'Further fields',
      description: 'By their IDs: { "priority": { "name": "High" }, "customfield_10010": 3 }.',
      control: 'json',
      advanced: true,
    }),
  )
const jql = textParam({ required: true }).meta(
  hint({
    title: 'Query',
    description: 'In JQL, with at least one condition.',
    placeholder: 'project = ACME AND status = "To Do" ORDER BY created DESC',
    control: 'long-text',
  }),
)

const fields = 'summary,status,issuetype,priority,assignee,reporter,labels,created,updated,project,description'
const site = 'https://acme.atlassian.net'
const ada = { self: `${site}/rest/api/3/user?accountId=5b10a2844c20165700ede21g`, ...person('Ada Byron') }
const exampleIssue = {
  id: '10042',
  key: 'ACME-42',
  self: `${site}/rest/api/3/issue/10042`,
  fields: {
    summary: 'Main order flow broken',
    status: { name: 'To Do', id: '10000' },
    issuetype: { name: 'Bug', id: '10004' },
    priority: { name: 'High', id: '2' },
    project: { key: 'ACME', name: 'Acme shop', id: '10000' },
    assignee: ada,
    reporter: ada,
    labels: ['shop'],
    created: '2026-01-02T03:00:00.000+0000',
    updated: '2026-01-02T03:00:00.000+0000',
    description: documentOf('Order entry fails.'),
  },
}
const shortIssue = {
  key: 'ACME-42',
  id: '10042',
  summary: 'Main order flow broken',
  description: 'Order entry fails.',
  status: 'To Do',
  type: 'Bug',
  priority: 'High',
  project: 'ACME',
  assignee: { id: '5b10a2844c20165700ede21g', name: 'Ada Byron' },
  reporter: { id: '5b10a2844c20165700ede21g', name: 'Ada Byron' },
  labels: ['shop'],
  createdAt: '2026-01-02T03:00:00.000+0000',
  updatedAt: '2026-01-02T03:00:00.000+0000',
  fields: exampleIssue.fields,
}

export default defineIntegration({
  id: 'jira',
  title: 'Jira',
  category: 'developer',
  brand: 'jira',
  summary: 'Create, find and move issues, comment on them, and begin runs with new ones.',
  keywords: ['issue', 'ticket', 'bug', 'project', 'atlassian', 'agile'],
  docsUrl: 'https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/',
  baseUrl: 'https://{site}.atlassian.net',
  hosts: ['api.atlassian.com'],
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
      summary: 'Quickest: nothing to register.',
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
    {
      id: 'oauth',
      kind: 'oauth',
      title: 'Sign in with Atlassian',
      summary: 'In the browser, with an app of yours; only for the people who use it.',
      setupUrl: 'https://developer.atlassian.com/console/myapps/',
      setup: [
        'Choose “Create”, “OAuth 2.0 integration”, and give it a name.',
        'Under “Permissions”, add the Jira API and the scopes {scopes}.',
        'Under “Authorization”, enter the callback URL {redirectUrl}.',
        'Under “Settings”, copy the client ID and the secret.',
      ],
      authorizeUrl: 'https://auth.atlassian.com/authorize',
      tokenUrl: 'https://auth.atlassian.com/oauth/token',
      // Its tokens are not good at the site itself.
      baseUrl: 'https://api.atlassian.com/ex/jira/{cloudId}',
      scopes: [
        { scope: 'read:jira-work', title: 'Read projects and issues', isDefault: true },
        { scope: 'write:jira-work', title: 'Create and change issues', isDefault: true },
        { scope: 'read:jira-user', title: 'See people', isDefault: true },
        { scope: 'offline_access', title: 'Stay signed in', isDefault: true },
      ],
      pkce: 'none',
      redirect: { to: 'localhost', port: 53683 },
      secret: 'required',
      tokenBody: 'json',
      authorizeParams: { audience: 'api.atlassian.com', prompt: 'consent' },
      refresh: 'rotates',
      learn: {
        request: { method: 'GET', path: 'https://api.atlassian.com/oauth/token/accessible-resources' },
        fields: cloudOf,
      },
    },
  ],
  limits: {
    headers: { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset', resetIs: 'iso' },
    note: 'Jira counts what a call costs it, and says how long to wait where there was too much.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/rest/api/3/myself' }),
    account: (body) => (isJsonObject(body) ? String(body.displayName ?? '') : ''),
    example: {
      sends: { method: 'GET', path: '/rest/api/3/myself' },
      reply: { body: ada },
      account: 'Ada Byron',
    },
  },
  actions: {
    'create-issue': defineAction({
      title: 'Create an issue',
      summary: 'Creates a task, bug, story or other issue in a project.',
      group: 'Issues',
      kind: 'write',
      scopes: ['write:jira-work'],
      input: z.object({
        project,
        type: textParam()
          .default('Task')
          .meta(hint({ title: 'Type', description: 'As the project calls it: Task, Bug, Story …' })),
        summary,
        description: longText('Description'),
        assignee,
        labels,
        parent: textParam()
          .default('')
          .meta(hint({ title: 'Part of', description: 'Key of the epic or issue above it.', advanced: true })),
        more,
      }),
      request: ({ project, type, summary, description, assignee, labels, parent, more }) => ({
        method: 'POST',
        path: '/rest/api/3/issue',
        body: {
          json: {
            fields: {
              project: { key: project },
              issuetype: { name: type },
              summary,
              description: description ? documentOf(description) : undefined,
              assignee: assignee ? { accountId: assignee } : undefined,
              labels,
              parent: parent ? { key: parent } : undefined,
              ...(isJsonObject(more) && more),
            },
          },
        },
      }),
      reply: z.looseObject({ id: z.string(), key: z.string(), self: z.string() }),
      answer: ({ id, key, self }) => ({ id, key, self }),
      examples: [
        {
          input: { project: 'ACME', type: 'Bug', summary: 'Main order flow broken', description: 'Order entry fails.' },
          sends: {
            method: 'POST',
            path: '/rest/api/3/issue',
            body: {
              fields: {
                project: { key: 'ACME' },
                issuetype: { name: 'Bug' },
                summary: 'Main order flow broken',
                description: documentOf('Order entry fails.'),
              },
            },
          },
          reply: { status: 201, body: { id: '10042', key: 'ACME-42', self: exampleIssue.self } },
          gives: { id: '10042', key: 'ACME-42', self: exampleIssue.self },
        },
      ],
    }),
    'get-issue': defineAction({
      title: 'Get an issue',
      summary: 'Gives one issue with all its fields.',
      group: 'Issues',
      kind: 'read',
      scopes: ['read:jira-work'],
      input: z.object({ issue }),
      request: ({ issue }) => ({ method: 'GET', path: path`/rest/api/3/issue/${issue}` }),
      reply: jsonObject,
      answer: issueOf,
      examples: [
        {
          input: { issue: 'ACME-42' },
          sends: { method: 'GET', path: '/rest/api/3/issue/ACME-42' },
          reply: { body: exampleIssue },
          gives: shortIssue,
        },
      ],
    }),
    'search-issues': defineAction({
      title: 'Search issues',
      summary: 'Finds issues with a query in JQL.',
      group: 'Issues',
      kind: 'read',
      scopes: ['read:jira-work'],
      input: z.object({
        jql,
        fields: textParam()
          .default(fields)
          .meta(hint({ title: 'Fields', description: 'Separated by commas; *all for all of them.', advanced: true })),
      }),
      request: ({ jql, fields }) => ({
        method: 'POST',
        path: '/rest/api/3/search/jql',
        body: { json: { jql, fields: fields.split(',').map((name) => name.trim()) } },
      }),
      pages: {
        items: 'issues',
        each: (item) => (isJsonObject(item) ? issueOf(item) : item),
        size: { name: 'maxResults', in: 'json', most: 100 },
        next: { cursor: 'nextPageToken', name: 'nextPageToken', in: 'json' },
      },
      examples: [
        {
          input: { jql: 'project = ACME ORDER BY created DESC' },
          sends: {
            method: 'POST',
            path: '/rest/api/3/search/jql',
            body: { jql: 'project = ACME ORDER BY created DESC', fields: fields.split(',') },
          },
          reply: { body: { issues: [exampleIssue] } },
          gives: [shortIssue],
        },
      ],
    }),
    'update-issue': defineAction({
      title: 'Change an issue',
      summary: 'Changes what is filled in: summary, description, labels or further fields.',
      group: 'Issues',
      kind: 'write',
      scopes: ['write:jira-work'],
      input: z.object({
        issue,
        summary: textParam()
          .default('')
          .meta(hint({ title: 'Summary' })),
        description: longText('Description'),
        labels,
        more,
      }),
      request: ({ issue, summary, description, labels, more }) => ({
        method: 'PUT',
        path: path`/rest/api/3/issue/${issue}`,
        body: {
          json: {
            fields: {
              summary: summary || undefined,
              description: description ? documentOf(description) : undefined,
              labels,
              ...(isJsonObject(more) && more),
            },
          },
        },
      }),
      answer: (_, { input }) => ({ key: input.issue }),
      examples: [
        {
          input: { issue: 'ACME-42', summary: 'Order flow broken', more: { priority: { name: 'High' } } },
          sends: {
            method: 'PUT',
            path: '/rest/api/3/issue/ACME-42',
            body: { fields: { summary: 'Order flow broken', priority: { name: 'High' } } },
          },
          reply: { status: 204, body: null },
          gives: { key: 'ACME-42' },
        },
      ],
    }),
    'assign-issue': defineAction({
      title: 'Assign an issue',
      summary: 'Gives an issue to somebody, or to nobody.',
      group: 'Issues',
      kind: 'write',
      scopes: ['write:jira-work'],
      input: z.object({ issue, assignee }),
      request: ({ issue, assignee }) => ({
        method: 'PUT',
        path: path`/rest/api/3/issue/${issue}/assignee`,
        body: { json: { accountId: assignee || null } },
      }),
      answer: (_, { input }) => ({ key: input.issue, assignee: input.assignee || null }),
      examples: [
        {
          input: { issue: 'ACME-42', assignee: '5b10a2844c20165700ede21g' },
          sends: {
            method: 'PUT',
            path: '/rest/api/3/issue/ACME-42/assignee',
            body: { accountId: '5b10a2844c20165700ede21g' },
          },
          reply: { status: 204, body: null },
          gives: { key: 'ACME-42', assignee: '5b10a2844c20165700ede21g' },
        },
      ],
    }),
    'list-transitions': defineAction({
      title: 'List the moves of an issue',
      summary: 'Lists where an issue may be moved from its present state.',
      group: 'Issues',
      kind: 'read',
      scopes: ['read:jira-work'],
      input: z.object({ issue }),
      request: ({ issue }) => ({ method: 'GET', path: path`/rest/api/3/issue/${issue}/transitions` }),
      answer: (body) =>
        objectsAt(body, 'transitions').map(({ id = null, name = null, to }) => ({ id, name, status: nameOf(to) })),
      examples: [
        {
          input: { issue: 'ACME-42' },
          sends: { method: 'GET', path: '/rest/api/3/issue/ACME-42/transitions' },
          reply: { body: { transitions: [{ id: '31', name: 'Finish', to: { id: '10002', name: 'Done' } }] } },
          gives: [{ id: '31', name: 'Finish', status: 'Done' }],
        },
      ],
    }),
    'move-issue': defineAction({
      title: 'Move an issue',
      summary: 'Moves an issue to another state, by a move that “List the moves of an issue” gives.',
      group: 'Issues',
      kind: 'write',
      scopes: ['write:jira-work'],
      input: z.object({
        issue,
        transition: textParam({ required: true }).meta(
          hint({ title: 'Move', description: 'Its ID.', placeholder: '31' }),
        ),
      }),
      request: ({ issue, transition }) => ({
        method: 'POST',
        path: path`/rest/api/3/issue/${issue}/transitions`,
        body: { json: { transition: { id: transition } } },
      }),
      answer: (_, { input }) => ({ key: input.issue, transition: input.transition }),
      examples: [
        {
          input: { issue: 'ACME-42', transition: '31' },
          sends: {
            method: 'POST',
            path: '/rest/api/3/issue/ACME-42/transitions',
            body: { transition: { id: '31' } },
          },
          reply: { status: 204, body: null },
          gives: { key: 'ACME-42', transition: '31' },
        },
      ],
    }),
    'add-comment': defineAction({
      title: 'Comment on an issue',
      summary: 'Adds a comment to an issue.',
      group: 'Issues',
      kind: 'send',
      scopes: ['write:jira-work'],
      input: z.object({
        issue,
        text: textParam({ required: true }).meta(
          hint({
            title: 'Text',
            description: 'Plain text; an empty line begins a new paragraph.',
            control: 'long-text',
          }),
        ),
      }),
      request: ({ issue, text }) => ({
        method: 'POST',
        path: path`/rest/api/3/issue/${issue}/comment`,
        body: { json: { body: documentOf(text) } },
      }),
      reply: z.looseObject({ id: z.string(), created: z.string() }),
      answer: ({ id, created }) => ({ id, createdAt: created }),
      examples: [
        {
          input: { issue: 'ACME-42', text: 'Looking into it.' },
          sends: {
            method: 'POST',
            path: '/rest/api/3/issue/ACME-42/comment',
            body: { body: documentOf('Looking into it.') },
          },
          reply: {
            status: 201,
            body: {
              id: '10000',
              self: `${site}/rest/api/3/issue/10042/comment/10000`,
              body: documentOf('Looking into it.'),
              created: '2026-01-02T03:04:05.000+0000',
            },
          },
          gives: { id: '10000', createdAt: '2026-01-02T03:04:05.000+0000' },
        },
      ],
    }),
    'list-projects': defineAction({
      title: 'List projects',
      summary: 'Lists the projects you can see.',
      group: 'Projects',
      kind: 'read',
      scopes: ['read:jira-work'],
      input: z.object({
        name: textParam()
          .default('')
          .meta(hint({ title: 'Name holds' })),
      }),
      request: ({ name }) => ({
        method: 'GET',
        path: '/rest/api/3/project/search',
        query: { query: name || undefined },
      }),
      pages: {
        items: 'values',
        each: (item) =>
          isJsonObject(item) ? { id: item.id ?? null, key: item.key ?? null, name: item.name ?? null } : item,
        size: { name: 'maxResults', most: 100 },
        next: { offset: 'startAt' },
      },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/rest/api/3/project/search' },
          reply: {
            body: {
              isLast: true,
              maxResults: 100,
              startAt: 0,
              total: 1,
              values: [{ id: '10000', key: 'ACME', name: 'Acme shop', self: `${site}/rest/api/3/project/ACME` }],
            },
          },
          gives: [{ id: '10000', key: 'ACME', name: 'Acme shop' }],
        },
      ],
    }),
    'find-people': defineAction({
      title: 'Find people',
      summary: 'Finds people by name or email address.',
      group: 'People',
      kind: 'read',
      scopes: ['read:jira-user'],
      input: z.object({
        query: textParam({ required: true }).meta(hint({ title: 'Name or email', placeholder: 'ada' })),
      }),
      request: ({ query }) => ({
        method: 'GET',
        path: '/rest/api/3/user/search',
        query: { query, maxResults: 50 },
      }),
      answer: (body) =>
        objects(body).map((found) => ({
          id: found.accountId ?? null,
          name: found.displayName ?? null,
          email: found.emailAddress ?? null,
          isActive: found.active ?? null,
        })),
      examples: [
        {
          input: { query: 'ada' },
          sends: { method: 'GET', path: '/rest/api/3/user/search', query: { query: 'ada', maxResults: '50' } },
          reply: { body: [ada] },
          gives: [{ id: '5b10a2844c20165700ede21g', name: 'Ada Byron', email: 'ada@example.com', isActive: true }],
        },
      ],
    }),
  },
  triggers: {
    'new-issue': defineTrigger({
      title: 'When an issue is created',
      summary: 'Begins a run with each new issue of a project.',
      group: 'Issues',
      scopes: ['read:jira-work'],
      input: z.object({ project }),
      poll: {
        // Times in JQL are whole minutes in the person's time zone: newest first is asked for, and known ones left out.
        request: ({ project }) => ({
          method: 'POST',
          path: '/rest/api/3/search/jql',
          body: {
            json: {
              jql: `project = ${quoted(project)} ORDER BY created DESC`,
              maxResults: 50,
              fields: fields.split(','),
            },
          },
        }),
        read: (body, { cursor }) => {
          const last = typeof cursor === 'number' ? cursor : 0
          const issues = objectsAt(body, 'issues').filter(({ id }) => Number(id) > last)
          return {
            events: issues.map((issue) => ({ id: String(issue.id), payload: issueOf(issue) })).reverse(),
            cursor: Math.max(last, ...issues.map(({ id }) => Number(id))),
          }
        },
        everySeconds: 120,
        examples: [
          {
            input: { project: 'ACME' },
            cursor: 10041,
            sends: {
              method: 'POST',
              path: '/rest/api/3/search/jql',
              body: { jql: 'project = "ACME" ORDER BY created DESC', maxResults: 50, fields: fields.split(',') },
            },
            reply: { body: { issues: [exampleIssue, { ...exampleIssue, id: '10041', key: 'ACME-41' }] } },
            events: [{ id: '10042', payload: shortIssue }],
            next: 10042,
          },
        ],
      },
      webhook: {
        matches: (delivery, { project }) => isAbout(delivery, project, 'jira:issue_created'),
        payload: webhookIssue,
        events: ['jira:issue_created'],
      },
      sample: shortIssue,
    }),
    'issue-changed': defineTrigger({
      title: 'When an issue is changed',
      summary: 'Begins a run with each change of an issue of a project.',
      group: 'Issues',
      scopes: ['read:jira-work'],
      input: z.object({ project }),
      webhook: {
        matches: (delivery, { project }) => isAbout(delivery, project, 'jira:issue_updated'),
        payload: webhookIssue,
        events: ['jira:issue_updated'],
      },
      sample: { ...shortIssue, changes: [{ field: 'status', fromString: 'To Do', toString: 'Done' }] },
    }),
  },
  webhook: {
    secret: { title: 'Secret', description: 'Enter it at Jira as the webhook’s secret.', from: 'niti' },
    signature: {
      kind: 'hmac',
      hash: 'sha256',
      header: 'x-hub-signature',
      prefix: 'sha256=',
      encoding: 'hex',
      signed: '{body}',
    },
    deliveryId: { header: 'x-atlassian-webhook-identifier' },
    setup: [
      'As an administrator, open “System” in Jira’s settings, then “WebHooks”, and choose “Create a WebHook”.',
      'Enter {webhookUrl} as the URL and {secret} as the secret.',
      'Under “Issue”, tick created and updated, and choose “Create”.',
    ],
  },
})

/** Of the sites the person allowed, the one they named; else the first. */
function cloudOf(body: Json, { site = '' }: Record<string, string>): Record<string, string> {
  const sites = objects(body)
  const chosen = sites.find(({ url }) => String(url).toLowerCase() === `https://${site.toLowerCase()}.atlassian.net`)
  const { id, url } = chosen ?? sites[0] ?? {}
  const name = /^https:\/\/([^.]+)\./.exec(String(url))?.[1] ?? site
  return { cloudId: String(id ?? ''), site: name }
}

function complaint({ status, headers, body }: ActionReply): Complaint | null {
  if (status < 400) return null
  const said = isJsonObject(body) ? body : {}
  const messages = Array.isArray(said.errorMessages) ? said.errorMessages : []
  const fields = isJsonObject(said.errors) ? Object.entries(said.errors).map(([name, what]) => `${name}: ${what}`) : []
  const all = [...messages, ...fields, ...(typeof said.message === 'string' ? [said.message] : [])]
  if (all.length === 0 && status !== 401) return null
  const message = all.map(String).join('; ').replace(/\.$/, '') || 'the sign-in is refused'
  // A wrong token is taken for nobody at all, and nobody finds nothing.
  return { message, isSignIn: status === 401 || headers['x-seraph-loginreason'] === 'AUTHENTICATED_FAILED' }
}

function issueOf(issue: JsonObject): JsonObject {
  const fields = isJsonObject(issue.fields) ? issue.fields : {}
  return {
    key: issue.key ?? null,
    id: issue.id ?? null,
    summary: fields.summary ?? null,
    description: textOf(fields.description).trim(),
    status: nameOf(fields.status),
    type: nameOf(fields.issuetype),
    priority: nameOf(fields.priority),
    project: isJsonObject(fields.project) ? (fields.project.key ?? null) : null,
    assignee: personOf(fields.assignee),
    reporter: personOf(fields.reporter),
    labels: fields.labels ?? [],
    createdAt: fields.created ?? null,
    updatedAt: fields.updated ?? null,
    fields,
  }
}

function webhookIssue({ body }: Delivery): JsonObject {
  const said = isJsonObject(body) ? body : {}
  const changes = isJsonObject(said.changelog) ? said.changelog.items : undefined
  return { ...issueOf(isJsonObject(said.issue) ? said.issue : {}), ...(changes !== undefined && { changes }) }
}

function isAbout({ body }: Delivery, project: string, event: string): boolean {
  if (!isJsonObject(body) || body.webhookEvent !== event || !isJsonObject(body.issue)) return false
  return String(body.issue.key).toUpperCase().startsWith(`${project.toUpperCase()}-`)
}

/** Plain text as the document Jira keeps (Atlassian Document Format). */
function documentOf(text: string): JsonObject {
  const paragraphs = text.split(/\n{2,}/).map((paragraph) => ({
    type: 'paragraph',
    content: paragraph
      .split('\n')
      .flatMap((line, index): JsonObject[] => [
        ...(index > 0 ? [{ type: 'hardBreak' }] : []),
        ...(line === '' ? [] : [{ type: 'text', text: line }]),
      ]),
  }))
  return { type: 'doc', version: 1, content: paragraphs }
}

/** The text of such a document; text as it is. */
function textOf(part: Json | undefined): string {
  if (typeof part === 'string') return part
  if (!isJsonObject(part)) return ''
  if (part.type === 'hardBreak') return '\n'
  const inner = objectsAt(part, 'content').map(textOf).join('')
  const isBlock = ['paragraph', 'heading', 'listItem', 'codeBlock', 'blockquote'].includes(String(part.type))
  return `${typeof part.text === 'string' ? part.text : ''}${inner}${isBlock ? '\n' : ''}`
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, (sign) => `\\${sign}`)}"`
}

function nameOf(value: Json | undefined): Json {
  return isJsonObject(value) ? (value.name ?? null) : null
}

function personOf(value: Json | undefined): Json {
  return isJsonObject(value) ? { id: value.accountId ?? null, name: value.displayName ?? null } : null
}

/** As Jira gives somebody in its replies, for the examples. */
function person(displayName: string): JsonObject {
  return {
    accountId: '5b10a2844c20165700ede21g',
    accountType: 'atlassian',
    active: true,
    displayName,
    emailAddress: 'ada@example.com',
    timeZone: 'Europe/Berlin',
  }
}

function objects(list: Json | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : []
}

function objectsAt(value: Json | undefined, name: string): JsonObject[] {
  return objects(isJsonObject(value) ? value[name] : null)
}
