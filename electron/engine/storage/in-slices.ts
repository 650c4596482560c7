import { nextTurn } from '../event-loop-turn.ts'

/** Milliseconds of work after which something else may happen. */
const sliceMs = 10

/** Does work step by step and lets the event loop turn between steps. Ends early, answering undefined, once it is told to. */
export async function inSlices<T>(work: Generator<void, T>, signal: AbortSignal): Promise<T | undefined> {
  for (let began = performance.now(); !signal.aborted; ) {
    const { done, value } = work.next()
    if (done) return value
    if (performance.now() - began < sliceMs) continue
    await nextTurn()
    began = performance.now()
  }
  return undefined
}
