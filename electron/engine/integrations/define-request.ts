import type { Json, JsonObject } from '../../../shared/json.ts'
import type { FileRef } from '../../../shared/run/file-ref.ts'

/** Nothing and null leave an entry out; a list repeats it. */
export type QueryValue = string | number | boolean | null | undefined | (string | number | boolean)[]

/** One part of a multipart body. */
export type BodyPart =
  | { name: string; text: string; mediaType?: string }
  | { name: string; json: Json }
  | { name: string; file: FileRef; fileName?: string }

/** A mail as people know it; it becomes RFC 5322 text where it is sent. */
export type Mail = {
  from?: string
  to: string[]
  cc?: string[]
  bcc?: string[]
  replyTo?: string
  subject: string
  text?: string
  html?: string
  attachments?: FileRef[]
  /** Further headers, such as `In-Reply-To`. */
  headers?: Record<string, string>
}

/** Members that are `undefined` are left out, as in JSON.stringify. */
export type LooseJson = null | boolean | number | string | undefined | LooseJson[] | { [key: string]: LooseJson }

export type ActionBody =
  | { json: LooseJson }
  | { form: Record<string, QueryValue> }
  | { text: string; mediaType: string }
  /** Streamed; its own media type unless another is named. */
  | { file: FileRef; mediaType?: string }
  | { parts: BodyPart[]; subtype?: 'form-data' | 'related' }
  /** The mail's text in base64url at `field` (a dotted path) of a JSON body; without, the whole body is it, in base64. */
  | { mail: Mail; field?: string; json?: JsonObject }

/**
 * One request as an action describes it: without credential, and without address of its own. `path` continues the
 * integration's base address (made with the `path` tag, which escapes what is put in), or is a whole https address on
 * one of the integration's hosts.
 */
export type ActionRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  path: string
  query?: Record<string, QueryValue>
  headers?: Record<string, string>
  body?: ActionBody
  /**
   * What the reply is read as: JSON unless told. `file`: streamed into a file that is kept with the run. `any`: as its
   * content type says.
   */
  reads?: 'json' | 'text' | 'file' | 'any' | FileInJson
}

/** A file whose bytes stand in a JSON reply, in base64 or base64url at a dotted path. It is kept as one of `file` is. An
 * example's reply is that JSON. */
export type FileInJson = { base64At: string; name: string; mediaType: string }

/** Header names in lower case. `body`: what `reads` asked for; for `file` the value that stands for it; null for an empty one. */
export type ActionReply = { status: number; headers: Record<string, string>; body: Json }

/** A value a person enters to sign in or to say where the service is. */
export type FieldSpec = {
  name: string
  title: string
  description?: string
  placeholder?: string
  /** The whole value must match. */
  pattern?: RegExp
  initial?: string
  optional?: boolean
}
