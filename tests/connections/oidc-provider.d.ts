/** What the tests use of oidc-provider, which comes without types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  type Token = { accountId: string; grantId: string; scope?: string; isExpired: boolean; destroy(): Promise<void> }
  type Kind = {
    find(value: string): Promise<Token | undefined>
    revokeByGrantId(grantId: string): Promise<void>
  }
  type Context = { oidc: { params: Record<string, string>; route: string }; body?: unknown }
  type Grant = { addOIDCScope(scope: string): void; save(): Promise<string> }
  type Interaction = { uid: string; params: Record<string, string> }

  export default class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>)
    callback(): (request: IncomingMessage, response: ServerResponse) => void
    on(event: 'grant.success' | 'grant.error' | 'authorization.success', listener: (context: Context) => void): this
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: Record<string, unknown>,
      options: { mergeWithLastSubmission: boolean },
    ): Promise<void>
    AccessToken: Kind
    RefreshToken: Kind
    Grant: new (of: {
      accountId: string
      clientId: string
    }) => Grant
  }
}
