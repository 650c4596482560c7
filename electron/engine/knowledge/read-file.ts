import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { NitiError, toErrorInfo, userError } from '../../../shared/errors.ts'
import { explainFileError } from '../files/explain-file-error.ts'
import { chunkBlocks } from './chunk.ts'
import { parsers } from './parsers/load-parser.ts'
import type { ReadAsk, ReadFile } from './read-messages.ts'

const megabyte = 1024 * 1024
/** Of a file as it lies on the disk. */
export const mostFileBytes = 100 * megabyte
/** Of the text in it: some 4,000 pages. */
const mostCharacters = 8_000_000

type Read = ReadFile | { hash: string | null; error: ReturnType<typeof toErrorInfo> }

/** Reads a file and cuts its text into passages. What is wrong with it is an answer, not a failure. */
export async function readFilePassages({ path, kind, knownHash }: Omit<ReadAsk, 'id'>): Promise<Read> {
  let hash: string | null = null
  try {
    const bytes = await readBytes(path)
    hash = createHash('sha256').update(bytes).digest('hex')
    if (hash === knownHash) return { hash, title: null, chunks: null }
    const name = basename(path)
    const parse = await parsers[kind]()
    const { title, blocks } = await parse(bytes, { path, name })
    const characters = blocks.reduce((sum, block) => sum + block.text.length, 0)
    if (characters > mostCharacters) {
      throw userError(
        'knowledge.too-large',
        `${name} has ${characters} characters of text; at most ${mostCharacters} are read.`,
        {
          hint: 'Split it into several files.',
        },
      )
    }
    // A character that no text may hold would end a word in the middle for SQLite.
    const clean = blocks.map((block) => ({ ...block, text: tidy(block.text), heading: tidy(block.heading) }))
    return { hash, title: title === null ? null : tidy(title).slice(0, 300), chunks: chunkBlocks(clean) }
  } catch (thrown) {
    return { hash, error: toErrorInfo(explain(thrown, path), '') }
  }
}

async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  await using handle = await open(path, 'r')
  const info = await handle.stat()
  if (!info.isFile()) throw userError('knowledge.not-a-file', `${path} is no file.`)
  if (info.size > mostFileBytes) {
    const size = Math.round(info.size / megabyte)
    throw userError(
      'knowledge.too-large',
      `${basename(path)} has ${size} MB; at most ${mostFileBytes / megabyte} are read.`,
    )
  }
  // A copy of its own: some parsers hand the memory on.
  return new Uint8Array(await handle.readFile())
}

/** Whatever a parser throws on a file says that the file is broken: there is no other thing it works on. */
function explain(thrown: unknown, path: string): unknown {
  const known = explainFileError(thrown, path)
  if (known instanceof NitiError) return known
  return userError(
    'knowledge.broken-file',
    `${basename(path)} could not be read: it is damaged, or not what its name says.`,
    {
      cause: thrown,
    },
  )
}

/** Half a pair stands for nothing. */
function tidy(text: string): string {
  return text.replaceAll('\0', ' ').toWellFormed()
}
