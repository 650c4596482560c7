import { randomBytes } from 'node:crypto'
import { appendFile, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { externalError, NitiError, userError } from '../../../shared/errors.ts'
import { type FileRef, fileValue, mediaTypeOf } from '../../../shared/run/file-ref.ts'
import type { FileAccess } from '../nodes/define-node.ts'
import { type KeptFiles, notVouched, refuseTooLarge } from './kept-files.ts'

/** Files on the person's disk, and those kept with the run, as nodes may use them. Relative paths start from `filesDir`. */
export function createFileAccess(filesDir: string, kept: KeptFiles): FileAccess {
  const absolute = (path: string) => {
    if (path.trim() === '')
      throw userError('files.no-path', 'No file was named: the path is empty.', { field: 'params.path' })
    if (path.includes('\0'))
      throw userError('files.bad-path', 'The path holds a character that no path may hold.', { field: 'params.path' })
    return isAbsolute(path) ? path : resolve(filesDir, path)
  }
  const shorten = (path: string) => {
    const below = relative(filesDir, path)
    const isOutside = below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)
    return (isOutside ? path : below).replaceAll(sep, '/')
  }

  async function readWhole(file: string): Promise<Buffer<ArrayBuffer>> {
    try {
      await using handle = await open(file, 'r')
      refuseTooLarge(file, (await handle.stat()).size)
      return await handle.readFile()
    } catch (cause) {
      throw explainFileError(cause, file)
    }
  }

  function readRef({ name, blobId, path, seal }: FileRef): Promise<Buffer<ArrayBuffer>> | Buffer<ArrayBuffer> {
    if (blobId !== undefined) return kept.read(blobId, name)
    if (path !== undefined && seal !== undefined && kept.isSealed(path, seal)) return readWhole(path)
    throw notVouched(name)
  }

  async function write(path: string, data: string | Uint8Array, mode: 'overwrite' | 'append' | 'keep-existing') {
    const file = absolute(path)
    const bytes = typeof data === 'string' ? Buffer.byteLength(data) : data.length
    try {
      await mkdir(dirname(file), { recursive: true })
      if (mode === 'keep-existing') return { path: await writeBeside(file, data), bytes }
      if (mode === 'append') await appendFile(file, data)
      else await replaceWhole(file, data)
      return { path: file, bytes }
    } catch (cause) {
      throw explainFileError(cause, file)
    }
  }

  return {
    readBytes: async (file) => (typeof file === 'string' ? readWhole(absolute(file)) : readRef(file)),

    keep: async (file) => fileValue(await kept.keep(file)),

    async refTo(path) {
      const file = absolute(path)
      const info = await stat(file).catch((cause) => Promise.reject(explainFileError(cause, file)))
      if (!info.isFile()) throw userError('files.not-a-file', `${file} is a folder, not a file.`)
      const name = basename(file)
      const seal = kept.sealOf(file)
      return fileValue({ name, mediaType: mediaTypeOf(name), bytes: info.size, path: file, seal })
    },

    writeBytes: ({ path, bytes, mode }) => write(path, bytes, mode),

    async list({ folder, pattern, ignore, limit }) {
      const root = absolute(folder)
      const info = await stat(root).catch((cause) => Promise.reject(explainFileError(cause, root)))
      if (!info.isDirectory())
        throw userError('files.not-a-folder', `${root} is a file, not a folder.`, { field: 'params.folder' })
      const { glob } = await import('tinyglobby')
      const options = { cwd: root, absolute: true, dot: false, followSymbolicLinks: false }
      const paths = await glob({ patterns: [pattern], ignore: ignore ?? [], ...options })
      if (paths.length > limit) {
        throw userError(
          'files.too-many',
          `${paths.length} files in ${root} match \`${pattern}\`; at most ${limit} are read.`,
          {
            field: 'params.maxFiles',
            hint: 'Narrow the pattern, or raise the limit.',
          },
        )
      }
      paths.sort()
      return Promise.all(
        paths.map(async (path) => ({ path: shorten(path), name: basename(path), bytes: (await stat(path)).size })),
      ).catch((cause) => Promise.reject(explainFileError(cause, root)))
    },

    async readText({ path, maxBytes }) {
      const file = absolute(path)
      try {
        await using handle = await open(file, 'r')
        const { size } = await handle.stat()
        if (size > maxBytes) {
          throw userError('files.too-large', `${file} has ${size} bytes; at most ${maxBytes} are read.`, {
            hint: 'Raise the limit of the node, or leave the file out.',
          })
        }
        const bytes = await handle.readFile()
        return decodeUtf8(bytes, file)
      } catch (cause) {
        throw explainFileError(cause, file)
      }
    },

    writeText: ({ path, text, mode }) => write(path, text, mode),
  }
}

/** What is new under another name first, then renamed: whoever reads meanwhile, or a crash, sees the old or the new file whole. */
async function replaceWhole(file: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    {
      await using handle = await open(temporary, 'wx')
      await handle.writeFile(data)
      await handle.sync()
    }
    await rename(temporary, file)
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
}

/** Under the first name that is free: `digest.md`, `digest-2.md`, ... `wx` makes looking and taking one step. */
async function writeBeside(file: string, data: string | Uint8Array): Promise<string> {
  const extension = extname(file)
  const stem = join(dirname(file), basename(file, extension))
  for (let n = 1; ; n++) {
    const path = n === 1 ? file : `${stem}-${n}${extension}`
    try {
      await using handle = await open(path, 'wx')
      await handle.writeFile(data)
      return path
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown
    }
  }
}

function decodeUtf8(bytes: Buffer, file: string): string {
  try {
    // Drops a byte order mark, as editors do.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw userError('files.not-text', `${file} is not UTF-8 text.`, {
      cause,
      hint: 'Only text files can be read here.',
    })
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'it may not be opened by this user',
  EPERM: 'it may not be changed by this user',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'it is there already',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  EMFILE: 'too many files are open',
}

/** A failure of the disk in words; what is none comes back as it is. */
export function explainFileError(thrown: unknown, path: string): unknown {
  if (thrown instanceof NitiError || !(thrown instanceof Error) || !('code' in thrown)) return thrown
  const code = String(thrown.code)
  const reason = reasons[code]
  if (!reason) return externalError('files.failed', `${path} could not be used (${code}).`, { cause: thrown })
  return userError('files.failed', `${path} could not be used: ${reason}.`, { cause: thrown })
}
