import { externalError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { jsonProblem } from '../../../shared/json-problem.ts'
import { nameOfReply } from '../../../shared/run/file-name.ts'
import { bareMediaType, isTextType, mostFileBytes } from '../../../shared/run/file-ref.ts'
import type { StreamedReply } from '../http/http.ts'
import type { ActionReply, ActionRequest, FileInJson } from './define-request.ts'
import type { CallFiles } from './integration-client.ts'
import { valueAt } from './value-at.ts'

/** Most bytes of a reply that is read as text or JSON, after decompression. */
export const mostTextBytes = 32 * 1024 * 1024

type Asked = { request: Pick<ActionRequest, 'method' | 'reads'>; url: URL; title: string; files: CallFiles }

/** A reply as `reads` asks for it, and how many bytes it had. What is no success is read as JSON or text, whatever was asked for. */
export async function readReply(
  reply: StreamedReply,
  { request, url, title, files }: Asked,
): Promise<{ reply: ActionReply; bytes: number }> {
  const { status } = reply
  const headers = Object.fromEntries(reply.headers)
  const type = headers['content-type'] ?? ''
  const answer = (body: Json, bytes: number) => ({ reply: { status, headers, body }, bytes })
  if (request.method === 'HEAD' || status === 204 || status === 304) {
    // Nothing stands in it; leaving it frees the socket.
    for await (const _ of reply.body) break
    return answer(null, 0)
  }
  const isFile = request.reads === 'file' || (request.reads === 'any' && type !== '' && !isTextType(type))
  if (isFile && status < 400) return readFile(reply, { headers, url, title, files, answer })
  const most = isTextType(type) || status < 400 ? mostTextBytes : 64 * 1024
  const { text, bytes } = await readText(reply.body, { most, title })
  if (text === '') return answer(null, bytes)
  if (request.reads === 'text' && status < 400) return answer(text, bytes)
  const isJson = looksLikeJson(type)
  let body: Json
  try {
    body = JSON.parse(text)
  } catch (cause) {
    if (status >= 400 || (request.reads === 'any' && !isJson)) return answer(text, bytes)
    throw externalError(
      'service.not-json',
      `${title} answered with something that is not JSON: ${jsonProblem(cause)}.`,
      {
        details: { status, contentType: type },
        cause,
      },
    )
  }
  if (typeof request.reads !== 'object' || status >= 400) return answer(body, bytes)
  return answer(await keepFileIn(body, request.reads, { title, files }), bytes)
}

async function keepFileIn(body: Json, file: FileInJson, { title, files }: Pick<Asked, 'title' | 'files'>) {
  const { base64At, name, mediaType } = file
  const text = valueAt(body, base64At)
  if (typeof text !== 'string') {
    throw externalError('service.unexpected-reply', `${title} answered without the file's content (\`${base64At}\`).`)
  }
  async function* stream() {
    yield Buffer.from(text as string, 'base64') // looked at just before; takes base64url as well
  }
  return files.keep({ name, mediaType, stream: stream() })
}

function looksLikeJson(type: string): boolean {
  return /^[^;]*\bjson\b/i.test(type)
}

type FileReply = Omit<Asked, 'request'> & {
  headers: Record<string, string>
  answer(body: Json, bytes: number): { reply: ActionReply; bytes: number }
}

async function readFile({ body }: StreamedReply, { headers, url, title, files, answer }: FileReply) {
  const mediaType = bareMediaType(headers['content-type'] ?? '') || 'application/octet-stream'
  let bytes = 0
  async function* capped() {
    for await (const chunk of body) {
      bytes += chunk.length
      if (bytes > mostFileBytes) throw tooLarge(title, mostFileBytes)
      yield chunk
    }
  }
  const kept = await files.keep({ name: nameOfReply(headers, url.href, mediaType), mediaType, stream: capped() })
  return answer(kept, bytes)
}

async function readText(body: AsyncIterable<Uint8Array>, { most, title }: { most: number; title: string }) {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > most) throw tooLarge(title, most)
    chunks.push(chunk)
  }
  return { text: new TextDecoder().decode(Buffer.concat(chunks)), bytes }
}

function tooLarge(title: string, most: number) {
  return externalError('service.too-large', `The reply of ${title} is larger than ${most / 1024 / 1024} MB.`, {
    hint: 'Ask for less of it.',
  })
}
