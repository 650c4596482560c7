import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'

/** What is new under another name first, then renamed: whoever reads meanwhile, or a crash, sees the old or the new file whole. */
export async function replaceWhole(file: string, data: string | Uint8Array): Promise<void> {
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
export async function writeBeside(file: string, data: string | Uint8Array): Promise<string> {
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
