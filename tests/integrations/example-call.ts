import type {
  Action,
  ActionRequest,
  Example,
  Integration,
  Pages,
} from '../../electron/engine/integrations/define-integration.ts'
import { valueAt } from '../../electron/engine/integrations/value-at.ts'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { fileValue } from '../../shared/run/file-ref.ts'

/** The moment examples happen at. */
export const exampleNowMs = Date.UTC(2026, 0, 2, 3, 4, 5)

/** The request of an example as the action makes it, in the form examples are written in. */
export function sendsOf(action: Action, example: Example): Example['sends'] {
  const input = action.input.parse(example.input)
  return toSends(action.request(input, { fields: example.fields ?? {}, nowMs: exampleNowMs }))
}

/** The requests for the entries of a list that says too little of them, in the form examples are written in. */
export function detailsOf(action: Action, example: Example): Example['sends'][] {
  return detailRequestsOf(action, example).map(toSends)
}

export function detailRequestsOf(action: Action, example: Example): ActionRequest[] {
  const { pages, detail } = action
  if (!pages || !detail) return []
  const input = action.input.parse(example.input)
  const entries = itemsOf(pages, example.reply.body).map((item) => pages.each?.(item) ?? item)
  return entries.flatMap((entry) => {
    const request = detail.request(entry, input)
    return request ? [request] : []
  })
}

/** What the example's reply becomes. */
export function givesOf(action: Action, example: Example): Json {
  const { status = 200, headers = {}, body } = example.reply
  const kept = fileInReply(action, example)
  if (kept) return kept
  const checked = action.reply ? action.reply.parse(body) : body
  const input = action.input.parse(example.input)
  if (action.pages) {
    const entries = itemsOf(action.pages, checked).map((item) => action.pages?.each?.(item) ?? item)
    const details = [...(example.details ?? [])]
    return entries.map((entry) => {
      if (!action.detail?.request(entry, input)) return entry
      return action.detail.answer(details.shift()?.reply.body ?? null)
    })
  }
  return action.answer ? action.answer(checked, { input, status, headers }) : checked
}

/** The file that stands in a JSON reply; null where none is to be taken out of it. */
function fileInReply(action: Action, example: Example): Json | null {
  const input = action.input.parse(example.input)
  const { reads } = action.request(input, { fields: example.fields ?? {}, nowMs: exampleNowMs })
  if (typeof reads !== 'object') return null
  const { base64At, name, mediaType } = reads
  return fileValue({
    name,
    mediaType,
    bytes: Buffer.from(String(valueAt(example.reply.body, base64At)), 'base64').length,
  })
}

export function itemsOf(pages: Pages, body: Json): Json[] {
  if (typeof pages.items === 'function') return pages.items(body)
  const items = valueAt(body, pages.items)
  if (!Array.isArray(items)) throw new Error(`there is no list at “${pages.items}”`)
  return items
}

/** A request in the form examples are written in: what is not sent is left out, and all query values are text. */
export function toSends({ method, path, query, headers, body }: ActionRequest): Example['sends'] {
  const sentQuery = textFields(query ?? {})
  const sentBody = bodyOf(body)
  return {
    method,
    path,
    ...(Object.keys(sentQuery).length > 0 && { query: sentQuery }),
    ...(headers && Object.keys(headers).length > 0 && { headers }),
    ...(sentBody !== undefined && { body: sentBody }),
  }
}

function textFields(fields: NonNullable<ActionRequest['query']>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]): [string, string | string[]][] => {
      if (value === undefined || value === null) return []
      return [[name, Array.isArray(value) ? value.map(String) : String(value)]]
    }),
  )
}

function bodyOf(body: ActionRequest['body']): Json | undefined {
  if (!body) return undefined
  if ('json' in body && !('mail' in body)) return JSON.parse(JSON.stringify(body.json))
  if ('form' in body) return textFields(body.form)
  if ('text' in body) return body.text
  if ('file' in body) return body.file.name
  if ('parts' in body) {
    const parts = body.parts.map((part): [string, Json] => {
      if ('text' in part) return [part.name, part.text]
      return [part.name, 'json' in part ? part.json : (part.fileName ?? part.file.name)]
    })
    return Object.fromEntries(parts)
  }
  const { mail, field, json = {} } = body
  const written = JSON.parse(JSON.stringify(mail))
  return field === undefined ? { mail: written } : { ...json, [field]: written }
}

/** Every example with where it stands, for tests that go through all of them. */
export function examplesOf(integration: Integration): { name: string; action: Action; example: Example }[] {
  return Object.entries(integration.actions).flatMap(([name, action]) =>
    action.examples.map((example, index) => ({
      name: `${integration.id}.${name}${index > 0 ? ` (${example.title ?? index + 1})` : ''}`,
      action,
      example,
    })),
  )
}

export function asObject(value: Json): JsonObject {
  if (!isJsonObject(value)) throw new Error('not an object')
  return value
}
