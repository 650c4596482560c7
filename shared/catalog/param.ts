import { z } from 'zod'
import type { Json } from '../json.ts'
import { type FileRef, fileMark, fileRefOf } from '../run/file-ref.ts'
import type { FieldHint } from './field.ts'

/** Form hints for `.meta()`, checked against what the page can draw. */
export function hint(hints: FieldHint): FieldHint & Record<string, unknown> {
  return hints
}

/**
 * Text, whatever an expression gave: `{{ extract }}` alone in a field keeps its type, and a prompt that holds an object
 * is better filled with its JSON than refused. A file is refused: its reference says nothing of what stands in it.
 * `required`: empty text is refused.
 */
export function textParam({ required = false } = {}) {
  return z.preprocess(
    (value, context) => {
      if (value === undefined || typeof value === 'string') return value
      const file = fileRefOf(value as Json) // params are JSON
      if (!file) return valueToText(value as Json)
      context.addIssue(notText(file.name))
      return z.NEVER
    },
    required ? z.string().min(1, 'must not be empty') : z.string(),
  )
}

/** What is said of a file where a text belongs. */
export function notText(name: string): string {
  return `is the file “${name}”, not a text; its name is in \`.$file.name\``
}

/** Any value. Params come from a file and from expressions, so what arrives is JSON without checking it again. */
export function valueParam(): z.ZodType<Json, Json> {
  return z.unknown() as z.ZodType<unknown, unknown> as z.ZodType<Json, Json>
}

/** Also one that was taken before: what an action takes is checked a second time when it is called. */
function anyFileRef(value: Json): FileRef | null {
  return fileRefOf(value) ?? fileRefOf({ [fileMark]: value })
}

/** A file, as a node before gives it; use with the control `file`. */
export function fileParam(): z.ZodType<FileRef, Json> {
  return valueParam().transform((value, context): FileRef => {
    const file = anyFileRef(value)
    if (file) return file
    context.addIssue(`is ${describeKind(value)}, not a file`)
    return z.NEVER
  })
}

/** Files, as nodes before give them: one, or a list of them. */
export function filesParam(): z.ZodType<FileRef[], Json> {
  return valueParam().transform((value, context): FileRef[] =>
    (Array.isArray(value) ? value : value === null || value === '' ? [] : [value]).flatMap((entry) => {
      const file = anyFileRef(entry)
      if (!file) context.addIssue(`holds ${describeKind(entry)}, not a file`)
      return file ? [file] : []
    }),
  )
}

/** A model by reference (`openai/gpt-4o-mini`), or `auto` for the run's default. */
export function modelParam() {
  return textParam().default('auto')
}

/** How a value reads in the middle of text: text as it is, nothing as nothing, lists and objects as JSON. */
export function valueToText(value: Json): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
}

/** What a value is, for messages: `a list of 3`, `text`, `nothing`. */
export function describeKind(value: Json | undefined): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  return typeof value === 'number' ? 'a number' : value === '' ? 'empty text' : 'text'
}
