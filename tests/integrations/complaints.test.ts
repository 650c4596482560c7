import { describe, expect, test } from 'vitest'
import { integrations } from '../../electron/engine/integrations/registry.ts'
import type { Json, JsonObject } from '../../shared/json.ts'

describe('what a service complains of', () => {
  const cases: [id: string, status: number, body: Json, expected: JsonObject][] = [
    [
      'slack',
      200,
      { ok: false, error: 'missing_scope', needed: 'users:read' },
      { code: 'missing_scope', isSignIn: false },
    ],
    ['slack', 200, { ok: false, error: 'token_revoked' }, { message: 'token revoked', isSignIn: true }],
    [
      'github',
      422,
      { message: 'Validation Failed', errors: [{ resource: 'Issue', field: 'title', code: 'missing_field' }] },
      { message: 'Validation Failed; title: missing field', isSignIn: false },
    ],
    ['telegram', 400, { ok: false, error_code: 400, description: 'Bad Request: chat not found' }, { isSignIn: false }],
    ['telegram', 404, { ok: false, error_code: 404, description: 'Not Found' }, { isSignIn: true }],
    [
      'whatsapp',
      400,
      { error: { message: '(#130429) Rate limit hit', code: 130429, error_data: { details: 'Too many.' } } },
      { message: '(#130429) Rate limit hit: Too many', retryable: true, isSignIn: false },
    ],
    ['whatsapp', 401, { error: { message: 'Session has expired', code: 190 } }, { isSignIn: true }],
    ['gitlab', 400, { message: { title: ["can't be blank"] } }, { message: "title can't be blank" }],
    [
      'gitlab',
      401,
      { error: 'invalid_token', error_description: 'Token was revoked.' },
      { message: 'Token was revoked', isSignIn: true },
    ],
    [
      'jira',
      400,
      { errorMessages: [], errors: { summary: 'You must specify a summary.' } },
      { message: 'summary: You must specify a summary' },
    ],
    [
      'linear',
      200,
      {
        errors: [
          {
            message: 'Entity not found',
            extensions: { code: 'INPUT_ERROR', userPresentableMessage: 'No such issue.' },
          },
        ],
      },
      { message: 'No such issue', code: 'INPUT_ERROR', isSignIn: false, retryable: false },
    ],
    [
      'linear',
      400,
      { errors: [{ message: 'Authentication required', extensions: { code: 'AUTHENTICATION_ERROR' } }] },
      { isSignIn: true },
    ],
    [
      'sentry',
      403,
      { detail: 'You do not have permission.' },
      { message: 'You do not have permission', isSignIn: false },
    ],
    [
      'pagerduty',
      400,
      { error: { message: 'Invalid Input Provided', code: 2001, errors: ['Title is required.'] } },
      { message: 'Invalid Input Provided; Title is required', code: '2001' },
    ],
    [
      'twilio',
      400,
      { code: 21211, message: "Invalid 'To' Phone Number", status: 400 },
      { code: '21211', isSignIn: false },
    ],
    [
      'mattermost',
      401,
      { id: 'api.context.session_expired', message: 'Invalid or expired session.' },
      { isSignIn: true },
    ],
    ['discord', 403, { message: 'Missing Access', code: 50001 }, { message: 'Missing Access', code: '50001' }],
  ]
  test.each(cases)('%s (%i) is put into its own words', (id, status, body, expected) => {
    expect(integrations.get(id)?.complaint?.({ status, headers: {}, body })).toMatchObject(expected)
  })

  test.each(['slack', 'telegram', 'github', 'gitlab', 'jira', 'linear', 'sentry', 'whatsapp'])(
    '%s: no complaint',
    (id) => {
      expect(integrations.get(id)?.complaint?.({ status: 200, headers: {}, body: { ok: true, data: {} } })).toBeNull()
    },
  )
})

test('of several sites of Atlassian the one that was named is chosen, else the first', () => {
  const way = integrations.get('jira')?.signIn.find(({ id }) => id === 'oauth')
  if (way?.kind !== 'oauth' || !way.learn) throw new Error('Jira is not signed in to by OAuth')
  const sites = [
    { id: 'cloud-1', url: 'https://other.atlassian.net', name: 'other' },
    { id: 'cloud-2', url: 'https://acme.atlassian.net', name: 'acme' },
  ]
  expect(way.learn.fields(sites, { site: 'Acme' })).toEqual({ cloudId: 'cloud-2', site: 'acme' })
  expect(way.learn.fields(sites, {})).toEqual({ cloudId: 'cloud-1', site: 'other' })
})

test('Sentry’s lists end where it says that there are no more results, though it names a next page', () => {
  const pages = integrations.get('sentry')?.actions['list-issues']?.pages
  if (typeof pages?.next !== 'function') throw new Error('Sentry’s lists have no pages')
  const link = (results: boolean) =>
    `<https://sentry.io/a>; rel="previous"; results="false"; cursor="0:0:1", <https://sentry.io/b>; rel="next"; results="${results}"; cursor="0:100:0"`
  const request = { method: 'GET' as const, path: '/issues/', query: { sort: 'date' } }
  const reply = (results: boolean) => ({ status: 200, headers: { link: link(results) }, body: [] })
  expect(pages.next({ request, reply: reply(true), count: 1 })).toEqual({
    ...request,
    query: { sort: 'date', cursor: '0:100:0' },
  })
  expect(pages.next({ request, reply: reply(false), count: 1 })).toBeNull()
})
