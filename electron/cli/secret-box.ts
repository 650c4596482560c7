import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { userError } from '../../shared/errors.ts'

const ivBytes = 12
const tagBytes = 16

/** How a secret was sealed; it stands in front of the sealed text. `shell` is the desktop app's own way. */
export type SealMethod = 'keychain' | 'passphrase' | 'key-file' | 'shell'

/**
 * A sealed secret as text: `niti1.<method>.<key>.<payload>`. `key` tells which key sealed it (the first bytes of the
 * key's hash, or, for a passphrase, its salt), so that "another key" and "damaged" are told apart.
 */
export type SealedText = { method: SealMethod; key: string; payload: string }

export function writeSealed({ method, key, payload }: SealedText): string {
  return `niti1.${method}.${key}.${payload}`
}

/** Throws `secrets.damaged` for text that no version of this app has sealed. */
export function readSealed(sealed: string): SealedText {
  const found = /^niti1\.(keychain|passphrase|key-file|shell)\.([\w-]*)\.([\w-]+)$/.exec(sealed)
  if (!found) throw damaged()
  const [, method, key = '', payload = ''] = found
  return { method: method as SealMethod, key, payload } // The pattern allows these four words only.
}

/** The name of a key: enough to tell keys apart, nothing about the key. */
export function nameKey(key: Buffer): string {
  return createHash('sha256').update('niti key name').update(key).digest('base64url').slice(0, 12)
}

/** AES-256-GCM with a fresh nonce; `context` is authenticated with it, so a label cannot be swapped afterwards. */
export function encrypt(key: Buffer, text: string, context: string): string {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(context))
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** Throws `secrets.damaged` if a single bit differs, in the payload or in the context. */
export function decrypt(key: Buffer, payload: string, context: string): string {
  const bytes = Buffer.from(payload, 'base64url')
  if (bytes.length < ivBytes + tagBytes) throw damaged()
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagBytes))
  try {
    return decipher.update(bytes.subarray(ivBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8')
  } catch (cause) {
    throw damaged(cause)
  }
}

function damaged(cause?: unknown) {
  return userError('secrets.damaged', 'A saved key cannot be read: what is stored was changed or cut short.', {
    hint: 'Enter the key again in the settings.',
    cause,
  })
}
