import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, sep } from 'node:path'
import { userError } from '../../../shared/errors.ts'
import { databaseFileName } from '../store/database-file.ts'
import { explainFileError } from './explain-file-error.ts'

type Options = { mustExist: boolean }

/**
 * Where a path a person named really leads, links followed. What Niti keeps itself is refused, also by another name of it.
 */
export function createDiskPath(dataDir: string) {
  return async function diskPath(path: string, { mustExist }: Options): Promise<string> {
    if (!isAbsolute(path)) {
      throw userError('files.not-absolute', `\`${path}\` does not begin at the root of the disk.`, {
        hint: 'Name the file with its whole path.',
      })
    }
    const real = await realpath(path).catch(async (cause) => {
      if (mustExist || cause.code !== 'ENOENT') throw explainFileError(cause, path)
      const folder = await realpath(dirname(path)).catch((missing) => Promise.reject(explainFileError(missing, path)))
      return join(folder, basename(path))
    })
    const own = await realpath(dataDir)
    if (real.startsWith(own + sep) || (await isSameFile(real, join(own, databaseFileName)))) {
      throw userError('files.own', `\`${path}\` belongs to Niti itself.`, { hint: 'Choose a file of your own.' })
    }
    return real
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => null)))
  return Boolean(a && b && a.dev === b.dev && a.ino === b.ino)
}
