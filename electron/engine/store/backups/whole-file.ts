import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a file so that it is there whole or not at all, even after a power cut. Only its owner may read it. */
export function writeWholeFile(path: string, text: string): void {
  const half = `${path}.half`
  rmSync(half, { force: true })
  writeFileSync(half, text, { mode: 0o600, flag: 'wx', flush: true })
  renameSync(half, path)
  syncFolder(dirname(path))
}

/** What was written to a file is on the disk afterwards. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Names that were given or taken away in a folder hold after a power cut, too. */
export function syncFolder(folder: string): void {
  // Windows has no such thing, and needs none.
  if (process.platform === 'win32') return
  const opened = openSync(folder, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
