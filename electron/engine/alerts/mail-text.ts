import type { Parcel } from './channel-kind.ts'

/** What a mail is made of, whichever way it goes. */
type Written = { target: { from: string; to: string[] } } & Pick<Parcel, 'notice' | 'messageId'>

/** A mail as text and as plain HTML with the same words: nothing is loaded from anywhere, and nobody learns who read it. */
export function mailOf({ target: { from, to }, notice: { title, body, link, kind }, messageId }: Written) {
  const opens = link === null ? null : `Look at it in Niti on that computer: ${link}`
  const footer = 'Sent by Niti, which runs on your own computer. Alerts are set up in its settings.'
  const lines = [body, ...(opens === null ? [] : [opens]), footer]
  return {
    ...{ from: { name: 'Niti', address: from }, to, subject: title },
    messageId: `<${messageId}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    // RFC 3834: no holiday notes in answer to it.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Niti-Alert': kind },
    text: `${lines.join('\n\n')}\n`,
    html: htmlOf(title, lines),
  }
}

function htmlOf(title: string, lines: string[]): string {
  const paragraphs = lines.map((line) => `<p>${escapeHtml(line).replaceAll('\n', '<br>')}</p>`)
  const head = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>`
  return `${head}<body><h1 style="font-size:18px">${escapeHtml(title)}</h1>${paragraphs.join('')}</body></html>`
}

function escapeHtml(text: string): string {
  const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark)
}
