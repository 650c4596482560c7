import { namesAccount } from '../../../shared/catalog/integration.ts'
import type { Json } from '../../../shared/json.ts'
import { hideSecrets } from '../http/redact.ts'
import type { ActionReply } from './define-request.ts'
import type { OpenConnection } from './open-connection.ts'
import { secretsOf } from './place-credential.ts'

/** A shorter one may stand in a reply by chance. */
const shortest = 8

/**
 * A reply in which the connection's own credential is blacked out, should the service repeat it: what a node gives is kept,
 * shown and passed on. Other secrets in it stay, as a service may be asked for just those; so do the bytes of a file.
 * `text` is its body as text. Without a connection of its own, as while signing in, it stays as it came.
 */
export function blackOut(reply: ActionReply, text: string | null, connection: OpenConnection): ActionReply {
  if (connection.connectionId === null) return reply
  const secrets = repeatableSecrets(connection)
  const headers = Object.fromEntries(
    Object.entries(reply.headers).map(([name, value]) => [name, hideSecrets(value, secrets)]),
  )
  // Looking through the text once is what nearly every reply costs.
  const isClean = text === null || hideSecrets(text, secrets) === text
  return { ...reply, headers, body: isClean ? reply.body : blackOutValue(reply.body, secrets) }
}

function repeatableSecrets(connection: OpenConnection): string[] {
  const known = Object.entries(connection.secrets).flatMap(([name, value]) => (namesAccount(name) ? [value] : []))
  const told = new Set([...known, ...Object.values(connection.fields)])
  return secretsOf(connection).filter((secret) => secret.length >= shortest && !told.has(secret))
}

/** The value without these secrets, in texts and names, also where they stand encoded. */
export function blackOutValue(value: Json, secrets: string[]): Json {
  if (typeof value === 'string') return hideSecrets(value, secrets)
  if (Array.isArray(value)) return value.map((inner) => blackOutValue(inner, secrets))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, inner]) => [
    hideSecrets(name, secrets),
    blackOutValue(inner, secrets),
  ])
  return Object.fromEntries(entries)
}
