import { constants, type Dirent } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readdir, readlink, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { NitiError, userError } from '../../../shared/errors.ts'
import type { FolderAccess, FolderEntry, WriteMode } from '../nodes/define-node.ts'
import { decodeUtf8 } from './decode-text.ts'
import { describeBinary } from './describe-binary.ts'
import { explainFileError } from './explain-file-error.ts'
import { folderPathParts } from './folder-path.ts'
import { compilePattern } from './folder-pattern.ts'
import { replaceWhole, writeBeside } from './write-whole.ts'

// What a system does not have (Windows) is 0 there. Not blocking: a pipe nobody writes to would never open.
const { O_RDONLY, O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_DIRECTORY = 0 } = constants

/** Entries looked at for one list. */
const mostVisited = 20_000
/** Full of what nobody wrote by hand; listed, and looked into only where asked for by name. */
const notEntered = new Set(['node_modules', '.git'])

/**
 * A folder and what lies in it, for work that must not get out of it. Each path is followed to where it really leads, and
 * what lies there is opened without following anything: a folder or a file may be exchanged for a link at any moment.
 */
export function createGrantedFolder({ folder, dataDir }: { folder: string; dataDir: string }): FolderAccess {
  async function findRoot(): Promise<Place> {
    const root = await realpath(folder)
    if (!(await stat(root)).isDirectory()) throw userError('files.not-a-folder', `${folder} is a file, not a folder.`)
    return { root, own: await realpath(dataDir) }
  }

  return {
    list: ({ path, pattern, limit }) =>
      inWords(path, async () => {
        const place = await findRoot()
        const start = await realInside(place, join(place.root, ...folderPathParts(path)))
        return listBelow(place, start, { fits: compilePattern(pattern), limit })
      }),

    readText: ({ path, maxBytes }) =>
      inWords(path, async () => {
        const place = await findRoot()
        const real = await realInside(place, join(place.root, ...folderPathParts(path)))
        if (real === place.root) throw oddFile('a folder', path)
        await using handle = await inFolder(place, dirname(real), (at) => openFile(join(at, basename(real)), path))
        const { size } = await handle.stat()
        if (size > maxBytes) {
          throw userError('files.too-large', `\`${path}\` has ${size} bytes; at most ${maxBytes} are read.`)
        }
        const bytes = await readUpTo(handle, size)
        const binary = describeBinary(bytes)
        if (binary) {
          throw userError('files.not-text', `\`${path}\` is ${binary}, not text.`, {
            hint: 'Only text files can be read here.',
          })
        }
        return decodeUtf8(bytes, `\`${path}\``)
      }),

    writeText: ({ path, text, mode }) =>
      inWords(path, async () => {
        const place = await findRoot()
        const parts = folderPathParts(path)
        const name = parts.pop()
        if (name === undefined) throw userError('files.no-path', 'No file was named: the path is empty.')
        let at = place.root
        for (const part of parts) at = await enterFolder(place, at, part)
        const written = await writeIn(place, at, { name, text, mode })
        return { path: spell(relative(place.root, written)), bytes: Buffer.byteLength(text) }
      }),
  }
}

/** Both as they really are, links followed. `own`: where Niti keeps what is its own. */
type Place = { root: string; own: string }

async function inWords<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof NitiError) throw thrown
    throw explainFileError(thrown, path === '' ? 'The folder' : `\`${path}\``)
  }
}

function contains(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** Where the path really leads, which lies in the folder. */
async function realInside({ root, own }: Place, path: string): Promise<string> {
  const real = await realpath(path)
  const named = spell(relative(root, path))
  if (!contains(root, real)) {
    throw userError('files.outside', `\`${named}\` leads out of the granted folder.`, {
      hint: 'It is a link, or lies behind one; only what lies in the folder itself is reached.',
    })
  }
  if (contains(own, real)) throw userError('files.own', `\`${named}\` belongs to Niti itself.`)
  return real
}

/** Opens what is a file and no link, and nothing else: only looking at a device may do something. */
async function openFile(file: string, path: string): Promise<FileHandle> {
  refuseOddFile(await lstat(file), path)
  const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    refuseOddFile(await handle.stat(), path)
    return handle
  } catch (thrown) {
    await handle.close()
    throw thrown
  }
}

function exchanged(path: string) {
  return userError('files.outside', `\`${path}\` was exchanged for another folder while it was opened.`, {
    hint: 'Try again.',
  })
}

function refuseOddFile(info: { isFile(): boolean; isDirectory(): boolean }, path: string): void {
  if (info.isFile()) return
  throw oddFile(info.isDirectory() ? 'a folder' : 'a link, a device, a pipe or the like', path)
}

function oddFile(what: string, path: string) {
  return userError('files.not-a-file', `\`${path}\` is ${what}, not a file.`)
}

/**
 * Work in one folder, on what lies directly in it. Where the system has a name for what is open (Linux), it is done through
 * that: so the folder cannot be exchanged for a link in the middle of it. Elsewhere it is looked at again afterwards, which
 * leaves a moment to somebody who is at work on this very machine.
 */
async function inFolder<T>(place: Place, real: string, work: (at: string) => Promise<T>): Promise<T> {
  if (process.platform !== 'linux') {
    const result = await work(real)
    if ((await realInside(place, real)) !== real) throw exchanged(spell(relative(place.root, real)))
    return result
  }
  await using handle = await open(real, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
  const at = `/proc/self/fd/${handle.fd}`
  const opened = await readlink(at)
  if (!contains(place.root, opened) || contains(place.own, opened)) throw exchanged(spell(relative(place.root, real)))
  return await work(at)
}

/** Where the part really leads; it is made where there is nothing of that name. */
async function enterFolder(place: Place, folder: string, part: string): Promise<string> {
  return inFolder(place, folder, async (at) => {
    await mkdir(join(at, part)).catch((thrown) => {
      if (!isCode(thrown, 'EEXIST')) throw thrown
    })
    return realInside(place, join(folder, part))
  })
}

type Written = { name: string; text: string; mode: WriteMode }

/** Answers with the whole path of what was written. */
async function writeIn(place: Place, folder: string, { name, text, mode }: Written): Promise<string> {
  const named = join(folder, name)
  if (contains(place.own, named)) throw userError('files.own', `\`${name}\` belongs to Niti itself.`)
  const there = await inFolder(place, folder, (at) =>
    lstat(join(at, name)).catch((thrown) => {
      if (isCode(thrown, 'ENOENT')) return null
      throw thrown
    }),
  )
  if (there?.isSymbolicLink() && mode !== 'keep-existing') {
    const real = await realInside(place, named)
    return writeIn(place, join(real, '..'), { name: basename(real), text, mode })
  }
  if (there && mode !== 'keep-existing') refuseOddFile(there, name)
  return inFolder(place, folder, async (at) => {
    const target = join(at, name)
    if (mode === 'keep-existing') {
      const free = await writeBeside(target, '')
      await replaceWhole(free, text)
      return join(folder, basename(free))
    }
    if (mode === 'overwrite') await replaceWhole(target, text)
    else await append(target, name, text)
    return named
  })
}

async function append(target: string, name: string, text: string): Promise<void> {
  await using handle = await open(target, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o666)
  refuseOddFile(await handle.stat(), name)
  await handle.writeFile(text)
  await handle.sync()
}

/** Not more, though it grew meanwhile. */
async function readUpTo(handle: FileHandle, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes)
  let length = 0
  while (length < bytes) {
    const { bytesRead } = await handle.read(buffer, length, bytes - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return buffer.subarray(0, length)
}

type Wanted = { fits(path: string): boolean; limit: number }

async function listBelow(place: Place, start: string, { fits, limit }: Wanted) {
  const entries: FolderEntry[] = []
  const folders = [start]
  let visited = 0
  for (let folder = folders.shift(); folder !== undefined && visited < mostVisited; folder = folders.shift()) {
    const found = await inFolder(place, folder, (at) => readdir(at, { withFileTypes: true }))
    for (const entry of found.slice(0, mostVisited - visited)) {
      const path = join(folder, entry.name)
      const described = await describe(place, path, entry)
      if (!described) continue
      if (entry.isDirectory() && !notEntered.has(entry.name)) folders.push(path)
      if (fits(spell(relative(start, path)))) entries.push({ path: spell(relative(place.root, path)), ...described })
    }
    visited += found.length
  }
  entries.sort((one, other) => (one.path < other.path ? -1 : 1))
  return { entries: entries.slice(0, limit), isCut: entries.length > limit || visited >= mostVisited }
}

/** Null for what cannot be reached: links that lead out or nowhere, devices, and what went meanwhile. */
async function describe(place: Place, path: string, entry: Dirent): Promise<Omit<FolderEntry, 'path'> | null> {
  if (!entry.isDirectory() && !entry.isFile() && !entry.isSymbolicLink()) return null
  try {
    const info = await stat(await realInside(place, path))
    if (info.isDirectory()) return { kind: 'folder', bytes: 0 }
    return info.isFile() ? { kind: 'file', bytes: info.size } : null
  } catch {
    return null
  }
}

function spell(path: string): string {
  return path.replaceAll(sep, '/')
}

function isCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code
}
