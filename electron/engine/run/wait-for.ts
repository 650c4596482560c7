import type { WaitAbout } from '../../../shared/run/wait.ts'
import type { WaitRequest, WaitResult } from '../nodes/define-node.ts'
import type { Execution } from './execution.ts'
import type { PastWait } from './past-waits.ts'
import { toResult } from './run-waits.ts'

type Asked = { request: WaitRequest; past: PastWait | undefined; about?: WaitAbout; isQuiet?: boolean }

/**
 * Waits without holding a place: the node gives its place back and takes one again before it goes on, and its time stands
 * still meanwhile. A wait that had ended before the program stopped hands over its answer at once.
 */
export async function waitFor(execution: Execution, { request, past, about, isQuiet }: Asked): Promise<WaitResult> {
  const { run, scope, planned, signal, holdsPlace } = execution
  if (past?.ended) return toResult(past.ended)
  // A node that runs others works without a place.
  const working = holdsPlace || planned.definition.runsOthers ? 1 : 0
  run.activity.change({ working: -working, waiting: 1 })
  try {
    const waited = run.waits.wait({ node: planned.id, scope }, { request, past, about, isQuiet, signal })
    if (holdsPlace) run.slots.release()
    const result = await waited
    if (holdsPlace) await run.slots.takeLater()
    return result
  } catch (thrown) {
    if (holdsPlace) run.slots.force()
    throw thrown
  } finally {
    run.activity.change({ working, waiting: -1 })
  }
}

/** The waits of one try of a node: first those the log has of it, in their order, then new ones. */
export function createWaiting(execution: Execution) {
  const { run, scope, planned } = execution
  let isWaiting = false

  return async (request: WaitRequest): Promise<WaitResult> => {
    if (isWaiting) throw new Error(`${planned.id} waits for two things at once`)
    isWaiting = true
    try {
      const past = takePast(request)
      return await waitFor(execution, { request, past })
    } finally {
      isWaiting = false
    }
  }

  function takePast(request: WaitRequest): PastWait | undefined {
    const past = execution.tries === 1 ? run.history?.waits.takeOwn({ node: planned.id, scope }) : undefined
    if (!past || past.ask.kind === request.kind) return past
    // A newer program's node asks something else than the one that began to wait.
    run.waits.drop(past)
    return undefined
  }
}
