import { readFile, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { externalError, userError } from '../../shared/errors.ts'
import { limits } from '../../shared/workflow/workflow.ts'

export type NamedText = {
  /** As it is called in messages: the path as it was given, or `stdin`. */
  name: string
  text: string
}

/** The text of a file, `-` meaning stdin. Refuses what is too large before it is in memory. */
export async function readWorkflowText(path: string, from: { cwd: string; stdin: Readable }): Promise<NamedText> {
  if (path === '-') return { name: 'stdin', text: await readStream(from.stdin, 'stdin') }
  return { name: path, text: await readTextFile(resolve(from.cwd, path), path) }
}

/** UTF-8 text of a file of at most the size of a workflow. `name` is what messages call it. */
export async function readTextFile(path: string, name: string = basename(path)): Promise<string> {
  try {
    const info = await stat(path)
    if (info.isDirectory()) throw userError('cli.not-a-file', `${name} is a folder, not a file.`)
    if (info.size > limits.fileBytes) throw tooLarge(name)
    return decode(await readFile(path), name)
  } catch (error) {
    throw explainReadFailure(error, name)
  }
}

async function readStream(stream: Readable, name: string): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    const buffer = Buffer.from(chunk)
    bytes += buffer.length
    if (bytes > limits.fileBytes) throw tooLarge(name)
    chunks.push(buffer)
  }
  return decode(Buffer.concat(chunks), name)
}

function decode(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw userError('cli.not-text', `${name} is not UTF-8 text.`)
  }
}

function tooLarge(name: string) {
  return userError('workflow.too-large', `${name} has more than ${limits.fileBytes} bytes; more is not read.`)
}

const reasons: Record<string, string> = {
  ENOENT: 'There is no file',
  ENOTDIR: 'There is no file',
  EACCES: 'You may not read',
  EPERM: 'You may not read',
}

function explainReadFailure(error: unknown, name: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = reasons[code]
  if (reason) return userError('cli.file-unreadable', `${reason} ${name}.`)
  if (code.startsWith('E') && code !== 'ERR')
    return externalError('cli.read-failed', `${name} could not be read (${code}).`)
  return error
}
