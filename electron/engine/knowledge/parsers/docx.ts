import { parseHTML } from 'linkedom'
import mammoth from 'mammoth'
import { NitiError, userError } from '../../../../shared/errors.ts'
import { checkZip } from './check-zip.ts'
import { blocksOfHtml, type HtmlNode } from './html-blocks.ts'
import type { Parser } from './parser.ts'

/** A Word document by its headings; pictures are left out. */
export const parseDocx: Parser = async (bytes, { name }) => {
  checkZip(bytes, name)
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const convertImage = mammoth.images.imgElement(async () => ({ src: '' }))
    const { value } = await mammoth.convertToHtml({ buffer }, { convertImage, externalFileAccess: false })
    const { document } = parseHTML(`<html><body>${value}</body></html>`)
    const title = document.querySelector('h1')?.textContent?.trim() || null
    return { title, blocks: blocksOfHtml(document.body as unknown as HtmlNode) } // it is one, and only read as one
  } catch (cause) {
    if (cause instanceof NitiError) throw cause
    throw userError('knowledge.broken-file', `${name} is not a Word document (docx), or is damaged.`, { cause })
  }
}
