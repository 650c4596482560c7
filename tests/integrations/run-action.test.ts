import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type OAuthSignIn, path, type SignedSignIn } from '../../electron/engine/integrations/define-integration.ts'
import { textParam } from '../../shared/catalog/param.ts'
import { bearer, errorOf, get, openClient, serviceUrl, serviceWith, startService, token } from './service-kit.ts'

describe('the address', () => {
  test('continues the base address, with fields put in, and what is put in escaped', async () => {
    const service = await startService(() => ({ body: {} }))
    const integration = serviceWith(
      {
        input: z.object({ id: z.string() }),
        request: ({ id }) => ({
          method: 'GET',
          path: path`/items/${String(id)}`,
          query: { a: ['1', '2'], none: null },
        }),
      },
      { baseUrl: 'https://{site}.service.example/v1/{space}' },
    )
    const { call } = openClient({
      integration,
      standIns: { 'https://acme.service.example': service.origin },
      connection: { fields: { site: 'acme', space: 'a b/c' } },
    })
    await call({ id: '../x?y' })
    expect(service.got[0]?.url.href).toBe(`${serviceUrl}/v1/a%20b%2Fc/items/..%2Fx%3Fy?a=1&a=2`)
  })

  test('is that of the way it was signed in, where that has one of its own', async () => {
    const service = await startService(() => ({ body: {} }))
    const own = { ...bearer, baseUrl: 'https://central.service.example/ex/{cloudId}' }
    const integration = serviceWith(
      { request: get('/x') },
      { baseUrl: 'https://{site}.service.example', hosts: ['central.service.example'], signIn: [own] },
    )
    const { call } = openClient({
      integration,
      standIns: { 'https://central.service.example': service.origin },
      connection: { fields: { cloudId: 'c-1' } },
    })
    await call({})
    expect(service.got[0]?.url.pathname).toBe('/ex/c-1/x')
  })

  test('a field cannot make it another host', async () => {
    const integration = serviceWith({ request: get('/x') }, { baseUrl: 'https://{site}.service.example' })
    const { call } = openClient({ integration, connection: { fields: { site: 'evil.example/' } } })
    expect(await errorOf(call())).toMatchObject({ kind: 'user', code: 'connection.bad-address', field: 'fields.site' })
  })

  test.each([
    ['https://elsewhere.example/x', 'another host'],
    ['//elsewhere.example/x', 'another host without a scheme'],
    ['\\\\elsewhere.example/x', 'backslashes that browsers take for slashes'],
    ['https://api.service.example@elsewhere.example/', 'a user name that looks like the host'],
    ['http://api.service.example/x', 'the same host without https'],
    ['https://api.service.example:8443/x', 'another port'],
    ['/../other', 'what lies above the base address'],
    ['https://evilfiles.service.example/x', 'a host that ends like one of its own'],
  ])('%s is refused: %s', async (where) => {
    const integration = serviceWith(
      { request: get(where) },
      { baseUrl: `${serviceUrl}/v1`, hosts: ['*.files.service.example'] },
    )
    const { call, traces } = openClient({ integration })
    expect(await errorOf(call())).toMatchObject({ kind: 'user', code: 'service.foreign-address' })
    expect(traces).toEqual([])
  })

  test('further hosts of the integration get the credential as well', async () => {
    const service = await startService(() => ({ body: 'x' }))
    const integration = serviceWith(
      { request: get('https://a.files.service.example/f', { reads: 'text' }) },
      { hosts: ['*.files.service.example'] },
    )
    const { call } = openClient({ integration, standIns: { 'https://a.files.service.example': service.origin } })
    expect(await call()).toBe('x')
    expect(service.got[0]?.headers.authorization).toBe(`Bearer ${token}`)
  })

  test('without https only where the connection allows private addresses', async () => {
    const service = await startService(() => ({ body: { here: true } }))
    const integration = serviceWith({ request: get('/x') }, { baseUrl: '{server}/api' })
    const fields = { server: service.origin }
    const closed = openClient({ integration, connection: { fields } })
    expect(await errorOf(closed.call())).toMatchObject({ kind: 'user', code: 'service.not-secure' })
    const open = openClient({ integration, connection: { fields, allowPrivate: true } })
    expect(await open.call()).toEqual({ here: true })
    expect(service.got[0]?.url.pathname).toBe('/api/x')
  })

  test('a private address is refused, also behind a vendor’s own name; metadata services always are', async () => {
    const integration = serviceWith({ request: get('/x') })
    const rebound = openClient({
      integration,
      lookup: (_host, options, callback) =>
        options.all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4),
    })
    expect(await errorOf(rebound.call())).toMatchObject({ kind: 'user', code: 'http.private-address' })
    const metadata = openClient({
      integration: serviceWith({ request: get('/x') }, { baseUrl: '{server}' }),
      connection: { fields: { server: 'http://169.254.169.254' }, allowPrivate: true },
    })
    expect(await errorOf(metadata.call())).toMatchObject({ kind: 'user', code: 'http.forbidden-address' })
  })
})

describe('the credential', () => {
  async function headersWith(signIn: Parameters<typeof serviceWith>[1], secrets: Record<string, string>, fields = {}) {
    const service = await startService(() => ({ body: {} }))
    const integration = serviceWith({ request: get('/x') }, signIn)
    const { call, traces } = openClient({
      integration,
      standIns: { [serviceUrl]: service.origin },
      connection: { secrets, fields },
    })
    await call()
    for (const secret of Object.values(secrets)) expect(JSON.stringify(traces)).not.toContain(secret)
    return service.got[0]
  }

  test('in headers, in the query, as user name and password, in the address', async () => {
    const own = (place: typeof bearer.place) => ({ signIn: [{ ...bearer, place }] })
    const inHeader = await headersWith(
      own({ headers: { 'X-Key': '{key}', 'X-Site': '{site}' } }),
      { key: 'k-1234' },
      { site: 'a' },
    )
    expect(inHeader?.headers).toMatchObject({ 'x-key': 'k-1234', 'x-site': 'a' })
    const inQuery = await headersWith(own({ query: { appid: '{key}' } }), { key: 'k 1234&' })
    expect(inQuery?.url.searchParams.get('appid')).toBe('k 1234&')
    const basic = await headersWith(own({ basic: { user: '{email}/token', password: '{key}' } }), {
      key: 'k-1234',
      email: 'mail',
    })
    expect(basic?.headers.authorization).toBe(`Basic ${Buffer.from('mail/token:k-1234').toString('base64')}`)
    const inAddress = await headersWith({ ...own({}), baseUrl: `${serviceUrl}/bot{key}` }, { key: '123:AbC' })
    expect(inAddress?.url.pathname).toBe('/bot123:AbC/x')
  })

  test('of OAuth and sessions as Bearer, unless told otherwise', async () => {
    const oauth: OAuthSignIn = {
      ...({ id: 'oauth', kind: 'oauth', title: 'OAuth', setup: [], scopes: [], pkce: 'S256', secret: 'none' } as const),
      ...({
        authorizeUrl: 'https://service.example/a',
        tokenUrl: 'https://service.example/t',
        refresh: 'keeps',
      } as const),
      redirect: { to: 'loopback' },
    }
    const got = await headersWith({ signIn: [oauth] }, { accessToken: 'abcd-1' })
    expect(got?.headers.authorization).toBe('Bearer abcd-1')
    const placed = await headersWith(
      { signIn: [{ ...oauth, place: { headers: { 'x-token': '{accessToken}' } } }] },
      { accessToken: 'abcd-1' },
    )
    expect(placed?.headers).toMatchObject({ 'x-token': 'abcd-1' })
    expect(placed?.headers.authorization).toBeUndefined()
  })

  test('signed with AWS Signature V4, which the service can work out again', async () => {
    const signed: SignedSignIn = {
      ...({
        id: 'keys',
        kind: 'signed',
        title: 'Keys',
        setup: [],
        secrets: [],
        scheme: 'aws',
        service: 'ses',
      } as const),
    }
    const got = await headersWith(
      { signIn: [signed] },
      { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG' },
      { region: 'eu-west-1' },
    )
    const { authorization = '', 'x-amz-date': date = '' } = got?.headers ?? {}
    const day = String(date).slice(0, 8)
    const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1] ?? ''
    const sent: Record<string, string> = { host: 'api.service.example', 'x-amz-date': String(date) }
    const canonical = [
      ...['GET', '/x', ''],
      ...names.split(';').map((name) => `${name}:${sent[name] ?? got?.headers[name]}`),
      ...['', names, createHash('sha256').update('').digest('hex')],
    ].join('\n')
    const scope = `${day}/eu-west-1/ses/aws4_request`
    const hash = createHash('sha256').update(canonical).digest('hex')
    const text = ['AWS4-HMAC-SHA256', date, scope, hash].join('\n')
    const key = [day, 'eu-west-1', 'ses', 'aws4_request'].reduce<Buffer | string>(
      (last, part) => createHmac('sha256', last).update(part).digest(),
      'AWS4wJalrXUtnFEMI/K7MDENG',
    )
    expect(authorization).toContain(`Credential=AKIDEXAMPLE/${scope}`)
    expect(authorization).toContain(`Signature=${createHmac('sha256', key).update(text).digest('hex')}`)
  })

  test('one that no header can carry is said to be so, without being shown', async () => {
    const { call } = openClient({
      integration: serviceWith({ request: get('/x') }),
      connection: { secrets: { token: 'abc\ndef: injected' } },
    })
    const error = await errorOf(call())
    expect(error).toMatchObject({ kind: 'user', code: 'connection.bad-secret' })
    expect(JSON.stringify(error)).not.toContain('injected')
  })
})

describe('redirects', () => {
  test('to another host go without the credential and without anything the request carried', async () => {
    const stranger = await startService(() => ({ body: 'the file' }))
    const service = await startService(() => ({
      status: 302,
      headers: { location: `https://store.elsewhere.example/f?sig=abc&token=${token}&key=k-9876` },
    }))
    const signIn = {
      ...bearer,
      place: {
        headers: { 'x-plain-name': '{token}' },
        query: { appid: '{key}' },
        basic: { user: 'u', password: '{token}' },
      },
    }
    const { call, traces } = openClient({
      integration: serviceWith(
        { request: get('/download', { reads: 'text', headers: { 'x-of-the-action': 'yes' } }) },
        { signIn: [signIn], headers: { 'x-version': '3' } },
      ),
      connection: { secrets: { token, key: 'k-9876' } },
      standIns: { [serviceUrl]: service.origin, 'https://store.elsewhere.example': stranger.origin },
    })
    expect(await call()).toBe('the file')
    expect(service.got[0]?.headers).toMatchObject({ 'x-plain-name': token, 'x-version': '3' })
    const [got] = stranger.got
    expect(got?.url.search).toBe('?sig=abc')
    expect(Object.keys(got?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ])
    expect(JSON.stringify(got)).not.toContain(token)
    expect(traces.map(({ status }) => status)).toEqual([302, 200])
    expect(JSON.stringify(traces)).not.toMatch(new RegExp(`${token}|k-9876`))
  })

  test('to a host of its own they keep the credential; from a stranger back they do not', async () => {
    const service = await startService(({ url }) => {
      if (url.pathname === '/moved') return { status: 301, headers: { location: '/new' } }
      if (url.pathname === '/away') return { status: 302, headers: { location: 'https://elsewhere.example/back' } }
      return { body: {} }
    })
    const stranger = await startService(() => ({ status: 302, headers: { location: `${serviceUrl}/again` } }))
    const standIns = { [serviceUrl]: service.origin, 'https://elsewhere.example': stranger.origin }
    const { client, context, connection } = openClient({ integration: serviceWith({ request: get('/x') }), standIns })
    const send = (path: string) =>
      client.send(serviceWith({ request: get('/x') }), connection, { method: 'GET', path }, context)
    await send('/moved')
    expect(service.got.map(({ url, headers }) => [url.pathname, headers.authorization])).toEqual([
      ['/moved', `Bearer ${token}`],
      ['/new', `Bearer ${token}`],
    ])
    await send('/away')
    expect(service.got.slice(2).map(({ url, headers }) => [url.pathname, headers.authorization])).toEqual([
      ['/away', `Bearer ${token}`],
      ['/again', undefined],
    ])
  })

  test('a body is not sent on to a stranger; a private address is refused on the way; a circle ends', async () => {
    const service = await startService(({ url }) => {
      const to = url.pathname === '/private' ? 'https://10.0.0.1/' : 'https://elsewhere.example/'
      return { status: 307, headers: { location: url.pathname === '/circle' ? '/circle' : to } }
    })
    const integration = serviceWith({ request: get('/x') })
    const { client, context, connection } = openClient({ integration, standIns: { [serviceUrl]: service.origin } })
    const send = (method: 'GET' | 'POST', path: string) =>
      errorOf(
        client.send(
          integration,
          connection,
          { method, path, ...(method === 'POST' && { body: { json: 1 } }) },
          context,
        ),
      )
    expect(await send('POST', '/post')).toMatchObject({ code: 'service.redirected' })
    expect(await send('GET', '/private')).toMatchObject({ code: 'http.private-address' })
    expect(await send('GET', '/circle')).toMatchObject({ code: 'service.redirected' })
  })
})

test('input that does not fit is the field’s', async () => {
  const integration = serviceWith({ input: z.object({ name: textParam({ required: true }) }), request: get('/x') })
  const { call } = openClient({ integration })
  expect(await errorOf(call({ name: '' }))).toMatchObject({
    ...{ kind: 'user', code: 'service.bad-input', field: 'params.name', message: '`params.name`: must not be empty.' },
  })
})

test('any request can be sent to the service’s own address, and to no other', async () => {
  const service = await startService(({ method, url, headers, body }) => ({
    ...{ status: 201, headers: { 'content-type': 'application/json', 'x-id': '7' } },
    body: { method, to: url.pathname + url.search, own: headers['x-own'] ?? null, sent: String(body) },
  }))
  const { client, context, connection } = openClient({
    integration: serviceWith({ request: get('/x') }),
    standIns: { [serviceUrl]: service.origin },
  })
  const request = (input: Record<string, string | object>) =>
    client.call(
      {
        integrationId: 'service',
        action: 'request',
        connectionId: '',
        limit: 1,
        input: JSON.parse(JSON.stringify(input)),
      },
      context,
    )
  const headers = { 'X-Own': 'yes', Host: 'evil.example', Authorization: 'Bearer mine' }
  expect(
    await request({ method: 'POST', path: 'things', query: { a: [1, 2], b: { c: 1 } }, headers, body: { name: 'x' } }),
  ).toMatchObject({
    status: 201,
    headers: { 'x-id': '7' },
    body: { method: 'POST', to: '/things?a=1&a=2&b=%7B%22c%22%3A1%7D', own: 'yes', sent: '{"name":"x"}' },
  })
  expect(service.got[0]?.headers.authorization).toBe(`Bearer ${token}`)
  expect(service.got[0]?.headers.host).not.toContain('evil')
  expect(await errorOf(request({ path: 'https://elsewhere.example/' }))).toMatchObject({
    code: 'service.foreign-address',
  })
  expect(
    await client.request({ integrationId: 'service', connectionId: '', request: get('/y')() }, context),
  ).toMatchObject({
    status: 201,
    body: { method: 'GET', to: '/y' },
  })
  expect(connection.secrets.token).toBe(token)
})
