import type { Json } from '../../../shared/json.ts'
import type { ActionRequest, FieldSpec } from './define-request.ts'

/*
 * How people sign in to a service, as data. Texts may hold `{name}` of a connection's field or secret; an OAuth
 * sign-in's secrets are `accessToken`, `refreshToken`, `clientId` and `clientSecret`.
 */

/** Where the credential goes in each request. */
export type Placement = {
  headers?: Record<string, string>
  query?: Record<string, string>
  basic?: { user: string; password: string }
}

type SignInBase = {
  /** Stable name in what is stored: kebab-case. */
  id: string
  title: string
  /** One line: when this is the way to choose. */
  summary?: string
  /** What to do at the service first, step by step; `{redirectUrl}` and `{scopes}` stand for values to copy. */
  setup: string[]
  /** The page at the service where that is done. */
  setupUrl?: string
  /** Where this way's credential is good, if elsewhere than at the integration's `baseUrl`; its host is one of `hosts`. */
  baseUrl?: string
}

/** A key, a token, a user name and password: entered once, sent with each request. */
export type SecretSignIn = SignInBase & {
  kind: 'secret'
  /** At least one. */
  secrets: FieldSpec[]
  place: Placement
}

/** Requests signed with a secret that is itself never sent. */
export type SignedSignIn = SignInBase & {
  kind: 'signed'
  secrets: FieldSpec[]
  /** `aws`: Signature Version 4, from the secrets `accessKeyId`, `secretAccessKey` and the field `region`. */
  scheme: 'aws'
  service: string
}

/** OAuth 2.0 in the system browser, or with a code typed in at the service. */
export type OAuthSignIn = SignInBase & {
  kind: 'oauth'
  authorizeUrl: string
  tokenUrl: string
  /** RFC 7009. */
  revokeUrl?: string
  /** What the service names itself as in `iss` (RFC 9207), where that is not the address of `authorizeUrl` without its path. */
  issuer?: string
  /** RFC 8628; the way to go where `flow` is `device`. */
  deviceUrl?: string
  flow?: 'browser' | 'device'
  scopes: { scope: string; title: string; isDefault: boolean }[]
  scopeSeparator?: ' ' | ','
  /** The parameter scopes go in: `scope` unless told. */
  scopeParam?: string
  pkce: 'S256' | 'none'
  /**
   * Where the answer comes back: `loopback` is http://127.0.0.1:PORT and `localhost` http://localhost:PORT, with a free
   * port (RFC 8252); with `port` always that one, as it has to be registered. `app` is niti://oauth.
   */
  redirect: { to: 'loopback' | 'localhost' | 'app'; port?: number }
  /** Whether the vendor's clients have a secret that must go along. */
  secret: 'required' | 'optional' | 'none'
  /** How the client names itself at the token address; `body` unless told. */
  clientAuth?: 'basic' | 'body'
  /** The token address wants JSON instead of a form. */
  tokenBody?: 'form' | 'json'
  authorizeParams?: Record<string, string>
  /** Dotted paths in the token's reply, where they are not the standard's. */
  tokenAt?: { accessToken?: string; refreshToken?: string; expiresIn?: string; scope?: string }
  /** Dotted path of the error in a reply of status 200, as GitHub (`error`) and Slack (`error`) send it. */
  errorAt?: string
  /** `rotates`: a new refresh token comes with each use, and the old one is dead. `none`: the token does not expire. */
  refresh: 'rotates' | 'keeps' | 'none'
  /** Fields of the connection that the token's reply tells: dotted paths by field, such as Salesforce's instance. */
  fieldsAt?: Record<string, string>
  /**
   * Fields that one more call tells, such as Jira's cloud id. `known`: the fields so far, to choose by where an account
   * has several.
   */
  learn?: { request: ActionRequest; fields(body: Json, known: Record<string, string>): Record<string, string> }
  /** Bearer unless told. */
  place?: Placement
}

/** A Google service account's key file: a JWT signed with it is exchanged for a token (RFC 7523). */
export type ServiceAccountSignIn = SignInBase & { kind: 'service-account'; tokenUrl: string; scopes: string[] }

/** A user name and password that open a session; the session's token is sent, and renewed when it ends. */
export type SessionSignIn = SignInBase & {
  kind: 'session'
  secrets: FieldSpec[]
  /** Opens it; texts in its body may hold secrets. */
  open: ActionRequest
  /** Dotted paths in the reply. */
  tokenAt: { accessToken: string; refreshToken?: string }
  fieldsAt?: Record<string, string>
  /** Renews it with the refresh token in place of the access token. */
  renew?: ActionRequest
  place?: Placement
}

export type SignIn = SecretSignIn | SignedSignIn | OAuthSignIn | ServiceAccountSignIn | SessionSignIn
