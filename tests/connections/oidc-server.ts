import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { onTestFinished, vi } from 'vitest'
import type { OAuthSignIn } from '../../electron/engine/integrations/define-integration.ts'
import type { Json } from '../../shared/json.ts'
import { defineTestService, startServer } from './echo-service.ts'

type Grant = { type: string; refreshToken: string | undefined }

/** A certified OpenID provider on loopback, and a service whose calls take its tokens. */
export async function startOidc({ rotates = true, accessTokenSeconds = 3600, deviceSeconds = 600 } = {}) {
  const grants: Grant[] = []
  let handle: ReturnType<Provider['callback']> | null = null
  const server = createServer((request, response) => handle?.(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // It says at length that it is set up for tests.
  const notices = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'info')]
  for (const notice of notices) notice.mockImplementation(() => {})
  onTestFinished(() => {
    for (const notice of notices) notice.mockRestore()
  })
  const provider = new Provider(issuer, {
    findAccount: (_: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
    clients: [
      {
        client_id: 'niti-native',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback', 'niti://oauth'],
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
        response_types: ['code'],
      },
      {
        client_id: 'niti-secret',
        client_secret: 'client-secret-of-niti',
        application_type: 'native',
        token_endpoint_auth_method: 'client_secret_post',
        redirect_uris: ['http://127.0.0.1/callback'],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    cookies: { keys: ['test'] },
    features: {
      devInteractions: { enabled: true },
      deviceFlow: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
    },
    scopes: ['openid', 'offline_access', 'read', 'write'],
    issueRefreshToken: async () => true,
    rotateRefreshToken: rotates,
    ttl: {
      ...{ AccessToken: accessTokenSeconds, AuthorizationCode: 60, DeviceCode: deviceSeconds, Grant: 86_400 },
      ...{ IdToken: 3600, Interaction: 600, RefreshToken: 86_400, Session: 86_400 },
    },
  })
  provider.on('grant.success', ({ oidc: { params } }) => {
    grants.push({ type: params.grant_type ?? '', refreshToken: params.refresh_token })
  })
  handle = provider.callback()

  const service = await startServer(async ({ headers, path }) => {
    const token = await provider.AccessToken.find((headers.authorization ?? '').replace('Bearer ', ''))
    if (!token || token.isExpired) return { status: 401, body: { error: 'token refused' } }
    const body: Json = { name: token.accountId, path }
    return { body }
  })
  const way: OAuthSignIn = {
    id: 'oauth',
    kind: 'oauth',
    title: 'Sign in',
    setup: [],
    authorizeUrl: `${issuer}/auth`,
    tokenUrl: `${issuer}/token`,
    revokeUrl: `${issuer}/token/revocation`,
    deviceUrl: `${issuer}/device/auth`,
    scopes: [
      { scope: 'openid', title: 'Who you are', isDefault: true },
      { scope: 'offline_access', title: 'Stay signed in', isDefault: true },
      { scope: 'read', title: 'Read', isDefault: true },
    ],
    pkce: 'S256',
    redirect: { to: 'loopback' },
    secret: 'none',
    // The provider gives a lasting token only where consent is asked for.
    authorizeParams: { prompt: 'consent' },
    refresh: rotates ? 'rotates' : 'keeps',
  }
  return {
    ...{ issuer, server, provider, grants, way, service },
    refreshes: () => grants.filter(({ type }) => type === 'refresh_token'),
    /** The access token the service saw last. */
    lastToken: () => (service.seen.at(-1)?.headers.authorization ?? '').replace('Bearer ', ''),
    define: (more: Partial<OAuthSignIn> = {}) => defineTestService(service.url, [{ ...way, ...more }]),
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
