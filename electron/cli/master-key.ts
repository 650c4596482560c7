import { randomBytes, scrypt } from 'node:crypto'
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { userError } from '../../shared/errors.ts'
import type { Log } from '../../shared/log.ts'

const keyBytes = 32

/** The OS keychain's entry; one master key for all data folders of this person. */
export const keychainEntry = { service: 'niti', account: 'master-key' } as const

/**
 * The master key in the OS keychain, made on first use. Null when no keychain answers (no desktop session, none
 * installed, or it is locked and stays so). The Secret Service is asked for by name: by itself the library would fall
 * back to a keyring in memory, and every secret would be lost at the next restart.
 */
export async function openKeychainKey(options: { make: boolean }): Promise<Buffer | null> {
  try {
    const { AsyncEntry } = await import('@napi-rs/keyring')
    const entry = new AsyncEntry(keychainEntry.service, keychainEntry.account, { linux: { store: 'secret-service' } })
    const found = await entry.getPassword()
    if (found) return readKey(found)
    if (!options.make) return null
    await entry.setPassword(randomBytes(keyBytes).toString('base64url'))
    // Read back: if two processes made one at the same time, both must use the one that stayed.
    const kept = await entry.getPassword()
    return kept ? readKey(kept) : null
  } catch {
    return null
  }
}

/** The key kept in a file only its owner may read, made on first use if `make`. */
export async function openFileKey(options: { dataDir: string; make: boolean; log: Log }): Promise<Buffer | null> {
  const path = join(options.dataDir, 'secret.key')
  const found = await readKeyFile(path, options.log)
  if (found || !options.make) return found
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, `${randomBytes(keyBytes).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    // A link either appears whole or not at all, and never replaces a key that another process made meanwhile.
    await link(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await rm(draft, { force: true })
  }
  return readKeyFile(path, options.log)
}

async function readKeyFile(path: string, log: Log): Promise<Buffer | null> {
  const info = await stat(path).catch(() => null)
  if (!info) return null
  if (process.platform !== 'win32' && (info.mode & 0o077) !== 0) {
    log.warn('The key file could be read by others; it is closed now.', { path })
    await chmod(path, 0o600)
  }
  const key = readKey((await readFile(path, 'utf8')).trim())
  if (key) return key
  throw userError('secrets.key-file-broken', `The key file ${path} does not hold a key.`, {
    hint: 'Put it back from a backup, or delete it and enter your keys again.',
  })
}

function readKey(text: string): Buffer | null {
  const key = Buffer.from(text, 'base64url')
  return key.length === keyBytes ? key : null
}

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt)

/** A key from a passphrase: scrypt with N = 2^17, r = 8, p = 1 (OWASP's figures; about 0.3 s and 128 MB, once). */
export function derivePassphraseKey(passphrase: string, salt: Buffer): Promise<Buffer> {
  return derive(passphrase.normalize('NFC'), salt, keyBytes, { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 })
}
