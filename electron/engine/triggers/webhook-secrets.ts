import { createHash, randomBytes } from 'node:crypto'
import { userError } from '../../../shared/errors.ts'
import type { TakenSecret } from '../nodes/take-secrets.ts'
import type { TriggerAddress } from '../store/triggers.store.ts'
import type { TriggerServices } from './trigger-services.ts'

/** What calls at triggers' addresses are proved with: sealed where they are kept, open only here. */
export function createWebhookSecrets({ host, secrets: store }: Pick<TriggerServices, 'host' | 'secrets'>) {
  /** By what is sealed, so that a changed one is not taken for the one before. */
  const opened = new Map<string, string>()

  async function open(sealed: string): Promise<string> {
    const known = opened.get(sealed)
    if (known !== undefined) return known
    const { text } = await host.unseal({ sealed })
    opened.set(sealed, text)
    return text
  }

  async function seal(text: string): Promise<string> {
    const { sealed } = await host.seal({ text })
    opened.set(sealed, text)
    return sealed
  }

  return {
    /** All that are good now: one per line was entered. None where none is set. */
    async of(at: TriggerAddress): Promise<string[]> {
      const kept = store.get(at)
      return kept ? linesOf(await open(kept.sealed)) : []
    },

    isSet: (at: TriggerAddress): boolean => store.get(at) !== null,

    /** One that the service sent and the person has to see; else null. */
    async shown(at: TriggerAddress): Promise<string | null> {
      const kept = store.get(at)
      return kept?.shown ? open(kept.sealed) : null
    },

    async set(at: TriggerAddress, secret: string): Promise<void> {
      if (linesOf(secret).length === 0) throw userError('trigger.no-secret', 'The secret is empty.')
      store.put(at, { sealed: await seal(secret), shown: false })
    },

    /** Makes one: 32 random bytes as text that fits in any form. */
    async make(at: TriggerAddress): Promise<string> {
      const secret = randomBytes(32).toString('base64url')
      store.put(at, { sealed: await seal(secret), shown: false })
      return secret
    },

    /** Seals what documents held readably. What it answers keeps them: each where none is set yet. */
    async sealTaken(workflowId: string, taken: TakenSecret[]): Promise<() => void> {
      const sealed = await Promise.all(taken.map(async ({ node, secret }) => ({ node, sealed: await seal(secret) })))
      return () => {
        for (const one of sealed) store.putFirst({ workflowId, node: one.node }, { sealed: one.sealed, shown: false })
      }
    },

    /** Keeps one that came with a handshake, unless there is one. */
    async learn(at: TriggerAddress, { secret, isShown }: { secret: string; isShown: boolean }): Promise<boolean> {
      return store.putFirst(at, { sealed: await seal(secret), shown: isShown })
    },

    forget(at: TriggerAddress): void {
      store.remove(at)
    },
  }
}

export type WebhookSecrets = ReturnType<typeof createWebhookSecrets>

function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** What a service is told to prove itself with when it asks whether the address is ours. Follows from the address. */
export function verifyTokenOf(addressToken: string): string {
  return createHash('sha256').update(`verify ${addressToken}`).digest('base64url').slice(0, 32)
}
