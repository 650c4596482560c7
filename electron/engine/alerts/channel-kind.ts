import type { ChannelTarget } from '../../../shared/contract/channels.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import type { Notice } from './notice.ts'

/** What is secret of a channel, unsealed for the time of one try. */
export type ChannelSecrets = { password?: string; key?: string; url?: string; secret?: string }

/** One notice on its way through one channel. */
export type Parcel<Kind extends ChannelTarget['kind'] = ChannelTarget['kind']> = {
  target: Extract<ChannelTarget, { kind: Kind }>
  secrets: ChannelSecrets
  notice: Notice
  /**
   * The same for each try of a delivery. A program that dies between sending and writing that down sends once more after
   * its next start: nobody can have both of a mail server and a database do it, or neither. So it is at least once, and by
   * this the receiver can tell.
   */
  messageId: string
  signal: AbortSignal
}

/** What the other side said to it. `complaint`: it was taken, though not by all it was for. */
export type Receipt = { said: string; complaint?: ErrorInfo }

/** Rejects with an external error that says whether trying again may help, and by `details.retryAfterMs` when. */
export type Send<Kind extends ChannelTarget['kind']> = (parcel: Parcel<Kind>) => Promise<Receipt>
