import { oc } from '@orpc/contract'
import { z } from 'zod'
import { errorInfo } from '../errors.ts'

/**
 * What the engine asks of whoever holds it: the Electron shell, the command line or the local web host. The engine knows
 * only this; in Electron the calls travel over a message port to the main process, elsewhere they are plain functions.
 */

/** How secrets are kept. `none`: they cannot be kept at all, and `seal` refuses. */
export const secretsKind = z.enum(['os-keychain', 'passphrase', 'key-file', 'none'])

export const hostDescription = z.object({
  kind: z.enum(['electron', 'web', 'cli']),
  secrets: secretsKind,
  /** One plain sentence for the settings screen: where keys are kept and how strong that is. */
  secretsNote: z.string(),
})
export type HostDescription = z.infer<typeof hostDescription>

/** Longest secret a host seals: API keys and tokens are far shorter; files do not belong here. */
export const secretMaxChars = 64 * 1024

const sealInput = z.object({ text: z.string().max(secretMaxChars) })
/** `sealed` is printable text; it begins with the way it was sealed, such as `niti1.keychain.`. */
const sealedSecret = z.object({ sealed: z.string().max(secretMaxChars * 4) })
const openInput = z.object({ url: z.string().max(8192) })
const notice = z.object({
  ...{ title: z.string().max(200), body: z.string().max(2000) },
  /** Buttons, where the desktop shows any. */
  actions: z
    .array(z.object({ id: z.string().max(40), title: z.string().max(60) }))
    .max(3)
    .optional(),
  /** Where in the app a click beside the buttons leads, such as `niti://costs`. */
  link: z.string().startsWith('niti://').max(200).optional(),
})
/** `action`: the button that was pressed; null where none was, or the desktop shows none. */
const noticed = z.object({ shown: z.boolean(), action: z.string().nullable() })

/** A `NitiError` crosses the port as plain data under this one error code. */
const base = oc.errors({ NITI: { status: 400, data: errorInfo } })

export const hostContract = {
  /** May ask the keychain whether it answers: for the settings screen, not for start-up. */
  describe: base.output(hostDescription),
  /** Makes a secret unreadable outside this machine's (or this passphrase's) keeping. */
  seal: base.input(sealInput).output(sealedSecret),
  /** The inverse; a user error `secrets.*` says what to do where it cannot be undone here. */
  unseal: base.input(sealedSecret).output(z.object({ text: z.string() })),
  /** Opens an address in the person's own browser or mail program: `https:`, `http:` and `mailto:` only. */
  openExternal: base.input(openInput).output(z.object({ opened: z.boolean() })),
  /**
   * A desktop notification. `shown` is false, at once, where the host has none. One with `actions` is answered when it is
   * pressed, closed or has timed out, which may be hours later; one without as soon as it is handed to the desktop.
   */
  notify: base.input(notice).output(noticed),
}

/** The same as plain functions: what `createEngine` is handed. Errors are thrown as `NitiError`. */
export type Host = {
  describe(): Promise<HostDescription>
  seal(input: z.infer<typeof sealInput>): Promise<z.infer<typeof sealedSecret>>
  unseal(input: z.infer<typeof sealedSecret>): Promise<{ text: string }>
  openExternal(input: z.infer<typeof openInput>): Promise<{ opened: boolean }>
  notify(input: z.infer<typeof notice>): Promise<z.infer<typeof noticed>>
}

/** Schemes `openExternal` accepts; anything else could start a program. */
export const externalSchemes = ['https:', 'http:', 'mailto:']
