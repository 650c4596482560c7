import { lstat, stat } from 'node:fs/promises'
import { isAbsolute, resolve } from 'node:path'
import { userError } from '../../../shared/errors.ts'
import { giveWay } from '../event-loop-turn.ts'
import { explainFileError } from '../files/explain-file-error.ts'

export type FoundFile = { path: string; bytes: number; mtimeMs: number }

/** Files of one source at most: beyond it somebody named the root of a disk. */
const mostFiles = 50_000

/** What nobody means when they name a folder of documents. */
const leftOut = ['**/node_modules/**', '**/.git/**', '**/__pycache__/**', '**/~$*']

/**
 * The files of a source: itself, or all below the folder but hidden ones. Links are not followed: they may lead outside, or
 * in circles, and what lies inside is found where it lies. Rejects with a user error where the source is not there.
 */
export async function findFiles(source: { path: string; kind: 'file' | 'folder' }): Promise<FoundFile[]> {
  const info = await stat(source.path).catch((cause) => Promise.reject(explainFileError(cause, source.path)))
  if (source.kind === 'file') {
    if (!info.isFile()) throw userError('knowledge.not-a-file', `${source.path} is no longer a file.`)
    return [{ path: source.path, bytes: info.size, mtimeMs: info.mtimeMs }]
  }
  if (!info.isDirectory()) throw userError('knowledge.not-a-folder', `${source.path} is no longer a folder.`)
  const { glob } = await import('tinyglobby')
  const options = { cwd: source.path, absolute: true, dot: false, followSymbolicLinks: false, expandDirectories: false }
  const paths = await glob({ patterns: ['**/*'], ignore: leftOut, ...options })
  if (paths.length > mostFiles) {
    throw userError(
      'knowledge.too-many',
      `${source.path} holds ${paths.length} files; at most ${mostFiles} are read.`,
      {
        hint: 'Name the folders below it that matter.',
      },
    )
  }
  const found: FoundFile[] = []
  for (const path of paths.sort()) {
    const turn = giveWay()
    if (turn) await turn
    try {
      const file = await lstat(path)
      // No links, and nothing that only looks like a file, such as a pipe that would keep its reader waiting.
      if (file.isFile()) found.push({ path: resolve(path), bytes: file.size, mtimeMs: file.mtimeMs })
    } catch {
      // Gone since the folder was read: then it is not one of its files.
    }
  }
  return found
}

/** What a person named, as it is kept: whether it is a file or a folder is looked up. Rejects in words. */
export async function lookAtSource(path: string, filesDir: string): Promise<{ path: string; kind: 'file' | 'folder' }> {
  if (path.includes('\0')) throw userError('knowledge.bad-path', 'The path holds a character that no path may hold.')
  const whole = isAbsolute(path) ? resolve(path) : resolve(filesDir, path)
  const info = await stat(whole).catch((cause) => Promise.reject(explainFileError(cause, whole)))
  if (!info.isFile() && !info.isDirectory()) {
    throw userError('knowledge.not-a-file', `${whole} is neither a file nor a folder.`)
  }
  return { path: whole, kind: info.isDirectory() ? 'folder' : 'file' }
}
