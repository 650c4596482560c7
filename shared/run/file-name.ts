import { endingOf } from './file-ref.ts'

/** Name of a file that came over HTTP: as the service calls it (RFC 6266), else the last part of the address. */
export function nameOfReply(headers: Record<string, string>, url: string, mediaType: string): string {
  const disposition = headers['content-disposition'] ?? ''
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition)?.[1]
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition)
  const given = extended ? unescapeName(extended) : (plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2])
  const last = unescapeName(pathOf(url.trim()).split('/').at(-1) ?? '')
  for (const name of [given, last]) {
    // No folders and no characters that would end or break a line: it is a name to show and to save under.
    const clean = name
      ?.split(/[/\\]/)
      .at(-1)
      ?.replace(/\p{Cc}/gu, '')
      .trim()
      .slice(0, 200)
    if (clean && !/^\.+$/.test(clean)) return clean.includes('.') ? clean : clean + endingOf(mediaType)
  }
  return `file${endingOf(mediaType)}`
}

function pathOf(url: string): string {
  try {
    return new URL(url).pathname
  } catch {
    return '' // No address: it names no file either.
  }
}

function unescapeName(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // Not escaped as it should be: as it came is better than no name.
  }
}
