import { getDocumentProxy } from 'unpdf'
import { userError } from '../../../../shared/errors.ts'
import type { Block } from '../chunk.ts'
import type { Parser } from './parser.ts'
import { paragraphsOf } from './text.ts'

const mostPages = 5_000

/** The text of each page. A document of pictures has none, and says so. */
export const parsePdf: Parser = async (bytes, { name }) => {
  const pdf = await open(bytes, name)
  try {
    if (pdf.numPages > mostPages) {
      throw userError('knowledge.too-large', `${name} has ${pdf.numPages} pages; at most ${mostPages} are read.`)
    }
    const blocks: Block[] = []
    for (let page = 1; page <= pdf.numPages; page++) {
      const loaded = await pdf.getPage(page)
      const { items } = await loaded.getTextContent()
      const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')
      for (const block of paragraphsOf(text, { heading: '', line: 1 })) blocks.push({ ...block, page, line: null })
      loaded.cleanup()
    }
    if (blocks.length === 0) {
      throw userError('knowledge.scan', `${name} has no text: its ${pdf.numPages} pages are pictures, as of a scan.`, {
        hint: 'Have its text recognised (OCR) first, and add the file that comes of it.',
      })
    }
    return { title: await titleOf(pdf), blocks }
  } finally {
    await pdf.loadingTask.destroy()
  }
}

async function open(bytes: Uint8Array<ArrayBuffer>, name: string) {
  try {
    return await getDocumentProxy(bytes, { stopAtErrors: false, verbosity: 0 })
  } catch (cause) {
    const isLocked = cause instanceof Error && cause.name === 'PasswordException'
    if (isLocked) {
      throw userError('knowledge.locked', `${name} is protected by a password.`, {
        hint: 'Save a copy without one, and add that.',
        cause,
      })
    }
    throw userError('knowledge.broken-file', `${name} is not a PDF file, or is damaged.`, { cause })
  }
}

async function titleOf(pdf: Awaited<ReturnType<typeof open>>): Promise<string | null> {
  try {
    const { info } = await pdf.getMetadata()
    const title = 'Title' in info && typeof info.Title === 'string' ? info.Title.trim() : ''
    return title === '' ? null : title.slice(0, 300)
  } catch {
    // What a damaged document says of itself is not needed.
    return null
  }
}
