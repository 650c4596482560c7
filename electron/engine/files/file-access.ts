import { appendFile, mkdir, open, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { userError } from '../../../shared/errors.ts'
import { type FileRef, fileValue, mediaTypeOf } from '../../../shared/run/file-ref.ts'
import type { FileAccess } from '../nodes/define-node.ts'
import { decodeUtf8 } from './decode-text.ts'
import { explainFileError } from './explain-file-error.ts'
import { createGrantedFolder } from './granted-folder.ts'
import { type KeptFiles, notVouched, refuseTooLarge } from './kept-files.ts'
import { replaceWhole, writeBeside } from './write-whole.ts'

/**
 * Files on the person's disk, and those kept with the run, as nodes may use them. Relative paths start from `filesDir`. What
 * lies in `dataDir` is Niti's own, and no granted folder reaches it.
 */
export function createFileAccess(filesDir: string, kept: KeptFiles, dataDir: string): FileAccess {
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

    within: (folder) => createGrantedFolder({ folder: absolute(folder), dataDir }),
  }
}
