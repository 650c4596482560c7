import { writeFile } from 'node:fs/promises'
import { userError } from '../../shared/errors.ts'

/** Writes a file that is not there yet. `name` is what the person called it. */
export async function writeNew(path: string, name: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    if (code === 'EEXIST') throw userError('cli.file-exists', `${name} is there already; nothing was written.`)
    throw userError('cli.write-failed', `${name} could not be written (${code}).`)
  }
}
