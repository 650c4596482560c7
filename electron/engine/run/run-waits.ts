import { randomBytes } from 'node:crypto'
import type { Clock } from '../../../shared/clock.ts'
import { waitAnswer } from '../../../shared/contract/waits.ts'
import { cancelledError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import { nodeKey } from '../../../shared/run/events.ts'
import type { WaitAbout, WaitAsk } from '../../../shared/run/wait.ts'
import type { WaitRequest, WaitResult } from '../nodes/define-node.ts'
import type { SettledWait } from '../store/waits.store.ts'
import type { RunLog } from './event-log.ts'
import type { PastWait, PastWaits } from './past-waits.ts'
import { Suspended } from './suspended.ts'
import type { Waits } from './waits.ts'

type At = { node: string; scope: string }
type Asked = {
  request: WaitRequest
  /** What the log says of this wait, where it began before the program stopped. */
  past: PastWait | undefined
  about?: WaitAbout
  /** Somebody has been told already. */
  isQuiet?: boolean
  signal: AbortSignal
}

type Parts = {
  log: RunLog
  clock: Clock
  waits: Waits
  past: PastWaits | null
  workflowId: string | null
  /** A person is asked something for the first time. */
  notify(ask: Extract<WaitAsk, { kind: 'person' }>): void
}

/** The waits of one run: writes the events about them and calls them off where nobody needs them any more. */
export function createRunWaits({ log, clock, waits, past, workflowId, notify }: Parts) {
  const open = new Map<string, { scope: string; controller: AbortController }>()
  /** Open in the log, with no node that has taken them up yet. */
  const left = new Map(past?.open().map((wait) => [wait.waitId, wait]))
  const counts = new Map<string, number>()
  /** Beginnings of scopes in which nothing is waited for any more. */
  const givenUp = new Set<string>()

  function begin(at: At, request: WaitRequest, about: WaitAbout | undefined): PastWait {
    const key = nodeKey(at.scope, at.node)
    const number = counts.get(key) ?? past?.countOf(key) ?? 0
    counts.set(key, number + 1)
    const waitId = newId('wait', clock.now())
    const token = request.kind === 'call' ? randomBytes(24).toString('base64url') : undefined
    const ask = askOf(request, token === undefined ? null : waits.webhookUrl(token))
    log.append({ type: 'wait-started', ...at, waitId, number, ask, ...(token && { token }), ...(about && { about }) })
    return { waitId, ask, at, ended: null }
  }

  function end(at: At, waitId: string, { end, answer, by }: Omit<SettledWait, 'at'>): void {
    log.append({ type: 'wait-ended', ...at, waitId, end, answer, by })
    tellOnceStored()
  }

  /** Calls off a wait of the log that the node does not ask for any more. */
  function drop({ at, waitId, ended }: PastWait): void {
    left.delete(waitId)
    if (!ended) end(at, waitId, { end: 'cancelled', answer: null, by: '' })
  }

  function giveUp(prefix: string): void {
    if (givenUp.has(prefix)) return
    givenUp.add(prefix)
    for (const { scope, controller } of open.values()) if (liesIn(scope, prefix)) controller.abort(calledOff())
    for (const wait of left.values()) if (liesIn(wait.at.scope, prefix)) drop(wait)
  }

  function tellOnceStored(): void {
    // A log that cannot be written has ended the run already; there is nothing to tell then.
    log.flush().then(
      () => waits.tellChange(workflowId),
      () => {},
    )
  }

  return {
    /**
     * Waits for what a node asks, or goes on waiting for what it asked before the program stopped. Rejects with the
     * signal's reason, or as cancelled where the wait is called off.
     */
    async wait(at: At, { request, past: before, about, isQuiet, signal }: Asked): Promise<WaitResult> {
      if ([...givenUp].some((prefix) => liesIn(at.scope, prefix))) throw calledOff()
      const { waitId, ask } = before ?? begin(at, request, about)
      left.delete(waitId)
      const controller = new AbortController()
      const either = AbortSignal.any([signal, controller.signal])
      open.set(waitId, { scope: at.scope, controller })
      try {
        // The row has to be there for answers to find it, and for whoever is told of it.
        await log.flush()
        either.throwIfAborted()
        if (!before) {
          waits.tellChange(workflowId)
          if (ask.kind === 'person' && !isQuiet) notify(ask)
        }
        const settled = await waits.hold(waitId, ask.dueAt, either)
        end(at, waitId, settled)
        return toResult(settled)
      } catch (thrown) {
        // One that the program leaves behind stays open: the next start goes on waiting.
        if (!(signal.reason instanceof Suspended)) end(at, waitId, { end: 'cancelled', answer: null, by: '' })
        throw thrown
      } finally {
        open.delete(waitId)
      }
    },

    drop,

    /** Whether what the node waited for when the program stopped was answered since. */
    isAnswered: ({ waitId }: PastWait): boolean => waits.isAnswered(waitId),

    /** Calls off all that is waited for in a graph and in those inside it, now and later: it has failed. */
    giveUpGraph: (scope: string): void => giveUp(scope === '' ? '' : `${scope}/`),

    /** The same for all rounds of a container. */
    giveUpRounds: ({ scope, node }: At): void => giveUp(`${nodeKey(scope, node)}#`),

    /** A graph begins, maybe not for the first time: what its last try, or that of its container, gave up counts no more. */
    begin(scope: string): void {
      if (givenUp.size === 0 || scope === '') return
      givenUp.delete(scope.slice(0, scope.lastIndexOf('#') + 1))
      for (const prefix of givenUp) if (prefix.startsWith(`${scope}/`)) givenUp.delete(prefix)
    },
  }
}

export type RunWaits = ReturnType<typeof createRunWaits>

/** The prefix of a graph ends with `/`, that of a container's rounds with `#`: `a#1` must not stand for `a#10` too. */
function liesIn(scope: string, prefix: string): boolean {
  return `${scope}/`.startsWith(prefix)
}

function calledOff() {
  return cancelledError('It is not waited for any longer: the run has failed elsewhere.')
}

function askOf(request: WaitRequest, url: string | null): WaitAsk {
  if (request.kind === 'time') return request
  const { dueAt = null } = request
  return request.kind === 'call' ? { kind: 'call', url, dueAt } : { ...request, dueAt }
}

/** What the node goes on with. Answers were checked when they came, so they have the shape they were given then. */
export function toResult({ end, answer, by, at }: SettledWait): WaitResult {
  if (end === 'answered') return { end, by, at, ...waitAnswer.parse(answer) }
  if (end === 'called') return { end, payload: answer, at }
  if (end === 'cancelled') throw calledOff()
  return { end, at }
}
