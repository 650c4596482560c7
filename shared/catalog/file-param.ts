import { z } from 'zod'
import type { Json } from '../json.ts'
import { type FileRef, fileRefOf } from '../run/file-ref.ts'
import { describeKind } from './param.ts'

/** A file that a node before gives, by expression: `{{ fetch.body }}`. Anything else is refused with what it is. */
export function fileParam(): z.ZodType<FileRef, unknown> {
  return z.unknown().transform((value, context) => {
    const file = fileRefOf(value as Json | undefined) // params are JSON
    if (file) return file
    context.addIssue(`must be a file that a node before gives, and is ${describeKind(value as Json | undefined)}`)
    return z.NEVER
  })
}
