import { describe, expect, test } from 'vitest'
import type { Delivery, Trigger } from '../../electron/engine/integrations/define-integration.ts'
import { integrations } from '../../electron/engine/integrations/registry.ts'
import type { Json, JsonObject } from '../../shared/json.ts'

/** What a service sends, in its own shape; what the run is begun with; and inputs under which it is somebody else's. */
type Case = {
  trigger: string
  input: JsonObject
  delivery: { body: Json; headers?: Record<string, string> }
  payload: Json
  others: JsonObject[]
}

const slackMessage = {
  type: 'message',
  channel: 'C024BE91L',
  user: 'U2147483697',
  text: 'Hello',
  ts: '1355517523.000005',
}
const slackEvent = (event: JsonObject) => ({ token: 'z', type: 'event_callback', event_id: 'Ev08MFMKH6', event })
const linearIssue = {
  id: 'i1',
  identifier: 'ENG-1',
  title: 'Broken',
  team: { id: 't1', key: 'ENG' },
  labels: [{ name: 'Bug' }],
}
const jiraIssue = {
  id: '10042',
  key: 'ACME-42',
  fields: { summary: 'Broken', status: { name: 'Done' }, project: { key: 'ACME' }, labels: [] },
}
const pagerdutyIncident = {
  id: 'PGR0VU2',
  number: 2,
  title: 'A little bump in the road',
  status: 'triggered',
  urgency: 'high',
  html_url: 'https://acme.pagerduty.com/incidents/PGR0VU2',
  created_at: '2026-01-02T03:00:00Z',
  service: { id: 'PF9KMXH', summary: 'API Service' },
  assignees: [{ id: 'PTUXL6G', summary: 'User 123' }],
}
const gitlabProject = { id: 1, path_with_namespace: 'acme/shop' }

const cases: Case[] = [
  {
    trigger: 'slack.new-message',
    input: { channel: 'C024BE91L' },
    delivery: { body: slackEvent(slackMessage) },
    payload: slackMessage,
    others: [{ channel: 'C0OTHER' }],
  },
  {
    trigger: 'slack.mention',
    input: {},
    delivery: { body: slackEvent({ ...slackMessage, type: 'app_mention' }) },
    payload: { ...slackMessage, type: 'app_mention' },
    others: [{ channel: 'C0OTHER' }],
  },
  {
    trigger: 'slack.reaction',
    input: { emoji: ':eyes:' },
    delivery: {
      body: slackEvent({
        type: 'reaction_added',
        reaction: 'eyes',
        item: { type: 'message', channel: 'C1', ts: '1.2' },
      }),
    },
    payload: { type: 'reaction_added', reaction: 'eyes', item: { type: 'message', channel: 'C1', ts: '1.2' } },
    others: [{ emoji: 'wave' }, { channel: 'C2' }],
  },
  {
    trigger: 'github.new-release',
    input: { repository: 'Acme/Shop' },
    delivery: {
      headers: { 'x-github-event': 'release' },
      body: {
        action: 'published',
        release: { id: 1, tag_name: 'v1', name: 'One', html_url: 'https://github.com/acme/shop/releases/v1' },
        repository: { full_name: 'acme/shop' },
      },
    },
    payload: {
      id: 1,
      tag: 'v1',
      name: 'One',
      body: '',
      author: null,
      isDraft: false,
      isPrerelease: false,
      url: 'https://github.com/acme/shop/releases/v1',
      publishedAt: null,
    },
    others: [{ repository: 'acme/other' }],
  },
  {
    trigger: 'telegram.update',
    input: { kind: 'callback_query', chat: '12' },
    delivery: { body: { update_id: 7, callback_query: { id: 'q', data: 'yes', message: { chat: { id: 12 } } } } },
    payload: { update_id: 7, callback_query: { id: 'q', data: 'yes', message: { chat: { id: 12 } } } },
    others: [{ kind: 'message' }, { kind: 'callback_query', chat: '13' }],
  },
  {
    trigger: 'discord.command',
    input: { name: 'status' },
    delivery: { body: { id: '1', type: 2, token: 't', data: { name: 'status' } } },
    payload: { id: '1', type: 2, token: 't', data: { name: 'status' } },
    others: [{ name: 'other' }],
  },
  {
    trigger: 'twilio.new-message',
    input: { number: '+15557122661' },
    delivery: { body: { MessageSid: 'SM1', From: '+49151', To: '+15557122661', Body: 'Hi' } },
    payload: {
      id: 'SM1',
      from: '+49151',
      to: '+15557122661',
      text: 'Hi',
      status: 'received',
      isIncoming: true,
      error: null,
      createdAt: null,
    },
    others: [{ number: '+1' }],
  },
  {
    trigger: 'mattermost.new-message',
    input: { channel: 'c1' },
    delivery: {
      body: {
        token: 't',
        channel_id: 'c1',
        user_id: 'u1',
        post_id: 'p1',
        text: 'Hi',
        timestamp: 1767322800000,
        file_ids: '',
      },
    },
    payload: {
      id: 'p1',
      channel: 'c1',
      user: 'u1',
      text: 'Hi',
      thread: null,
      files: [],
      createdAt: '2026-01-02T03:00:00.000Z',
    },
    others: [{ channel: 'c2' }],
  },
  {
    trigger: 'gitlab.new-merge-request',
    input: { project: 'acme/shop' },
    delivery: {
      body: {
        object_kind: 'merge_request',
        user: { username: 'ada' },
        project: gitlabProject,
        labels: [{ title: 'bug' }],
        object_attributes: {
          iid: 3,
          title: 'Repair',
          state: 'opened',
          action: 'open',
          url: 'https://gitlab.com/acme/shop/-/merge_requests/3',
          source_branch: 'repair',
          target_branch: 'main',
          last_commit: { id: 'da15' },
        },
      },
    },
    payload: {
      number: 3,
      title: 'Repair',
      description: '',
      state: 'opened',
      author: 'ada',
      labels: ['bug'],
      assignees: [],
      url: 'https://gitlab.com/acme/shop/-/merge_requests/3',
      createdAt: null,
      updatedAt: null,
      from: 'repair',
      into: 'main',
      isDraft: false,
      sha: 'da15',
    },
    others: [{ project: 'acme/other' }],
  },
  {
    trigger: 'gitlab.pipeline-ended',
    input: { project: '1', status: 'failed' },
    delivery: {
      body: {
        object_kind: 'pipeline',
        project: gitlabProject,
        object_attributes: {
          id: 31,
          ref: 'main',
          sha: 'bcbb',
          status: 'failed',
          source: 'push',
          url: 'https://gitlab.com/p/31',
        },
      },
    },
    payload: {
      id: 31,
      status: 'failed',
      branch: 'main',
      sha: 'bcbb',
      source: 'push',
      url: 'https://gitlab.com/p/31',
      createdAt: null,
    },
    others: [{ project: '1', status: 'success' }, { project: '2' }],
  },
  {
    trigger: 'linear.issue-changed',
    input: { team: 'ENG' },
    delivery: { body: { action: 'update', type: 'Issue', data: linearIssue, updatedFrom: { title: 'Brokn' } } },
    payload: { ...linearIssue, labels: ['Bug'], before: { title: 'Brokn' } },
    others: [{ team: 'OPS' }],
  },
  {
    trigger: 'pagerduty.new-incident',
    input: { service: 'PF9KMXH' },
    delivery: { body: { event: { id: '01', event_type: 'incident.triggered', data: pagerdutyIncident } } },
    payload: {
      id: 'PGR0VU2',
      number: 2,
      title: 'A little bump in the road',
      status: 'triggered',
      urgency: 'high',
      service: { id: 'PF9KMXH', name: 'API Service' },
      assignedTo: ['User 123'],
      url: 'https://acme.pagerduty.com/incidents/PGR0VU2',
      createdAt: '2026-01-02T03:00:00Z',
    },
    others: [{ service: 'POTHER' }],
  },
]

describe('what a service sends', () => {
  test.each(cases)('begins $trigger where it is meant, and with what it says', (one) => {
    expect(matches(one.trigger, one.input, one.delivery)).toBe(true)
    for (const other of one.others) expect(matches(one.trigger, other, one.delivery)).toBe(false)
    expect(payloadOf(one.trigger, one.delivery)).toEqual(one.payload)
  })

  test('a notice of Slack and what a bot wrote are no messages, unless bots are asked for', () => {
    const joined = { body: slackEvent({ ...slackMessage, subtype: 'channel_join' }) }
    const byBot = { body: slackEvent({ ...slackMessage, bot_id: 'B1' }) }
    expect(matches('slack.new-message', { channel: 'C024BE91L', bots: true }, joined)).toBe(false)
    expect(matches('slack.new-message', { channel: 'C024BE91L' }, byBot)).toBe(false)
    expect(matches('slack.new-message', { channel: 'C024BE91L', bots: true }, byBot)).toBe(true)
  })

  test('a delivery of WhatsApp keeps all its messages, with who wrote them', () => {
    const messages: JsonObject[] = [
      { from: '49151', id: 'wamid.1', timestamp: '1', type: 'text', text: { body: 'One' } },
      { from: '49151', id: 'wamid.2', timestamp: '2', type: 'image', image: { id: 'm1' } },
    ]
    const value = { messaging_product: 'whatsapp', contacts: [{ wa_id: '49151', profile: { name: 'Ada' } }], messages }
    const delivery = {
      body: { object: 'whatsapp_business_account', entry: [{ changes: [{ field: 'messages', value }] }] },
    }
    expect(matches('whatsapp.new-message', { kind: 'text' }, delivery)).toBe(true)
    expect(matches('whatsapp.new-message', { kind: 'image' }, delivery)).toBe(false)
    expect(payloadOf('whatsapp.new-message', delivery)).toMatchObject({
      id: 'wamid.1',
      name: 'Ada',
      text: 'One',
      messages: [{ id: 'wamid.1' }, { id: 'wamid.2', text: '', message: { image: { id: 'm1' } } }],
    })
    // That one was delivered or read.
    const status = { entry: [{ changes: [{ value: { statuses: [{ id: 'wamid.1', status: 'read' }] } }] }] }
    expect(matches('whatsapp.new-message', {}, { body: status })).toBe(false)
  })

  test('a change of a Jira issue tells what changed, and belongs to its own project alone', () => {
    const items = [{ field: 'status', fromString: 'To Do', toString: 'Done' }]
    const delivery = { body: { webhookEvent: 'jira:issue_updated', issue: jiraIssue, changelog: { items } } }
    expect(matches('jira.issue-changed', { project: 'acme' }, delivery)).toBe(true)
    expect(matches('jira.issue-changed', { project: 'ACM' }, delivery)).toBe(false)
    expect(matches('jira.new-issue', { project: 'ACME' }, delivery)).toBe(false)
    expect(payloadOf('jira.issue-changed', delivery)).toMatchObject({ key: 'ACME-42', status: 'Done', changes: items })
  })

  test('a new issue of Sentry is told by its own header', () => {
    const issue = { id: '9', title: 'TypeError', level: 'error', project: { slug: 'shop' }, web_url: 'https://s.io/9' }
    const delivery = { headers: { 'sentry-hook-resource': 'issue' }, body: { action: 'created', data: { issue } } }
    expect(matches('sentry.new-issue', { project: 'shop' }, delivery)).toBe(true)
    expect(matches('sentry.new-issue', { project: 'other' }, delivery)).toBe(false)
    expect(matches('sentry.new-issue', {}, { ...delivery, headers: {} })).toBe(false)
    expect(payloadOf('sentry.new-issue', delivery)).toMatchObject({ id: '9', project: 'shop', url: 'https://s.io/9' })
  })
})

function matches(name: string, input: JsonObject, delivery: Case['delivery']): boolean {
  const trigger = triggerOf(name)
  return trigger.webhook?.matches(whole(delivery), trigger.input.parse(input)) ?? false
}

function payloadOf(name: string, delivery: Case['delivery']): Json {
  const { webhook } = triggerOf(name)
  return webhook?.payload ? webhook.payload(whole(delivery)) : delivery.body
}

function triggerOf(name: string): Trigger {
  const [id = '', trigger = ''] = name.split('.')
  const found = integrations.get(id)?.triggers?.[trigger]
  if (!found) throw new Error(`there is no trigger ${name}`)
  return found
}

function whole({ body, headers = {} }: Case['delivery']): Delivery {
  return { body, headers, query: {} }
}
