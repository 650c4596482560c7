import { describe, expect, test } from 'vitest'
import { fillAddress } from '../../electron/engine/connections/fill-text.ts'
import { secretsOf } from '../../electron/engine/integrations/as-catalog.ts'
import type { Integration, SignIn } from '../../electron/engine/integrations/define-integration.ts'
import { integrations } from '../../electron/engine/integrations/registry.ts'

/** Names a text of a definition asks for. */
function namesIn(value: unknown): string[] {
  return [...(JSON.stringify(value) ?? '').matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** What stands for a field where only its place in an address matters. */
const sample = (name: string, template: string) =>
  template.startsWith(`{${name}}`) ? 'https://example.com' : 'example'

function secretNames(way: SignIn): string[] {
  if (way.kind === 'oauth') return ['accessToken', 'refreshToken', 'clientId', 'clientSecret']
  if (way.kind === 'service-account') return ['accessToken', 'clientEmail']
  const entered = way.secrets.map(({ name }) => name)
  return way.kind === 'session' ? ['accessToken', 'refreshToken', ...entered] : entered
}

/** Addresses a sign-in sends credentials to. */
function addressesOf(way: SignIn): string[] {
  if (way.kind === 'service-account') return [way.tokenUrl]
  if (way.kind !== 'oauth') return []
  const { authorizeUrl, tokenUrl, revokeUrl, deviceUrl, issuer } = way
  return [authorizeUrl, tokenUrl, revokeUrl, deviceUrl, issuer].filter((url) => url !== undefined)
}

const all: [id: string, integration: Integration][] = [...integrations]
const ways = all.flatMap(([id, integration]) =>
  integration.signIn.map((way) => [id, way.id, { integration, way }] as const),
)

describe('every sign-in of every service', () => {
  test('there are some', () => expect(ways.length).toBeGreaterThan(0))

  test.each(all)('%s: its ways, fields and secrets have names of their own', (_, { signIn, fields = [] }) => {
    const ids = signIn.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)])
    for (const way of signIn) {
      const names = [...fields, ...secretsOf(way)].map(({ name }) => name)
      expect(names).toEqual([...new Set(names)])
      expect(names.filter((name) => !/^[a-z]\w*$/.test(name))).toEqual([])
    }
  })

  test.each(ways)('%s, %s: asks for nothing that nobody enters', (_, __, { integration, way }) => {
    const learned = way.kind === 'oauth' || way.kind === 'session' ? Object.keys(way.fieldsAt ?? {}) : []
    const fields = [...(integration.fields ?? []).map(({ name }) => name), ...learned]
    const known = [...fields, ...secretNames(way)]
    const place = 'place' in way ? way.place : undefined
    const asked = [...namesIn(place), ...namesIn(integration.headers), ...addressesOf(way).flatMap(namesIn)]
    const learns = way.kind === 'oauth' && way.learn !== undefined
    expect([...asked, ...(learns ? [] : namesIn(integration.baseUrl))].filter((name) => !known.includes(name))).toEqual(
      [],
    )
    if (way.kind === 'session') expect(namesIn(way.open).filter((name) => !known.includes(name))).toEqual([])
    if (way.kind === 'oauth') {
      expect(namesIn(way.authorizeParams).filter((name) => ![...fields, 'clientId'].includes(name))).toEqual([])
    }
  })

  test.each(ways)('%s, %s: sends what is secret over https alone', (_, __, { way }) => {
    for (const template of addressesOf(way)) {
      const values = Object.fromEntries(namesIn(template).map((name) => [name, sample(name, template)]))
      expect(fillAddress(template, values).protocol).toBe('https:')
    }
  })

  test.each(ways)('%s, %s: says what to set up, and what to copy', (_, __, { way }) => {
    expect(way.setup.filter((step) => step.trim() === '')).toEqual([])
    const asked = new Set(namesIn(way.setup))
    expect([...asked].filter((name) => !['redirectUrl', 'scopes'].includes(name))).toEqual([])
    if (way.kind !== 'oauth') return expect([...asked]).toEqual([])
    const scopes = way.scopes.map(({ scope }) => scope)
    expect(scopes).toEqual([...new Set(scopes)])
    // A token that is renewed has to be one that ends.
    if (way.flow === 'device') expect(way.deviceUrl).toBeDefined()
  })
})
