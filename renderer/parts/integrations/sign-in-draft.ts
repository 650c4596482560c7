import type { SignInField, SignInMethod } from '../../../shared/catalog/integration.ts'
import type { Connection } from '../../../shared/contract/integrations.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { text } from '../../text.ts'

/** What a person has entered so far to sign in one way. */
export type SignInDraft = {
  methodId: string
  /** Fields and secrets alike, by name. */
  values: Readonly<Record<string, string>>
  clientId: string
  clientSecret: string
  /** The client that was entered before is used again. */
  keepsClient: boolean
  scopes: readonly string[]
  title: string
  allowPrivate: boolean
}

/** What is wrong, by the place where it stands: a field's name, `client-id`, `client-secret`, `scopes`. */
export type DraftErrors = Readonly<Record<string, string>>

const say = text.integrations.wizard

/** The form as it opens; of a connection that is signed in again all that is no secret is filled in. */
export function newDraft(method: SignInMethod, connection: Connection | null): SignInDraft {
  const known = connection?.fields ?? {}
  const offered = method.oauth?.scopes ?? []
  const had = new Set(connection?.scopes ?? [])
  const hadSome = offered.some(({ scope }) => had.has(scope))
  return {
    methodId: method.id,
    values: Object.fromEntries(method.fields.map(({ name, initial }) => [name, known[name] ?? initial])),
    clientId: '',
    clientSecret: '',
    keepsClient: method.oauth?.hasClient ?? false,
    scopes: offered.filter(({ scope, isDefault }) => (hadSome ? had.has(scope) : isDefault)).map(({ scope }) => scope),
    title: connection?.title ?? '',
    allowPrivate: connection?.allowPrivate ?? false,
  }
}

/** What has to be mended before it makes sense to try. */
export function checkDraft(draft: SignInDraft, method: SignInMethod): DraftErrors {
  const errors: Record<string, string> = {}
  for (const field of method.fields) {
    const problem = fieldProblem(field, (draft.values[field.name] ?? '').trim())
    if (problem) errors[field.name] = problem
  }
  const { oauth } = method
  if (!oauth) return errors
  if (!draft.keepsClient) {
    if (draft.clientId.trim() === '') errors['client-id'] = say.missing
    if (oauth.secret === 'required' && draft.clientSecret.trim() === '') errors['client-secret'] = say.missing
  }
  if (oauth.scopes.length > 0 && draft.scopes.length === 0) errors.scopes = say.noScopes
  return errors
}

function fieldProblem({ required, pattern, placeholder }: SignInField, value: string): string | null {
  if (value === '') return required ? say.missing : null
  if (pattern === null || new RegExp(`^(?:${pattern})$`).test(value)) return null
  return say.pattern(placeholder)
}

/** Which place of the form an error of the engine is about; null where it is about none, or about several. */
export function placeOfError(error: ErrorInfo, method: SignInMethod): string | null {
  const named = error.field?.split('.').at(-1)
  if (named !== undefined) {
    const places: Record<string, string> = { clientId: 'client-id', clientSecret: 'client-secret', scopes: 'scopes' }
    if (Object.hasOwn(places, named)) return places[named] ?? null
    if (method.fields.some(({ name }) => name === named)) return named
  }
  // What the service refused is what was entered to sign in, where that is one thing.
  if (error.code !== 'connection.refused') return null
  const secrets = method.fields.filter(({ secret }) => secret)
  return secrets.length === 1 ? (secrets[0]?.name ?? null) : null
}

/** What is said of an error in the form. That one should sign in again is no help to who is just doing that. */
export function errorWords({ code, message, hint }: ErrorInfo): { message: string; hint?: string } {
  return { message, hint: code === 'connection.refused' ? say.refusedHint : hint }
}

type Common = {
  integrationId: string
  method: string
  title?: string
  fields: Record<string, string>
  allowPrivate: boolean
  connectionId?: string
}

function common(
  draft: SignInDraft,
  method: SignInMethod,
  at: { integrationId: string; connectionId?: string },
): Common {
  return {
    ...at,
    method: method.id,
    title: draft.title.trim() === '' ? undefined : draft.title.trim(),
    fields: valuesOf(draft, method, false),
    allowPrivate: draft.allowPrivate,
  }
}

/** For a sign-in with what was entered. */
export function connectInput(
  draft: SignInDraft,
  method: SignInMethod,
  at: { integrationId: string; connectionId?: string },
) {
  return { ...common(draft, method, at), secrets: valuesOf(draft, method, true) }
}

/** For a sign-in in the browser or with a code. */
export function signInInput(
  draft: SignInDraft,
  method: SignInMethod,
  at: { integrationId: string; connectionId?: string },
) {
  const secret = draft.clientSecret.trim()
  const client = draft.keepsClient
    ? {}
    : { clientId: draft.clientId.trim(), ...(secret === '' ? {} : { clientSecret: secret }) }
  const hasScopes = (method.oauth?.scopes.length ?? 0) > 0
  return { ...common(draft, method, at), ...client, ...(hasScopes ? { scopes: [...draft.scopes] } : {}) }
}

/** What was left empty is left out. */
function valuesOf({ values }: SignInDraft, { fields }: SignInMethod, isSecret: boolean): Record<string, string> {
  return Object.fromEntries(
    fields
      .filter(({ secret }) => secret === isSecret)
      .map(({ name }) => [name, (values[name] ?? '').trim()] as const)
      .filter(([, value]) => value !== ''),
  )
}
