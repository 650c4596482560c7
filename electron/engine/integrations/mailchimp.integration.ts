import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

const listId = textParam({ required: true }).meta(
  hint({ title: 'Audience', description: 'Its id, from “List audiences”.' }),
)
const email = textParam({ required: true }).meta(hint({ title: 'Email', placeholder: 'urist@freddiesjokes.com' }))
const member = {
  ...{ id: '852aaa9532cb36adfb5e9fef7a4206a9', email_address: 'urist@freddiesjokes.com', status: 'subscribed' },
  ...{ full_name: 'Urist McVankab', merge_fields: { FNAME: 'Urist', LNAME: 'McVankab' }, list_id: '57afe96172' },
  ...{ last_changed: '2026-01-02T03:04:05+00:00', tags: [{ id: 1, name: 'VIP' }] },
}
const flat = {
  ...{ id: '852aaa9532cb36adfb5e9fef7a4206a9', email: 'urist@freddiesjokes.com', status: 'subscribed' },
  ...{ name: 'Urist McVankab', fields: { FNAME: 'Urist', LNAME: 'McVankab' }, tags: ['VIP'] },
  changedAt: '2026-01-02T03:04:05+00:00',
}

export default defineIntegration({
  id: 'mailchimp',
  title: 'Mailchimp',
  category: 'marketing',
  brand: 'mailchimp',
  summary: 'Keep audiences and send campaigns.',
  keywords: ['newsletter', 'email', 'marketing', 'audience', 'campaign'],
  docsUrl: 'https://mailchimp.com/developer/marketing/api/',
  baseUrl: 'https://{dc}.api.mailchimp.com/3.0',
  fields: [
    {
      name: 'dc',
      title: 'Data centre',
      description:
        'What follows the last dash of your key, such as us6; also the first part of the address in your browser.',
      placeholder: 'us6',
      pattern: /[a-z]{2}\d+/,
    },
  ],
  signIn: [
    {
      id: 'api-key',
      kind: 'secret',
      title: 'API key',
      setupUrl: 'https://admin.mailchimp.com/account/api/',
      setup: ['Create a key under “Extras” › “API keys” and copy it: it is shown only once.'],
      secrets: [{ name: 'key', title: 'API key', placeholder: '…-us6', pattern: /[0-9a-f]+-[a-z]{2}\d+/ }],
      place: { basic: { user: 'niti', password: '{key}' } },
    },
  ],
  limits: { atOnce: 10, note: 'Ten requests at once for an account.' },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/' }),
    account: (body) => (isJsonObject(body) ? String(body.account_name ?? '') : ''),
    example: {
      sends: { method: 'GET', path: '/' },
      reply: { body: { account_id: '8d3a3db4d97663a9074efcc16', account_name: 'Freddie’s Jokes', role: 'owner' } },
      account: 'Freddie’s Jokes',
    },
  },
  actions: {
    'save-member': defineAction({
      title: 'Add or change a member',
      summary: 'Adds somebody to an audience, or changes who is there.',
      group: 'Members',
      kind: 'write',
      input: z.object({
        listId,
        email,
        status: z
          .enum(['subscribed', 'pending', 'unsubscribed'])
          .default('subscribed')
          .meta(
            hint({
              title: 'New ones are',
              choices: { subscribed: 'Subscribed', pending: 'Asked by email first', unsubscribed: 'Not subscribed' },
            }),
          ),
        fields: z
          .record(z.string(), valueParam())
          .default({})
          .meta(hint({ title: 'Fields', description: 'By merge tag, such as FNAME.', control: 'key-values' })),
      }),
      request: ({ listId, email, status, fields }) => ({
        method: 'PUT',
        path: path`/lists/${listId}/members/${email.toLowerCase()}`,
        body: {
          json: {
            ...{ email_address: email, status_if_new: status },
            merge_fields: Object.keys(fields).length > 0 ? fields : undefined,
          },
        },
      }),
      answer: flatten,
      examples: [
        {
          input: { listId: '57afe96172', email: 'urist@freddiesjokes.com', fields: { FNAME: 'Urist' } },
          sends: {
            method: 'PUT',
            path: '/lists/57afe96172/members/urist%40freddiesjokes.com',
            body: {
              ...{ email_address: 'urist@freddiesjokes.com', status_if_new: 'subscribed' },
              merge_fields: { FNAME: 'Urist' },
            },
          },
          reply: { body: member },
          gives: flat,
        },
      ],
    }),
    'get-member': defineAction({
      title: 'Get a member',
      summary: 'Gives a member of an audience by email.',
      group: 'Members',
      kind: 'read',
      input: z.object({ listId, email }),
      request: ({ listId, email }) => ({ method: 'GET', path: path`/lists/${listId}/members/${email.toLowerCase()}` }),
      answer: flatten,
      examples: [
        {
          input: { listId: '57afe96172', email: 'Urist@freddiesjokes.com' },
          sends: { method: 'GET', path: '/lists/57afe96172/members/urist%40freddiesjokes.com' },
          reply: { body: member },
          gives: flat,
        },
      ],
    }),
    'list-members': defineAction({
      title: 'List members',
      summary: 'Lists the members of an audience.',
      group: 'Members',
      kind: 'read',
      input: z.object({
        listId,
        status: z
          .enum(['any', 'subscribed', 'unsubscribed', 'cleaned', 'pending'])
          .default('subscribed')
          .meta(
            hint({
              title: 'That are',
              choices: {
                ...{ any: 'Any', subscribed: 'Subscribed', unsubscribed: 'Unsubscribed' },
                ...{ cleaned: 'Not reached', pending: 'Not confirmed' },
              },
            }),
          ),
      }),
      request: ({ listId, status }) => ({
        method: 'GET',
        path: path`/lists/${listId}/members`,
        query: { status: status === 'any' ? null : status },
      }),
      pages: { items: 'members', size: { name: 'count', most: 1000 }, next: { offset: 'offset' }, each: flatten },
      examples: [
        {
          input: { listId: '57afe96172' },
          sends: { method: 'GET', path: '/lists/57afe96172/members', query: { status: 'subscribed' } },
          reply: { body: { members: [member], list_id: '57afe96172', total_items: 1 } },
          gives: [flat],
        },
      ],
    }),
    tag: defineAction({
      title: 'Tag a member',
      summary: 'Adds tags to a member, or takes them away.',
      group: 'Members',
      kind: 'write',
      input: z.object({
        listId,
        email,
        tags: z
          .array(z.string())
          .min(1)
          .meta(hint({ title: 'Tags', control: 'text-list' })),
        remove: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Take them away' })),
      }),
      request: ({ listId, email, tags, remove }) => ({
        method: 'POST',
        path: path`/lists/${listId}/members/${email.toLowerCase()}/tags`,
        body: { json: { tags: tags.map((name) => ({ name, status: remove ? 'inactive' : 'active' })) } },
      }),
      answer: (_, { input }) => ({ email: input.email, tags: input.tags }),
      examples: [
        {
          input: { listId: '57afe96172', email: 'urist@freddiesjokes.com', tags: ['VIP'] },
          sends: {
            method: 'POST',
            path: '/lists/57afe96172/members/urist%40freddiesjokes.com/tags',
            body: { tags: [{ name: 'VIP', status: 'active' }] },
          },
          reply: { status: 204, body: null },
          gives: { email: 'urist@freddiesjokes.com', tags: ['VIP'] },
        },
      ],
    }),
    'list-audiences': defineAction({
      title: 'List audiences',
      summary: 'Lists the audiences with how many members they have.',
      group: 'Audiences',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/lists' }),
      pages: {
        items: 'lists',
        size: { name: 'count', most: 1000 },
        next: { offset: 'offset' },
        each: (list: Json) =>
          isJsonObject(list)
            ? {
                id: list.id ?? null,
                name: list.name ?? null,
                members: isJsonObject(list.stats) ? (list.stats.member_count ?? null) : null,
              }
            : list,
      },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/lists' },
          reply: {
            body: {
              lists: [
                {
                  ...{
                    id: '57afe96172',
                    name: 'Freddie’s Jokes',
                    stats: { member_count: 203 },
                    permission_reminder: 'You signed up.',
                  },
                  campaign_defaults: {
                    from_name: 'Freddie',
                    from_email: 'freddie@example.com',
                    subject: '',
                    language: 'en',
                  },
                  contact: {
                    ...{ company: 'Mailchimp', address1: '675 Ponce De Leon Ave NE', city: 'Atlanta', state: 'GA' },
                    ...{ zip: '30308', country: 'US' },
                  },
                  email_type_option: true,
                },
              ],
              ...{ total_items: 1, constraints: { may_create: true, max_instances: 5, current_total_instances: 1 } },
            },
          },
          gives: [{ id: '57afe96172', name: 'Freddie’s Jokes', members: 203 }],
        },
      ],
    }),
    'create-campaign': defineAction({
      title: 'Create a campaign',
      summary: 'Creates an email to an audience, to be filled and sent.',
      group: 'Campaigns',
      kind: 'write',
      input: z.object({
        listId,
        subject: textParam({ required: true }).meta(hint({ title: 'Subject' })),
        fromName: textParam({ required: true }).meta(hint({ title: 'From' })),
        replyTo: textParam({ required: true }).meta(hint({ title: 'Answers to', placeholder: 'hello@example.com' })),
      }),
      request: ({ listId, subject, fromName, replyTo }) => ({
        method: 'POST',
        path: '/campaigns',
        body: {
          json: {
            type: 'regular',
            recipients: { list_id: listId },
            settings: { subject_line: subject, title: subject, from_name: fromName, reply_to: replyTo },
          },
        },
      }),
      reply: z.looseObject({ id: z.string(), status: z.string().nullish() }),
      answer: ({ id, status }) => ({ id, status: status ?? null }),
      examples: [
        {
          input: { listId: '57afe96172', subject: 'Hello', fromName: 'Freddie', replyTo: 'freddie@example.com' },
          sends: {
            method: 'POST',
            path: '/campaigns',
            body: {
              type: 'regular',
              recipients: { list_id: '57afe96172' },
              settings: {
                subject_line: 'Hello',
                title: 'Hello',
                from_name: 'Freddie',
                reply_to: 'freddie@example.com',
              },
            },
          },
          reply: { body: { id: '42694e9e57', type: 'regular', status: 'save' } },
          gives: { id: '42694e9e57', status: 'save' },
        },
      ],
    }),
    'fill-campaign': defineAction({
      title: 'Fill a campaign',
      summary: 'Sets what a campaign says.',
      group: 'Campaigns',
      kind: 'write',
      input: z.object({
        campaignId: textParam({ required: true }).meta(hint({ title: 'Campaign', description: 'Its id.' })),
        html: textParam({ required: true }).meta(hint({ title: 'HTML', control: 'long-text' })),
      }),
      request: ({ campaignId, html }) => ({
        method: 'PUT',
        path: path`/campaigns/${campaignId}/content`,
        body: { json: { html } },
      }),
      answer: (_, { input }) => ({ campaignId: input.campaignId }),
      examples: [
        {
          input: { campaignId: '42694e9e57', html: '<p>Hello</p>' },
          sends: { method: 'PUT', path: '/campaigns/42694e9e57/content', body: { html: '<p>Hello</p>' } },
          reply: { body: { plain_text: 'Hello', html: '<p>Hello</p>' } },
          gives: { campaignId: '42694e9e57' },
        },
      ],
    }),
    'send-campaign': defineAction({
      title: 'Send a campaign',
      summary: 'Sends a campaign to its audience.',
      group: 'Campaigns',
      kind: 'send',
      input: z.object({
        campaignId: textParam({ required: true }).meta(hint({ title: 'Campaign', description: 'Its id.' })),
      }),
      request: ({ campaignId }) => ({ method: 'POST', path: path`/campaigns/${campaignId}/actions/send` }),
      answer: (_, { input }) => ({ sent: input.campaignId }),
      examples: [
        {
          input: { campaignId: '42694e9e57' },
          sends: { method: 'POST', path: '/campaigns/42694e9e57/actions/send' },
          reply: { status: 204, body: null },
          gives: { sent: '42694e9e57' },
        },
      ],
    }),
  },
  triggers: {
    'new-member': defineTrigger({
      title: 'When a member joins or changes',
      summary: 'Begins a run for each member of an audience that is new or changed.',
      group: 'Members',
      input: z.object({ listId: listId.meta(hint({ title: 'Audience', description: 'Its id.', raw: true })) }),
      poll: {
        everySeconds: 300,
        request: ({ listId }, { cursor, nowMs }) => ({
          method: 'GET',
          path: path`/lists/${listId}/members`,
          query: {
            since_last_changed: typeof cursor === 'string' ? cursor : new Date(nowMs).toISOString(),
            ...{ sort_field: 'last_changed', sort_dir: 'ASC', count: 1000 },
          },
        }),
        read: (body, { cursor, nowMs }) => {
          const found = isJsonObject(body) && Array.isArray(body.members) ? body.members.filter(isJsonObject) : []
          const newest = found.at(-1)?.last_changed
          return {
            events: found.map((one) => ({ id: `${one.id} ${one.last_changed}`, payload: flatten(one) })),
            cursor: typeof newest === 'string' ? newest : (cursor ?? new Date(nowMs).toISOString()),
          }
        },
        examples: [
          {
            ...{ input: { listId: '57afe96172' }, cursor: '2026-01-02T03:00:00+00:00' },
            sends: {
              method: 'GET',
              path: '/lists/57afe96172/members',
              query: {
                ...{ since_last_changed: '2026-01-02T03:00:00+00:00', sort_field: 'last_changed' },
                ...{ sort_dir: 'ASC', count: '1000' },
              },
            },
            reply: { body: { members: [member], list_id: '57afe96172', total_items: 1 } },
            events: [{ id: '852aaa9532cb36adfb5e9fef7a4206a9 2026-01-02T03:04:05+00:00', payload: flat }],
            next: '2026-01-02T03:04:05+00:00',
          },
        ],
      },
      sample: flat,
    }),
  },
})

function flatten(item: Json): Json {
  if (!isJsonObject(item)) return item
  const tags = Array.isArray(item.tags) ? item.tags.map((tag) => (isJsonObject(tag) ? (tag.name ?? null) : tag)) : []
  return {
    ...{ id: item.id ?? null, email: item.email_address ?? null, status: item.status ?? null },
    ...{ name: item.full_name ?? null, fields: item.merge_fields ?? {}, tags, changedAt: item.last_changed ?? null },
  }
}

/** RFC 7807, with what is wrong of each field. */
function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body) || typeof body.detail !== 'string') return null
  const errors = Array.isArray(body.errors) ? body.errors.filter(isJsonObject) : []
  const fields = errors.map(({ field, message }) => (field ? `${field}: ${message}` : String(message)))
  const message = [body.detail.replace(/\.$/, ''), ...fields].join('. ')
  return { message, ...(typeof body.title === 'string' && { code: body.title }), isSignIn: status === 401 }
}
