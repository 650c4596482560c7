import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject, jsonObject } from '../../../shared/json.ts'
import {
  type ActionReply,
  type ActionRequest,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

const issue = textParam({ required: true }).meta(
  hint({ title: 'Issue', description: 'Its number, or its short ID such as SHOP-1A.', placeholder: '5123456789' }),
)
const query = textParam()
  .default('is:unresolved')
  .meta(hint({ title: 'Query', description: 'As in Sentry’s own search.', placeholder: 'is:unresolved level:error' }))
const project = textParam()
  .default('')
  .meta(
    hint({
      title: 'Only in project',
      description: 'Its name in addresses; every project if left empty.',
      placeholder: 'shop',
    }),
  )

const exampleIssue = {
  id: '5123456789',
  shareId: null,
  shortId: 'SHOP-1A',
  title: "TypeError: Cannot read properties of undefined (reading 'price')",
  culprit: 'cart in addItem',
  permalink: 'https://acme.sentry.io/issues/5123456789/',
  logger: null,
  level: 'error',
  status: 'unresolved',
  statusDetails: {},
  substatus: 'ongoing',
  isPublic: false,
  platform: 'javascript',
  priority: 'high',
  priorityLockedAt: null,
  seerFixabilityScore: null,
  seerAutofixLastTriggered: null,
  seerExplorerAutofixLastTriggered: null,
  project: { id: '4501', name: 'Shop', slug: 'shop', platform: 'javascript' },
  type: 'error',
  issueType: 'error',
  issueCategory: 'error',
  metadata: { type: 'TypeError', value: "Cannot read properties of undefined (reading 'price')" },
  numComments: 0,
  assignedTo: null,
  isBookmarked: false,
  isSubscribed: false,
  subscriptionDetails: null,
  hasSeen: false,
  annotations: [],
  isUnhandled: true,
  count: '12',
  userCount: 7,
  firstSeen: '2026-01-02T02:00:00Z',
  lastSeen: '2026-01-02T03:00:00Z',
}
/** As a list gives it: with what more is told there. */
const listedIssue = {
  ...exampleIssue,
  derivedData: {
    blocker: '',
    hasOpenFixPr: false,
    hasRootCause: false,
    isAssigned: false,
    lastCompletedAutofixStep: '',
    lastProgressedAt: null,
    progress: '',
    status: '',
    viewCount: 0,
  },
  filtered: null,
  inbox: { date_added: '2026-01-02T02:00:00Z', reason: 0, reason_details: null },
  integrationIssues: [],
  latestEventHasAttachments: false,
  lifetime: {},
  matchingEventEnvironment: null,
  matchingEventId: null,
  owners: { date_added: '2026-01-02T02:00:00Z', owner: 'team:4', type: 'ownershipRule' },
  sentryAppIssues: [],
  sessionCount: 0,
  stats: {},
}
const shortIssue = {
  id: '5123456789',
  shortId: 'SHOP-1A',
  title: "TypeError: Cannot read properties of undefined (reading 'price')",
  where: 'cart in addItem',
  level: 'error',
  status: 'unresolved',
  priority: 'high',
  project: 'shop',
  assignedTo: null,
  events: '12',
  users: 7,
  firstSeen: '2026-01-02T02:00:00Z',
  lastSeen: '2026-01-02T03:00:00Z',
  url: 'https://acme.sentry.io/issues/5123456789/',
}
const exampleEvent = {
  id: '9fac2ceed9344f2bbfdd1fdacb0ed9b1',
  'event.type': 'error',
  groupID: '5123456789',
  eventID: '9fac2ceed9344f2bbfdd1fdacb0ed9b1',
  projectID: '4501',
  message: '',
  title: "TypeError: Cannot read properties of undefined (reading 'price')",
  location: 'cart.js',
  culprit: 'cart in addItem',
  user: null,
  tags: [{ key: 'browser', value: 'Firefox 146.0' }],
  platform: 'javascript',
  dateCreated: '2026-01-02T03:00:00Z',
  crashFile: null,
  metadata: { type: 'TypeError' },
}
const projectFlags =
  'firstTransactionEvent hasFeedbacks hasFlags hasMonitors hasNewFeedbacks hasProfiles hasReplays hasSessions hasLogs hasTraceMetrics hasUserReports hasMinifiedStackTrace isBookmarked hasInsightsHttp hasInsightsDb hasInsightsAssets hasInsightsAppStart hasInsightsScreenLoad hasInsightsVitals hasInsightsCaches hasInsightsQueues hasInsightsAgentMonitoring hasInsightsMCP'
const exampleProject = {
  id: '4501',
  slug: 'shop',
  name: 'Shop',
  platform: 'javascript',
  dateCreated: '2025-06-01T10:00:00Z',
  isMember: true,
  hasAccess: true,
  features: [],
  firstEvent: null,
  access: ['project:read'],
  team: null,
  teams: [],
  platforms: ['javascript'],
  environments: ['production'],
  latestRelease: null,
  ...Object.fromEntries(projectFlags.split(' ').map((name) => [name, false])),
}
const shortProject = { id: '4501', slug: 'shop', name: 'Shop', platform: 'javascript' }
const exampleRelease = {
  id: 2,
  version: 'shop@4.2.0',
  newGroups: 0,
  status: 'open',
  shortVersion: '4.2.0',
  versionInfo: null,
  data: {},
  commitCount: 3,
  deployCount: 1,
  authors: [],
  projects: [
    {
      id: 4501,
      slug: 'shop',
      name: 'Shop',
      newGroups: 0,
      platform: 'javascript',
      platforms: ['javascript'],
      hasHealthData: false,
    },
  ],
  dateCreated: '2026-01-02T01:00:00Z',
  dateReleased: null,
  url: null,
}
const shortRelease = {
  version: 'shop@4.2.0',
  projects: ['shop'],
  newIssues: 0,
  commits: 3,
  deploys: 1,
  createdAt: '2026-01-02T01:00:00Z',
  releasedAt: null,
}

export default defineIntegration({
  id: 'sentry',
  title: 'Sentry',
  category: 'developer',
  brand: 'sentry',
  summary: 'Find, assign and resolve issues, read their events, note releases, and begin runs with new issues.',
  keywords: ['error', 'crash', 'exception', 'monitoring'],
  docsUrl: 'https://docs.sentry.io/api/',
  baseUrl: 'https://{host}/api/0/organizations/{organization}',
  fields: [
    {
      name: 'organization',
      title: 'Organization',
      description: 'Its name in addresses: what stands in front of .sentry.io in the browser.',
      placeholder: 'acme',
      pattern: /[\w-]+/,
    },
    {
      name: 'host',
      title: 'Host',
      description: 'sentry.io; de.sentry.io for data kept in the EU; or a server of your own.',
      initial: 'sentry.io',
      pattern: /[\w.-]+(:\d+)?/,
    },
  ],
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'Auth token',
      setupUrl: 'https://sentry.io/settings/account/api/auth-tokens/',
      setup: [
        'Choose “Create new token”, and allow Issue & Event (read and write), Project (read), Organization (read) and Release (admin).',
        'Copy the token: it is shown only once.',
      ],
      secrets: [{ name: 'token', title: 'Auth token', placeholder: 'sntryu_…' }],
      place: { headers: { authorization: 'Bearer {token}' } },
    },
  ],
  limits: {
    headers: {
      remaining: 'x-sentry-rate-limit-remaining',
      reset: 'x-sentry-rate-limit-reset',
      resetIs: 'epoch-seconds',
    },
    note: 'Sentry limits each kind of call on its own, and says how many are left.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/projects/', query: { per_page: 1 } }),
    account: (body) => {
      const [first] = objects(body)
      return first ? `${first.name} and its neighbours` : 'an organization without projects'
    },
    example: {
      sends: { method: 'GET', path: '/projects/', query: { per_page: '1' } },
      reply: { body: [exampleProject] },
      account: 'Shop and its neighbours',
    },
  },
  actions: {
    'list-issues': defineAction({
      title: 'List issues',
      summary: 'Finds issues, the one seen last first.',
      group: 'Issues',
      kind: 'read',
      scopes: ['event:read'],
      input: z.object({
        query,
        project,
        sort: z
          .enum(['date', 'new', 'freq', 'user'])
          .default('date')
          .meta(
            hint({
              title: 'Order',
              choices: { date: 'Seen last', new: 'Newest', freq: 'Most events', user: 'Most people hit' },
            }),
          ),
      }),
      request: ({ query, project, sort }) => ({
        method: 'GET',
        path: '/issues/',
        query: { query: inProject(query, project), sort },
      }),
      pages: {
        items: '',
        each: (item) => (isJsonObject(item) ? issueOf(item) : item),
        size: { name: 'limit', most: 100 },
        next: nextPage,
      },
      examples: [
        {
          input: { project: 'shop' },
          sends: { method: 'GET', path: '/issues/', query: { query: 'is:unresolved project:shop', sort: 'date' } },
          reply: { body: [listedIssue] },
          gives: [shortIssue],
        },
      ],
    }),
    'get-issue': defineAction({
      title: 'Get an issue',
      summary: 'Gives one issue.',
      group: 'Issues',
      kind: 'read',
      scopes: ['event:read'],
      input: z.object({ issue }),
      request: ({ issue }) => ({ method: 'GET', path: path`/issues/${issue}/` }),
      reply: jsonObject,
      answer: issueOf,
      examples: [
        {
          input: { issue: '5123456789' },
          sends: { method: 'GET', path: '/issues/5123456789/' },
          reply: { body: { ...exampleIssue, activity: [], seenBy: [], userReportCount: 0, participants: [] } },
          gives: shortIssue,
        },
      ],
    }),
    'update-issue': defineAction({
      title: 'Resolve or assign an issue',
      summary: 'Changes what is filled in: whether it is resolved, and whose it is.',
      group: 'Issues',
      kind: 'write',
      scopes: ['event:write'],
      input: z.object({
        issue,
        status: z
          .enum(['resolved', 'resolvedInNextRelease', 'unresolved', 'ignored'])
          .optional()
          .meta(
            hint({
              title: 'State',
              choices: {
                resolved: 'Resolved',
                resolvedInNextRelease: 'Resolved with the next release',
                unresolved: 'Not resolved',
                ignored: 'Archived',
              },
            }),
          ),
        assignee: textParam()
          .optional()
          .meta(hint({ title: 'Assigned to', description: 'An email address, or team: and the team’s ID.' })),
      }),
      request: ({ issue, status, assignee }) => ({
        method: 'PUT',
        path: path`/issues/${issue}/`,
        body: { json: { status, assignedTo: assignee } },
      }),
      reply: jsonObject,
      answer: issueOf,
      examples: [
        {
          input: { issue: '5123456789', status: 'resolved' },
          sends: { method: 'PUT', path: '/issues/5123456789/', body: { status: 'resolved' } },
          reply: { body: { ...exampleIssue, status: 'resolved' } },
          gives: { ...shortIssue, status: 'resolved' },
        },
      ],
    }),
    'list-events': defineAction({
      title: 'List the events of an issue',
      summary: 'Lists when an issue happened, newest first.',
      group: 'Issues',
      kind: 'read',
      scopes: ['event:read'],
      input: z.object({
        issue,
        full: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'With everything', description: 'Stack traces and context too.' })),
      }),
      request: ({ issue, full }) => ({
        method: 'GET',
        path: path`/issues/${issue}/events/`,
        query: { full: full || undefined },
      }),
      pages: { items: '', size: { name: 'per_page', most: 100 }, next: nextPage },
      examples: [
        {
          input: { issue: '5123456789' },
          sends: { method: 'GET', path: '/issues/5123456789/events/' },
          reply: { body: [exampleEvent] },
          gives: [exampleEvent],
        },
      ],
    }),
    'list-projects': defineAction({
      title: 'List projects',
      summary: 'Lists the projects of the organization.',
      group: 'Projects',
      kind: 'read',
      scopes: ['org:read'],
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/projects/' }),
      pages: {
        items: '',
        each: (item) =>
          isJsonObject(item)
            ? {
                id: item.id ?? null,
                slug: item.slug ?? null,
                name: item.name ?? null,
                platform: item.platform ?? null,
              }
            : item,
        size: { name: 'per_page', most: 100 },
        next: nextPage,
      },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/projects/' },
          reply: { body: [exampleProject] },
          gives: [shortProject],
        },
      ],
    }),
    'list-releases': defineAction({
      title: 'List releases',
      summary: 'Lists the releases of the organization, newest first.',
      group: 'Releases',
      kind: 'read',
      scopes: ['project:releases'],
      input: z.object({
        version: textParam()
          .default('')
          .meta(hint({ title: 'Version begins with' })),
      }),
      request: ({ version }) => ({ method: 'GET', path: '/releases/', query: { query: version || undefined } }),
      pages: {
        items: '',
        each: (item) => (isJsonObject(item) ? releaseOf(item) : item),
        size: { name: 'per_page', most: 100 },
        next: nextPage,
      },
      examples: [
        {
          input: { version: 'shop@4' },
          sends: { method: 'GET', path: '/releases/', query: { query: 'shop@4' } },
          reply: { body: [exampleRelease] },
          gives: [shortRelease],
        },
      ],
    }),
    'create-release': defineAction({
      title: 'Note a release',
      summary: 'Tells Sentry of a new version, so that issues are attributed to it.',
      group: 'Releases',
      kind: 'write',
      scopes: ['project:releases'],
      input: z.object({
        version: textParam({ required: true }).meta(hint({ title: 'Version', placeholder: 'shop@4.2.0' })),
        projects: z
          .array(z.string())
          .default([])
          .meta(hint({ title: 'Projects', description: 'Their names in addresses.', control: 'text-list' })),
        commit: textParam()
          .default('')
          .meta(hint({ title: 'Commit', description: 'What was built.', advanced: true })),
      }),
      request: ({ version, projects, commit }) => ({
        method: 'POST',
        path: '/releases/',
        body: { json: { version, projects, ref: commit || undefined } },
      }),
      reply: jsonObject,
      answer: releaseOf,
      examples: [
        {
          input: { version: 'shop@4.2.0', projects: ['shop'] },
          sends: { method: 'POST', path: '/releases/', body: { version: 'shop@4.2.0', projects: ['shop'] } },
          reply: { status: 201, body: exampleRelease },
          gives: shortRelease,
        },
      ],
    }),
  },
  triggers: {
    'new-issue': defineTrigger({
      title: 'When a new issue turns up',
      summary: 'Begins a run with each issue that was never seen before.',
      group: 'Issues',
      scopes: ['event:read'],
      input: z.object({ query, project }),
      poll: {
        request: ({ query, project }) => ({
          method: 'GET',
          path: '/issues/',
          query: { query: inProject(query, project), sort: 'new', limit: 50 },
        }),
        read: (body, { cursor }) => {
          const last = typeof cursor === 'string' ? cursor : ''
          const found = objects(body).filter(({ firstSeen }) => String(firstSeen ?? '') > last)
          return {
            events: found.map((issue) => ({ id: String(issue.id), payload: issueOf(issue) })).reverse(),
            cursor: found.map(({ firstSeen }) => String(firstSeen)).reduce((a, b) => (a > b ? a : b), last),
          }
        },
        everySeconds: 60,
        examples: [
          {
            input: { project: 'shop' },
            cursor: '2026-01-02T01:00:00Z',
            sends: {
              method: 'GET',
              path: '/issues/',
              query: { query: 'is:unresolved project:shop', sort: 'new', limit: '50' },
            },
            reply: { body: [listedIssue, { ...listedIssue, id: '5123456780', firstSeen: '2026-01-02T01:00:00Z' }] },
            events: [{ id: '5123456789', payload: shortIssue }],
            next: '2026-01-02T02:00:00Z',
          },
        ],
      },
      webhook: {
        matches: ({ headers, body }, { project }) => {
          if (headers['sentry-hook-resource'] !== 'issue' || !isJsonObject(body) || body.action !== 'created')
            return false
          return project === '' || issueOf(issueIn(body)).project === project
        },
        payload: ({ body }) => issueOf(issueIn(body)),
        events: ['issue'],
      },
      sample: shortIssue,
    }),
  },
  webhook: {
    secret: {
      title: 'Client secret',
      description: 'On the page of the internal integration, under “Credentials”.',
      from: 'service',
    },
    signature: { kind: 'hmac', hash: 'sha256', header: 'sentry-hook-signature', encoding: 'hex', signed: '{body}' },
    deliveryId: { header: 'request-id' },
    setup: [
      'In your organization’s settings, open “Developer settings”, “Custom integrations”, and create an internal integration.',
      'Enter {webhookUrl} as the webhook URL, allow “Issue & Event: read”, tick “issue” under “Webhooks”, and save.',
      'Copy the client secret.',
    ],
  },
})

function inProject(query: string, project: string): string | undefined {
  return [query, project && `project:${project}`].filter(Boolean).join(' ') || undefined
}

/** Sentry names a next page always, and says beside it whether anything is there. */
function nextPage({ request, reply }: { request: ActionRequest; reply: ActionReply }): ActionRequest | null {
  const next = (reply.headers.link ?? '').split(/,\s*(?=<)/).find((link) => link.includes('rel="next"')) ?? ''
  const cursor = /cursor="([^"]+)"/.exec(next)?.[1]
  return cursor && next.includes('results="true"') ? { ...request, query: { ...request.query, cursor } } : null
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body)) return null
  const { detail } = body
  const said = isJsonObject(detail) ? detail.message : detail
  const fields = Object.entries(body).filter(([name]) => name !== 'detail')
  const words = typeof said === 'string' ? said : fields.map(([name, what]) => `${name}: ${String(what)}`).join('; ')
  if (words === '') return null
  return { message: words.replace(/\.$/, ''), isSignIn: status === 401 }
}

function issueOf(issue: JsonObject): JsonObject {
  const project = isJsonObject(issue.project) ? issue.project : {}
  const assigned = isJsonObject(issue.assignedTo) ? issue.assignedTo : {}
  return {
    id: issue.id ?? null,
    shortId: issue.shortId ?? null,
    title: issue.title ?? null,
    where: issue.culprit ?? null,
    level: issue.level ?? null,
    status: issue.status ?? null,
    priority: issue.priority ?? null,
    project: project.slug ?? null,
    assignedTo: assigned.email ?? assigned.name ?? null,
    events: issue.count ?? null,
    users: issue.userCount ?? null,
    firstSeen: issue.firstSeen ?? null,
    lastSeen: issue.lastSeen ?? null,
    url: issue.permalink ?? issue.web_url ?? null,
  }
}

function issueIn(body: Json): JsonObject {
  const data = isJsonObject(body) && isJsonObject(body.data) ? body.data : {}
  return isJsonObject(data.issue) ? data.issue : {}
}

function releaseOf(release: JsonObject): JsonObject {
  return {
    version: release.version ?? null,
    projects: objects(release.projects).map(({ slug = null }) => slug),
    newIssues: release.newGroups ?? null,
    commits: release.commitCount ?? null,
    deploys: release.deployCount ?? null,
    createdAt: release.dateCreated ?? null,
    releasedAt: release.dateReleased ?? null,
  }
}

function objects(list: Json | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : []
}
