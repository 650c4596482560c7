import type { Host } from '../../../shared/contract/host.ts'
import { externalError, NitiError, userError } from '../../../shared/errors.ts'
import { isJsonObject } from '../../../shared/json.ts'

/** Everything secret of a connection, by name. */
export type Secrets = Record<string, string>

/** The same host, whose complaints about what it was to seal or open never quote that. */
export function quietHost<H extends Pick<Host, 'seal' | 'unseal'>>(host: H): H {
  return { ...host, seal: (input) => quietly(host.seal(input)), unseal: (input) => quietly(host.unseal(input)) }
}

/** Seals what is secret by the host, all of a connection as one piece, and opens it again. */
export function createVault(given: Pick<Host, 'seal' | 'unseal'>) {
  const host = quietHost(given)
  return {
    async seal(secrets: Secrets): Promise<string | null> {
      if (Object.keys(secrets).length === 0) return null
      return (await host.seal({ text: JSON.stringify(secrets) })).sealed
    },

    /** Rejects with the host's user error `secrets.*` where it cannot be opened here. */
    async open(sealed: string | null): Promise<Secrets> {
      if (sealed === null) return {}
      const opened = parse((await host.unseal({ sealed })).text)
      return Object.fromEntries(Object.entries(opened).map(([name, value]) => [name, String(value)]))
    },
  }
}

/** What a host fails with is its user's to read where it says so; anything else may quote what it was given. */
async function quietly<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (thrown) {
    if (thrown instanceof NitiError) throw thrown
    throw externalError('secrets.failed', 'What keeps secrets on this machine failed.', {
      hint: 'Unlock the keychain and try again.',
      retryable: true,
    })
  }
}

function parse(text: string): object {
  try {
    const opened: unknown = JSON.parse(text)
    if (isJsonObject(opened)) return opened
  } catch {
    // The parser's own complaint quotes what it read.
  }
  throw userError('secrets.sealed-elsewhere', 'What was kept of this connection cannot be read.', {
    hint: 'Sign in again.',
  })
}

export type Vault = ReturnType<typeof createVault>
