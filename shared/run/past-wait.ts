import type { Json } from '../json.ts'
import type { WaitAsk, WaitEnd } from './wait.ts'

/** A wait that is over: what ended it, when, and who answered what. */
export type PastWait = {
  waitId: string
  ask: WaitAsk
  since: number
  endedAt: number
  end: WaitEnd
  by: string
  answer: Json
}

type Waiting = { wait?: Pick<PastWait, 'waitId' | 'ask' | 'since'>; pastWaits?: PastWait[] }
type Ended = Pick<PastWait, 'waitId' | 'end' | 'by' | 'answer'> & { at: number }

/** A node's past waits with the one that just ended. A list of its own: the one before belongs to an earlier view. */
export function plusPastWait({ wait, pastWaits }: Waiting, { waitId, end, by, answer, at }: Ended): PastWait[] {
  const before = pastWaits ?? []
  return wait?.waitId === waitId ? [...before, { ...wait, endedAt: at, end, by, answer }] : before
}
