import type { Json } from '../../../shared/json.ts'
import { redactText } from '../http/redact.ts'
import type { ActionBody, QueryValue } from './define-request.ts'

/** How much of a body a trace shows, in characters. */
const shown = 2_000
/** More than is shown is looked through, so that no secret is cut in two and passes for something else. */
const lookedAt = 32_000

/** Members whose values are secrets, whatever they look like. */
const secretMember =
  /("(?:[\w-]*_)?(?:access_?token|refresh_?token|id_?token|client_?secret|secret|password|api_?key|token)"\s*:\s*)"(?:[^"\\]|\\.)+"/gi

/** The beginning of a text without secrets. */
export function beginningOf(text: string, secrets: string[]): string {
  const safe = redactText(text.slice(0, lookedAt), secrets).replace(secretMember, '$1"[hidden]"')
  return safe.length > shown ? `${safe.slice(0, shown)}…` : safe
}

/** What a trace shows of a body that is sent; null where there is none, or a file. */
export function bodyText(body: ActionBody | undefined): string | null {
  if (!body || 'file' in body) return null
  if ('mail' in body) return JSON.stringify({ ...body.json, mail: body.mail })
  if ('json' in body) return JSON.stringify(body.json) ?? null
  if ('form' in body) return formText(body.form)
  if ('text' in body) return body.text
  return body.parts
    .map((part) => {
      if ('file' in part) return `${part.name}: file “${part.fileName ?? part.file.name}”`
      return `${part.name}: ${'text' in part ? part.text : JSON.stringify(part.json)}`
    })
    .join('\n')
}

/** Names and values as they stand in a query or a form; nothing and null leave an entry out, a list repeats it. */
export function pairsOf(fields: Record<string, QueryValue>): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || value === null) return []
    return Array.isArray(value) ? value.map((one) => [name, String(one)]) : [[name, String(value)]]
  })
}

export function formText(form: Record<string, QueryValue>): string {
  return new URLSearchParams(pairsOf(form)).toString()
}

export function replyText(body: Json): string | null {
  return body === null ? null : typeof body === 'string' ? body : JSON.stringify(body)
}
