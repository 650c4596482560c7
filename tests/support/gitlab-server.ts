/// <reference path="../connections/oidc-provider.d.ts" />
import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

const issue = {
  iid: 14,
  title: 'Order flow broken',
  description: 'Order entry fails.',
  state: 'opened',
  created_at: '2026-01-02T03:00:00.000Z',
  updated_at: '2026-01-02T03:00:00.000Z',
  labels: ['bug'],
  assignees: [],
  author: { username: 'ada' },
  web_url: 'https://gitlab.example/acme/shop/-/issues/14',
}

export type GitLabServer = Awaited<ReturnType<typeof startGitLabServer>>

/**
 * A GitLab of one's own on loopback: signed in to as there, with a certified OAuth provider behind its addresses, and the
 * few calls of its API that need a token. Only Ada has an account.
 */
export async function startGitLabServer() {
  const revoked: string[] = []
  const granted: { type: string; grantId: string; accessToken: string }[] = []
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => {}
  const server = createServer((request, response) => handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(url, configuration())

  provider.on('grant.success', ({ oidc: { params }, body }) => {
    const accessToken = String((body as { access_token?: unknown } | undefined)?.access_token)
    void provider.AccessToken.find(accessToken).then((token) => {
      granted.push({ type: params.grant_type ?? '', grantId: token?.grantId ?? '', accessToken })
    })
  })
  const standard = provider.callback()
  handle = (request, response) => {
    const { pathname } = new URL(request.url ?? '/', url)
    const answered = pathname.startsWith('/api/v4/')
      ? answerApi(request, response, pathname)
      : pathname.startsWith('/sign-in/')
        ? askPerson(request, response)
        : null
    if (!answered) return standard(request, response)
    answered.catch((error: unknown) => response.writeHead(500).end(String(error)))
  }

  async function answerApi(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> {
    const token = await provider.AccessToken.find((request.headers.authorization ?? '').replace('Bearer ', ''))
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (!token || token.isExpired) return void send(401, { message: '401 Unauthorized' })
    if (pathname === '/api/v4/user') return void send(200, { id: 5, username: token.accountId })
    if (pathname === '/api/v4/projects/acme%2Fshop/issues') return void send(200, [issue])
    send(404, { message: '404 Project Not Found' })
  }

  /** The page that asks, and what was answered there. */
  async function askPerson(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { uid, params } = await provider.interactionDetails(request, response)
    if (request.method !== 'POST') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      response.end(page(`/sign-in/${uid}`, params.scope ?? ''))
      return
    }
    const isAllowed = (await textOf(request)) === 'answer=allow'
    const denied = { error: 'access_denied', error_description: 'The resource owner denied the request.' }
    const result = isAllowed ? await allow(params) : denied
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  }

  async function allow({ client_id: clientId = '', scope = '' }: Record<string, string>) {
    const grant = new provider.Grant({ accountId: 'ada', clientId })
    grant.addOIDCScope(scope)
    return { login: { accountId: 'ada' }, consent: { grantId: await grant.save() } }
  }

  function configuration() {
    return {
      clients: [
        {
          client_id: 'niti-application',
          application_type: 'native',
          token_endpoint_auth_method: 'none',
          redirect_uris: ['http://127.0.0.1/callback'],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
        },
      ],
      cookies: { keys: ['test'] },
      jwks: {
        keys: [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })],
      },
      findAccount: (_: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
      features: {
        devInteractions: { enabled: false },
        revocation: {
          enabled: true,
          allowedPolicy: (_: unknown, __: unknown, token: { kind: string }) => {
            revoked.push(token.kind)
            return true
          },
        },
      },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/sign-in/${uid}` },
      routes: { authorization: '/oauth/authorize', token: '/oauth/token', revocation: '/oauth/revoke' },
      scopes: ['api', 'read_api'],
      issueRefreshToken: async () => true,
      rotateRefreshToken: true,
      ttl: {
        ...{ AccessToken: 7200, AuthorizationCode: 60, Grant: 86_400, IdToken: 3600 },
        ...{ Interaction: 600, RefreshToken: 86_400, Session: 86_400 },
      },
    }
  }

  return {
    url,
    /** Kinds of the tokens that were given back. */
    revoked,
    refreshes: () => granted.filter(({ type }) => type === 'refresh_token').length,
    /** The tokens in use are good no more, as after their two hours. */
    async endTokens(): Promise<void> {
      for (const { accessToken } of granted) await (await provider.AccessToken.find(accessToken))?.destroy()
    },
    /** Ada took the access back at GitLab. */
    async takeBack(): Promise<void> {
      await this.endTokens()
      for (const { grantId } of granted) await provider.RefreshToken.revokeByGrantId(grantId)
    },
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function page(action: string, scope: string): string {
  return `<!doctype html><html lang="en"><title>GitLab</title><link rel="icon" href="data:,">
<h1>Authorize Niti to use your account?</h1><p>Ada, this application asks for: ${scope.replaceAll(/[^\w ]/g, '')}</p>
<form method="post" action="${action}"><button name="answer" value="allow">Authorize Niti</button>
<button name="answer" value="deny">Cancel</button></form></html>`
}

async function textOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  return body
}
