import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { externalError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { endingOf } from '../../../shared/run/file-ref.ts'
import { hideSecrets } from '../http/redact.ts'
import { blackOutValue } from '../integrations/black-out.ts'
import type { FileAccess } from '../nodes/define-node.ts'

/** Of a structured answer, as JSON; of a text, which is cut. */
export const maxChars = 4_000_000

type Options = {
  /** For what went wrong: `search of Files`. */
  named: string
  /** The server's own; should it repeat them, they are blacked out. */
  secrets: string[]
  keep: FileAccess['keep']
}
type Part = CallToolResult['content'][number]

/**
 * What a tool's answer is worth: its structured content, else its text, with pictures and the like as files of the run.
 * Rejects with the server's own words where it says that it failed.
 */
export async function resultValue(result: CallToolResult, { named, secrets, keep }: Options): Promise<Json> {
  if (result.isError) {
    const words = hideSecrets(result.content.map(textOf).filter(Boolean).join('\n').slice(0, 2_000), secrets)
    throw externalError('mcp.tool-failed', words === '' ? `${named} failed without saying why.` : words)
  }
  if (result.structuredContent !== undefined) {
    const text = JSON.stringify(result.structuredContent)
    if (text.length > maxChars) {
      throw externalError('mcp.too-large', `${named} gave ${text.length} characters; at most ${maxChars} are taken.`, {
        hint: 'Ask for less.',
      })
    }
    return blackOutValue(JSON.parse(text), secrets)
  }
  const whole = hideSecrets(result.content.map(textOf).filter(Boolean).join('\n\n'), secrets)
  const text = whole.length > maxChars ? `${whole.slice(0, maxChars)}\n[cut: ${whole.length} characters]` : whole
  const files: Json[] = []
  for (const [index, part] of result.content.entries()) {
    const file = fileOf(part, index)
    if (file) files.push(await keep(file))
  }
  return files.length === 0 ? text : { text, files }
}

function textOf(part: Part): string {
  if (part.type === 'text') return part.text
  if (part.type === 'resource_link') return `${part.title ?? part.name}: ${part.uri}`
  if (part.type === 'resource' && 'text' in part.resource) return `${part.resource.uri}\n${part.resource.text}`
  return ''
}

function fileOf(part: Part, index: number) {
  if (part.type === 'image' || part.type === 'audio') {
    return { name: `${part.type}-${index + 1}${endingOf(part.mimeType)}`, ...bytesOf(part.data, part.mimeType) }
  }
  if (part.type !== 'resource' || !('blob' in part.resource)) return null
  const { uri, blob, mimeType = 'application/octet-stream' } = part.resource
  return { name: nameIn(uri) || `resource-${index + 1}${endingOf(mimeType)}`, ...bytesOf(blob, mimeType) }
}

function bytesOf(base64: string, mediaType: string) {
  return {
    mediaType: /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream',
    bytes: Buffer.from(base64, 'base64'),
  }
}

/** The last part of an address, as a file may be called. */
function nameIn(uri: string): string {
  const last =
    uri
      .replace(/[?#].*$/, '')
      .split('/')
      .at(-1) ?? ''
  return last
    .replace(/[^\w.() -]/g, '_')
    .replace(/^\.+/, '')
    .slice(0, 100)
}
