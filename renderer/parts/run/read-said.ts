import { client } from '../../link/client.ts'

/** A call of a model, or with `turn` of a tool; `message` counts those of the request, and none is the answer. */
type SaidAt = { runId: string; scope: string; node: string; callId: string; turn?: number; message?: number }

/** Reads on in a text that the feed cut, from a character on. */
export function readOnIn(at: SaidAt): (offset: number) => Promise<string> {
  return async (offset) => (await client.runs.said({ ...at, offset })).text
}
