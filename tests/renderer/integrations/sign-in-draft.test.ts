import { describe, expect, it } from 'vitest'
import { shortScope } from '../../../renderer/parts/integrations/scope-choice.tsx'
import { setupParts } from '../../../renderer/parts/integrations/setup-parts.ts'
import {
  checkDraft,
  connectInput,
  errorWords,
  newDraft,
  placeOfError,
  signInInput,
} from '../../../renderer/parts/integrations/sign-in-draft.ts'
import { connectionTo, methodOf, qdrantDetail, slackDetail } from '../support/services.ts'

const token = methodOf(slackDetail, 'secret')
const oauth = methodOf(slackDetail, 'oauth')
const qdrant = methodOf(qdrantDetail, 'secret')

describe('the form as it opens', () => {
  it('has what is usual', () => {
    const draft = newDraft(qdrant, null)
    expect(draft.values).toEqual({ server: 'http://127.0.0.1:6333', key: '' })
    expect(draft.allowPrivate).toBe(false)
    expect(newDraft(oauth, null).scopes).toEqual(
      oauth.oauth?.scopes.filter(({ isDefault }) => isDefault).map(({ scope }) => scope),
    )
  })

  it('is filled in with what a connection says that is no secret', () => {
    const connection = connectionTo('qdrant', {
      title: 'Notes',
      allowPrivate: true,
      fields: { server: 'http://nas:6333' },
    })
    const draft = newDraft(qdrant, connection)
    expect(draft.values).toEqual({ server: 'http://nas:6333', key: '' })
    expect([draft.title, draft.allowPrivate]).toEqual(['Notes', true])
  })

  it('ticks what was granted before, where the service calls it as we do', () => {
    const [first] = oauth.oauth?.scopes ?? []
    if (!first) throw new Error('Slack has scopes')
    expect(newDraft(oauth, connectionTo('slack', { scopes: [first.scope, 'other'] })).scopes).toEqual([first.scope])
    expect(newDraft(oauth, connectionTo('slack', { scopes: ['other'] })).scopes.length).toBeGreaterThan(1)
  })
})

describe('checkDraft', () => {
  it('says what is missing and what does not look right, by field', () => {
    const draft = newDraft(token, null)
    expect(Object.keys(checkDraft(draft, token))).toEqual(['token'])
    const wrong = checkDraft({ ...draft, values: { ...draft.values, token: 'sk-123' } }, token)
    expect(wrong.token).toContain('xoxb-')
    expect(checkDraft({ ...draft, values: { ...draft.values, token: ' xoxb-12-ab ' } }, token)).toEqual({})
  })

  it('wants the whole value to look right', () => {
    const draft = newDraft(qdrant, null)
    expect(checkDraft({ ...draft, values: { server: 'see http://nas:6333' } }, qdrant)).toHaveProperty('server')
  })

  it('wants a client unless one is kept, and at least one permission', () => {
    const draft = newDraft(oauth, null)
    expect(checkDraft(draft, oauth)).toHaveProperty('client-id')
    expect(checkDraft({ ...draft, keepsClient: true }, oauth)).toEqual({})
    expect(checkDraft({ ...draft, keepsClient: true, scopes: [] }, oauth)).toHaveProperty('scopes')
    const strict = { ...oauth, oauth: oauth.oauth && { ...oauth.oauth, secret: 'required' as const } }
    expect(checkDraft({ ...draft, clientId: '1.2' }, strict)).toHaveProperty('client-secret')
  })
})

describe('what is handed over', () => {
  it('keeps secrets apart from what is shown', () => {
    const draft = { ...newDraft(qdrant, null), values: { server: ' http://nas:6333 ', key: 'secret' }, title: ' ' }
    expect(connectInput(draft, qdrant, { integrationId: 'qdrant' })).toEqual({
      integrationId: 'qdrant',
      method: qdrant.id,
      title: undefined,
      fields: { server: 'http://nas:6333' },
      secrets: { key: 'secret' },
      allowPrivate: false,
    })
  })

  it('leaves a kept client out, and hands over what was chosen', () => {
    const draft = { ...newDraft(oauth, null), scopes: ['chat:write'], clientId: '1.2' }
    const at = { integrationId: 'slack', connectionId: 'cn_1' }
    expect(signInInput(draft, oauth, at)).toMatchObject({ ...at, clientId: '1.2', scopes: ['chat:write'] })
    expect(signInInput(draft, oauth, at)).not.toHaveProperty('clientSecret')
    expect(signInInput({ ...draft, keepsClient: true }, oauth, at)).not.toHaveProperty('clientId')
  })
})

it('puts an error of the engine at its field, and any other below the form', () => {
  const error = { kind: 'user' as const, code: 'connection.bad-entry', message: 'No.' }
  expect(placeOfError({ ...error, field: 'secrets.token' }, token)).toBe('token')
  expect(placeOfError({ ...error, field: 'clientId' }, oauth)).toBe('client-id')
  expect(placeOfError({ ...error, field: 'fields.unheard' }, token)).toBeNull()
  expect(placeOfError(error, token)).toBeNull()
  // Slack's way has two secrets, Qdrant's one.
  const refused = { ...error, code: 'connection.refused', field: 'params.connection' }
  expect(placeOfError(refused, qdrant)).toBe('key')
  expect(placeOfError(refused, token)).toBeNull()
  expect(errorWords({ ...refused, hint: 'Sign in again.' }).hint).not.toContain('again')
})

describe('setupParts', () => {
  const values = { redirectUrl: 'http://localhost:53682/callback', scopes: ['a', 'b'] }

  it('gives what is to be copied by itself, without the full stop after it', () => {
    expect(setupParts('Add the address {redirectUrl}.', values)).toEqual([
      { kind: 'words', words: 'Add the address ' },
      { kind: 'value', name: 'redirectUrl', value: 'http://localhost:53682/callback' },
    ])
    expect(setupParts('{scopes}', values)).toEqual([{ kind: 'value', name: 'scopes', value: 'a b' }])
  })

  it('begins no line with what ended the sentence', () => {
    expect(setupParts('Allow {scopes}. An administrator agrees.', values).at(-1)).toEqual({
      kind: 'words',
      words: ' An administrator agrees.',
    })
  })

  it('leaves out what is not there', () => {
    expect(setupParts('Choose {redirectUrl} there.', { redirectUrl: null, scopes: [] })).toEqual([
      { kind: 'words', words: 'Choose ' },
      { kind: 'words', words: ' there.' },
    ])
  })
})

it('a scope that is an address is shown by its end', () => {
  expect(shortScope('https://www.googleapis.com/auth/gmail.readonly')).toBe('gmail.readonly')
  expect(shortScope('https://mail.google.com/')).toBe('mail.google.com')
  expect(shortScope('chat:write')).toBe('chat:write')
})
