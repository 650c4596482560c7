import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject, jsonObject } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
  type RequestContext,
} from './define-integration.ts'

const incident = textParam({ required: true }).meta(
  hint({ title: 'Incident', description: 'Its ID.', placeholder: 'Q1HPZ2J2BPD6E3' }),
)
const service = textParam({ required: true }).meta(
  hint({ title: 'Service', description: 'Its ID, as “List services” gives it.', placeholder: 'PIJ90N7' }),
)
const onlyService = textParam()
  .default('')
  .meta(hint({ title: 'Only of service', description: 'Its ID; every service if left empty.' }))
const urgency = z
  .enum(['high', 'low'])
  .default('high')
  .meta(hint({ title: 'Urgency', choices: { high: 'High', low: 'Low' } }))

const ada = { id: 'PXPGF42', type: 'user_reference', summary: 'Ada Byron', self: null, html_url: null }
const exampleIncident = {
  id: 'Q1HPZ2J2BPD6E3',
  type: 'incident',
  summary: '[#1234] The server is on fire.',
  self: 'https://api.pagerduty.com/incidents/Q1HPZ2J2BPD6E3',
  html_url: 'https://acme.pagerduty.com/incidents/Q1HPZ2J2BPD6E3',
  incident_number: 1234,
  title: 'The server is on fire.',
  status: 'triggered',
  urgency: 'high',
  incident_key: 'baf7cf21b1da41b4b0221008339ff357',
  created_at: '2026-01-02T03:00:00Z',
  updated_at: '2026-01-02T03:00:00Z',
  service: { id: 'PIJ90N7', type: 'service_reference', summary: 'Shop', self: null, html_url: null },
  assignments: [{ at: '2026-01-02T03:00:00Z', assignee: ada }],
}
const shortIncident = {
  id: 'Q1HPZ2J2BPD6E3',
  number: 1234,
  title: 'The server is on fire.',
  status: 'triggered',
  urgency: 'high',
  service: { id: 'PIJ90N7', name: 'Shop' },
  assignedTo: ['Ada Byron'],
  url: 'https://acme.pagerduty.com/incidents/Q1HPZ2J2BPD6E3',
  createdAt: '2026-01-02T03:00:00Z',
}
const fields = { host: 'api.pagerduty.com', email: 'ada@example.com' }
const inTheirName = { from: 'ada@example.com' }

export default defineIntegration({
  id: 'pagerduty',
  title: 'PagerDuty',
  category: 'developer',
  brand: 'pagerduty',
  summary: 'Raise, acknowledge and resolve incidents, see who is on call, and begin runs with new incidents.',
  keywords: ['incident', 'alert', 'on call', 'operations'],
  docsUrl: 'https://developer.pagerduty.com/api-reference',
  baseUrl: 'https://{host}',
  hosts: ['events.pagerduty.com', 'events.eu.pagerduty.com'],
  fields: [
    {
      name: 'email',
      title: 'Email',
      description: 'Of a person in PagerDuty: incidents are raised and changed in their name.',
      placeholder: 'ada@example.com',
      pattern: /\S+@\S+/,
    },
    {
      name: 'host',
      title: 'Host',
      description: 'api.pagerduty.com, or api.eu.pagerduty.com for accounts in the EU.',
      initial: 'api.pagerduty.com',
      pattern: /api\.(eu\.)?pagerduty\.com/,
    },
  ],
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'API token',
      setup: [
        'For yourself: open “My profile”, “User settings”, and choose “Create API user token”.',
        'For the whole account: as an administrator, open “Integrations”, “API access keys”, and choose “Create new API key”.',
        'Copy the token: it is shown only once.',
      ],
      setupUrl: 'https://support.pagerduty.com/main/docs/api-access-keys',
      secrets: [{ name: 'token', title: 'API token' }],
      place: { headers: { authorization: 'Token token={token}' } },
    },
  ],
  headers: { accept: 'application/vnd.pagerduty+json;version=2' },
  limits: {
    windows: [{ requests: 960, seconds: 60 }],
    headers: { remaining: 'ratelimit-remaining', reset: 'ratelimit-reset', resetIs: 'seconds' },
    note: '960 requests a minute with one token.',
  },
  complaint,
  test: {
    request: ({ fields }) => ({ method: 'GET', path: '/users', query: { query: fields.email, limit: 1 } }),
    account: (body) => String(objectsAt(body, 'users')[0]?.name ?? 'nobody with this email'),
    example: {
      sends: { method: 'GET', path: '/users', query: { limit: '1' } },
      reply: {
        body: {
          users: [{ id: 'PXPGF42', type: 'user', name: 'Ada Byron', email: 'ada@example.com' }],
          limit: 1,
          offset: 0,
          more: false,
        },
      },
      account: 'Ada Byron',
    },
  },
  actions: {
    'create-incident': defineAction({
      title: 'Raise an incident',
      summary: 'Raises an incident at a service, and so calls whoever is on call.',
      group: 'Incidents',
      kind: 'send',
      input: z.object({
        service,
        title: textParam({ required: true }).meta(hint({ title: 'Title' })),
        details: textParam()
          .default('')
          .meta(hint({ title: 'Details', control: 'long-text' })),
        urgency,
        key: textParam()
          .default('')
          .meta(
            hint({
              title: 'Key',
              description: 'A second incident with the same key is refused while the first is open.',
              advanced: true,
            }),
          ),
      }),
      request: ({ service, title, details, urgency, key }, context) => ({
        method: 'POST',
        path: '/incidents',
        headers: from(context),
        body: {
          json: {
            incident: {
              type: 'incident',
              title,
              service: { id: service, type: 'service_reference' },
              urgency,
              incident_key: key || undefined,
              body: details ? { type: 'incident_body', details } : undefined,
            },
          },
        },
      }),
      reply: z.looseObject({ incident: jsonObject }),
      answer: ({ incident }) => incidentOf(incident),
      examples: [
        {
          input: { service: 'PIJ90N7', title: 'The server is on fire.', details: 'Rack 3.' },
          fields,
          sends: {
            method: 'POST',
            path: '/incidents',
            headers: inTheirName,
            body: {
              incident: {
                type: 'incident',
                title: 'The server is on fire.',
                service: { id: 'PIJ90N7', type: 'service_reference' },
                urgency: 'high',
                body: { type: 'incident_body', details: 'Rack 3.' },
              },
            },
          },
          reply: { status: 201, body: { incident: exampleIncident } },
          gives: shortIncident,
        },
      ],
    }),
    'get-incident': defineAction({
      title: 'Get an incident',
      summary: 'Gives one incident.',
      group: 'Incidents',
      kind: 'read',
      input: z.object({ incident }),
      request: ({ incident }) => ({ method: 'GET', path: path`/incidents/${incident}` }),
      reply: z.looseObject({ incident: jsonObject }),
      answer: ({ incident }) => incidentOf(incident),
      examples: [
        {
          input: { incident: 'Q1HPZ2J2BPD6E3' },
          sends: { method: 'GET', path: '/incidents/Q1HPZ2J2BPD6E3' },
          reply: { body: { incident: exampleIncident } },
          gives: shortIncident,
        },
      ],
    }),
    'list-incidents': defineAction({
      title: 'List incidents',
      summary: 'Lists the incidents of the last month, newest first.',
      group: 'Incidents',
      kind: 'read',
      input: z.object({
        which: z
          .enum(['open', 'triggered', 'acknowledged', 'resolved', 'all'])
          .default('open')
          .meta(
            hint({
              title: 'Which',
              choices: {
                open: 'Open ones',
                triggered: 'Not acknowledged',
                acknowledged: 'Acknowledged',
                resolved: 'Resolved',
                all: 'All',
              },
            }),
          ),
        service: onlyService,
      }),
      request: ({ which, service }) => ({
        method: 'GET',
        path: '/incidents',
        query: {
          'statuses[]': which === 'open' ? ['triggered', 'acknowledged'] : which === 'all' ? undefined : which,
          'service_ids[]': service || undefined,
          sort_by: 'created_at:desc',
        },
      }),
      pages: {
        items: 'incidents',
        each: (item) => (isJsonObject(item) ? incidentOf(item) : item),
        size: { name: 'limit', most: 100 },
        next: { offset: 'offset' },
      },
      examples: [
        {
          input: {},
          sends: {
            method: 'GET',
            path: '/incidents',
            query: { 'statuses[]': ['triggered', 'acknowledged'], sort_by: 'created_at:desc' },
          },
          reply: { body: { incidents: [exampleIncident], limit: 100, offset: 0, more: false } },
          gives: [shortIncident],
        },
      ],
    }),
    'update-incident': defineAction({
      title: 'Acknowledge or resolve an incident',
      summary: 'Changes the state of an incident, and notes how it was resolved.',
      group: 'Incidents',
      kind: 'write',
      input: z.object({
        incident,
        status: z
          .enum(['acknowledged', 'resolved'])
          .default('acknowledged')
          .meta(hint({ title: 'State', choices: { acknowledged: 'Acknowledged', resolved: 'Resolved' } })),
        resolution: textParam()
          .default('')
          .meta(hint({ title: 'How it was resolved', showWhen: { param: 'status', is: ['resolved'] } })),
      }),
      request: ({ incident, status, resolution }, context) => ({
        method: 'PUT',
        path: path`/incidents/${incident}`,
        headers: from(context),
        body: {
          json: {
            incident: {
              type: 'incident_reference',
              status,
              resolution: status === 'resolved' ? resolution || undefined : undefined,
            },
          },
        },
      }),
      reply: z.looseObject({ incident: jsonObject }),
      answer: ({ incident }) => incidentOf(incident),
      examples: [
        {
          input: { incident: 'Q1HPZ2J2BPD6E3', status: 'resolved', resolution: 'Put out.' },
          fields,
          sends: {
            method: 'PUT',
            path: '/incidents/Q1HPZ2J2BPD6E3',
            headers: inTheirName,
            body: { incident: { type: 'incident_reference', status: 'resolved', resolution: 'Put out.' } },
          },
          reply: { body: { incident: { ...exampleIncident, status: 'resolved' } } },
          gives: { ...shortIncident, status: 'resolved' },
        },
      ],
    }),
    'add-note': defineAction({
      title: 'Note something on an incident',
      summary: 'Adds a note to an incident.',
      group: 'Incidents',
      kind: 'write',
      input: z.object({
        incident,
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' })),
      }),
      request: ({ incident, text }, context) => ({
        method: 'POST',
        path: path`/incidents/${incident}/notes`,
        headers: from(context),
        body: { json: { note: { content: text } } },
      }),
      reply: z.looseObject({ note: z.looseObject({ id: z.string(), created_at: z.string() }) }),
      answer: ({ note }) => ({ id: note.id, createdAt: note.created_at }),
      examples: [
        {
          input: { incident: 'Q1HPZ2J2BPD6E3', text: 'Firefighters are on the scene.' },
          fields,
          sends: {
            method: 'POST',
            path: '/incidents/Q1HPZ2J2BPD6E3/notes',
            headers: inTheirName,
            body: { note: { content: 'Firefighters are on the scene.' } },
          },
          reply: {
            body: {
              note: {
                id: 'PWL7QXS',
                user: ada,
                content: 'Firefighters are on the scene.',
                created_at: '2026-01-02T03:04:05Z',
              },
            },
          },
          gives: { id: 'PWL7QXS', createdAt: '2026-01-02T03:04:05Z' },
        },
      ],
    }),
    'list-services': defineAction({
      title: 'List services',
      summary: 'Lists the services incidents can be raised at.',
      group: 'Services',
      kind: 'read',
      input: z.object({
        name: textParam()
          .default('')
          .meta(hint({ title: 'Name holds' })),
      }),
      request: ({ name }) => ({ method: 'GET', path: '/services', query: { query: name || undefined } }),
      pages: {
        items: 'services',
        each: (item) =>
          isJsonObject(item)
            ? {
                id: item.id ?? null,
                name: item.name ?? null,
                description: item.description ?? '',
                status: item.status ?? null,
              }
            : item,
        size: { name: 'limit', most: 100 },
        next: { offset: 'offset' },
      },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/services' },
          reply: {
            body: {
              services: [
                {
                  id: 'PIJ90N7',
                  type: 'service',
                  name: 'Shop',
                  description: 'All of the shop',
                  status: 'active',
                  escalation_policy: { id: 'PT20YPA', type: 'escalation_policy_reference' },
                },
              ],
              limit: 100,
              offset: 0,
              more: false,
            },
          },
          gives: [{ id: 'PIJ90N7', name: 'Shop', description: 'All of the shop', status: 'active' }],
        },
      ],
    }),
    'list-on-calls': defineAction({
      title: 'List who is on call',
      summary: 'Lists who is on call now, by escalation policy and level.',
      group: 'On call',
      kind: 'read',
      input: z.object({
        policy: textParam()
          .default('')
          .meta(hint({ title: 'Only of escalation policy', description: 'Its ID; every policy if left empty.' })),
      }),
      request: ({ policy }) => ({
        method: 'GET',
        path: '/oncalls',
        query: { 'escalation_policy_ids[]': policy || undefined, earliest: true, 'include[]': 'users' },
      }),
      pages: {
        items: 'oncalls',
        each: (item) => (isJsonObject(item) ? onCallOf(item) : item),
        size: { name: 'limit', most: 100 },
        next: { offset: 'offset' },
      },
      examples: [
        {
          input: { policy: 'PT20YPA' },
          sends: {
            method: 'GET',
            path: '/oncalls',
            query: { 'escalation_policy_ids[]': 'PT20YPA', earliest: 'true', 'include[]': 'users' },
          },
          reply: {
            body: {
              oncalls: [
                {
                  user: {
                    id: 'PXPGF42',
                    type: 'user',
                    summary: 'Ada Byron',
                    name: 'Ada Byron',
                    email: 'ada@example.com',
                  },
                  schedule: null,
                  escalation_policy: {
                    id: 'PT20YPA',
                    type: 'escalation_policy_reference',
                    summary: 'Shop policy',
                  },
                  escalation_level: 1,
                  start: '2026-01-01T00:00:00Z',
                  end: null,
                },
              ],
              limit: 100,
              offset: 0,
              more: false,
            },
          },
          gives: [
            {
              person: { id: 'PXPGF42', name: 'Ada Byron', email: 'ada@example.com' },
              policy: 'Shop policy',
              schedule: null,
              level: 1,
              from: '2026-01-01T00:00:00Z',
              to: null,
            },
          ],
        },
      ],
    }),
    'send-event': defineAction({
      title: 'Send an event',
      summary: 'Tells of an alarm from a monitoring system, or that it is over; the same key belongs together.',
      group: 'Events',
      kind: 'send',
      input: z.object({
        routingKey: textParam({ required: true }).meta(
          hint({ title: 'Integration key', description: 'Of an “Events API v2” integration of the service.' }),
        ),
        action: z
          .enum(['trigger', 'acknowledge', 'resolve'])
          .default('trigger')
          .meta(
            hint({
              title: 'What',
              choices: { trigger: 'An alarm', acknowledge: 'It is being seen to', resolve: 'It is over' },
            }),
          ),
        key: textParam()
          .default('')
          .meta(
            hint({
              title: 'Key',
              description: 'Of the alarm; made by PagerDuty if left empty. Needed for what follows.',
            }),
          ),
        summary: textParam()
          .default('')
          .meta(hint({ title: 'Summary', showWhen: { param: 'action', is: ['trigger'] } })),
        source: textParam()
          .default('Niti')
          .meta(
            hint({ title: 'Source', description: 'What is affected.', showWhen: { param: 'action', is: ['trigger'] } }),
          ),
        severity: z
          .enum(['critical', 'error', 'warning', 'info'])
          .default('error')
          .meta(
            hint({
              title: 'Severity',
              choices: { critical: 'Critical', error: 'Error', warning: 'Warning', info: 'Information' },
              showWhen: { param: 'action', is: ['trigger'] },
            }),
          ),
        details: valueParam()
          .optional()
          .meta(
            hint({ title: 'Details', control: 'json', showWhen: { param: 'action', is: ['trigger'] }, advanced: true }),
          ),
      }),
      request: ({ routingKey, action, key, summary, source, severity, details }, { fields }) => ({
        method: 'POST',
        path: `https://events.${fields.host?.includes('.eu.') ? 'eu.' : ''}pagerduty.com/v2/enqueue`,
        body: {
          json: {
            routing_key: routingKey,
            event_action: action,
            dedup_key: key || undefined,
            payload: action === 'trigger' ? { summary, source, severity, custom_details: details } : undefined,
          },
        },
      }),
      reply: z.looseObject({ status: z.string(), dedup_key: z.string() }),
      answer: ({ status, dedup_key: key }) => ({ status, key }),
      examples: [
        {
          input: { routingKey: 'R015R66T4QIO4XCQ9ZZ9ZZ9ZZ9ZZ9ZZ9', summary: 'Disk is full', source: 'db-1' },
          fields,
          sends: {
            method: 'POST',
            path: 'https://events.pagerduty.com/v2/enqueue',
            body: {
              routing_key: 'R015R66T4QIO4XCQ9ZZ9ZZ9ZZ9ZZ9ZZ9',
              event_action: 'trigger',
              payload: { summary: 'Disk is full', source: 'db-1', severity: 'error' },
            },
          },
          reply: { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: 'samplekeyhere' } },
          gives: { status: 'success', key: 'samplekeyhere' },
        },
      ],
    }),
  },
  triggers: {
    'new-incident': defineTrigger({
      title: 'When an incident is raised',
      summary: 'Begins a run with each new incident.',
      group: 'Incidents',
      input: z.object({ service: onlyService }),
      poll: {
        request: ({ service }) => ({
          method: 'GET',
          path: '/incidents',
          query: { 'service_ids[]': service || undefined, sort_by: 'created_at:desc', limit: 50 },
        }),
        read: (body, { cursor }) => {
          const last = typeof cursor === 'number' ? cursor : 0
          const found = objectsAt(body, 'incidents').filter(({ incident_number: number }) => Number(number) > last)
          return {
            events: found.map((one) => ({ id: String(one.id), payload: incidentOf(one) })).reverse(),
            cursor: Math.max(last, ...found.map(({ incident_number: number }) => Number(number))),
          }
        },
        everySeconds: 60,
        examples: [
          {
            input: {},
            cursor: 1233,
            sends: { method: 'GET', path: '/incidents', query: { sort_by: 'created_at:desc', limit: '50' } },
            reply: {
              body: {
                incidents: [exampleIncident, { ...exampleIncident, id: 'Q0', incident_number: 1233 }],
                limit: 50,
                offset: 0,
                more: false,
              },
            },
            events: [{ id: 'Q1HPZ2J2BPD6E3', payload: shortIncident }],
            next: 1234,
          },
        ],
      },
      webhook: {
        matches: ({ body }, { service }) => isAbout(body, ['incident.triggered'], service),
        payload: ({ body }) => incidentOf(dataOf(body)),
        events: ['incident.triggered'],
      },
      sample: shortIncident,
    }),
    'incident-changed': defineTrigger({
      title: 'When an incident changes',
      summary: 'Begins a run when an incident is acknowledged, resolved or reopened.',
      group: 'Incidents',
      input: z.object({ service: onlyService }),
      webhook: {
        matches: ({ body }, { service }) => isAbout(body, changes, service),
        payload: ({ body }) => incidentOf(dataOf(body)),
        events: ['incident.acknowledged', 'incident.resolved', 'incident.reopened'],
      },
      sample: { ...shortIncident, status: 'resolved' },
    }),
  },
  webhook: {
    secret: { title: 'Signing secret', description: 'Shown once when the webhook is created.', from: 'service' },
    signature: {
      kind: 'hmac',
      hash: 'sha256',
      header: 'x-pagerduty-signature',
      pairs: { signature: 'v1' },
      encoding: 'hex',
      signed: '{body}',
    },
    deliveryId: { body: 'event.id' },
    setup: [
      'Open “Integrations”, “Generic webhooks (v3)”, and choose “New webhook”.',
      'Enter {webhookUrl} as the webhook URL, pick the service, tick the events named above, and choose “Add webhook”.',
      'Copy the signing secret: it is shown only once.',
    ],
  },
})

const changes = ['incident.acknowledged', 'incident.resolved', 'incident.reopened']

/** In whose name a change is made. */
function from({ fields }: RequestContext): Record<string, string> {
  return fields.email ? { from: fields.email } : {}
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400) return null
  const isSignIn = status === 401
  if (!isJsonObject(body)) return isSignIn ? { message: 'the token is refused', isSignIn } : null
  const error = isJsonObject(body.error) ? body.error : body
  const details = Array.isArray(error.errors) ? error.errors.map(String) : []
  const message = [String(error.message ?? error.error ?? 'refused'), ...details].join('; ').replace(/\.$/, '')
  return { message, ...(error.code !== undefined && { code: String(error.code) }), isSignIn }
}

function incidentOf(incident: JsonObject): JsonObject {
  const { service } = incident
  const assigned = [
    ...objectsAt(incident, 'assignments').map(({ assignee }) => assignee),
    // As webhooks tell it.
    ...objectsAt(incident, 'assignees'),
  ]
  return {
    id: incident.id ?? null,
    number: incident.incident_number ?? incident.number ?? null,
    title: incident.title ?? null,
    status: incident.status ?? null,
    urgency: incident.urgency ?? null,
    service: isJsonObject(service) ? { id: service.id ?? null, name: service.summary ?? null } : null,
    assignedTo: assigned.filter(isJsonObject).map(({ summary = null }) => summary),
    url: incident.html_url ?? null,
    createdAt: incident.created_at ?? null,
  }
}

function onCallOf(onCall: JsonObject): JsonObject {
  const { user, escalation_policy: policy, schedule } = onCall
  return {
    person: isJsonObject(user)
      ? { id: user.id ?? null, name: user.name ?? user.summary ?? null, email: user.email ?? null }
      : null,
    policy: isJsonObject(policy) ? (policy.summary ?? null) : null,
    schedule: isJsonObject(schedule) ? (schedule.summary ?? null) : null,
    level: onCall.escalation_level ?? null,
    from: onCall.start ?? null,
    to: onCall.end ?? null,
  }
}

function isAbout(body: Json, events: string[], service: string): boolean {
  const event = isJsonObject(body) && isJsonObject(body.event) ? body.event : {}
  const at = dataOf(body).service
  return events.includes(String(event.event_type)) && (service === '' || (isJsonObject(at) && at.id === service))
}

function dataOf(body: Json): JsonObject {
  const event = isJsonObject(body) && isJsonObject(body.event) ? body.event : {}
  return isJsonObject(event.data) ? event.data : {}
}

function objectsAt(value: Json, name: string): JsonObject[] {
  const list = isJsonObject(value) ? value[name] : null
  return Array.isArray(list) ? list.filter(isJsonObject) : []
}
