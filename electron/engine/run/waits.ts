import { userInfo } from 'node:os'
import type { Clock } from '../../../shared/clock.ts'
import type { OpenWait, WaitAnswer } from '../../../shared/contract/waits.ts'
import { type NitiError, userError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import type { Log } from '../../../shared/log.ts'
import { fieldsFor, type WaitAsk } from '../../../shared/run/wait.ts'
import { parseRunInputs } from '../../../shared/workflow/run-inputs.ts'
import { nextTurn } from '../event-loop-turn.ts'
import type { SettledWait, StoredWait, WaitsStore } from '../store/waits.store.ts'

type Parts = {
  store: WaitsStore
  clock: Clock
  log: Log
  workspaceId: string
  /** Where a call with this token can be sent; null while nothing listens. */
  webhookUrl(token: string): string | null
  /** The runs of this workflow wait for more, or for less, than before. */
  onChange(workflowId: string | null): void
}

type Held = { dueAt: number | null; settle(settled: SettledWait): void }

/** Milliseconds between two looks at the answers other processes gave, and at the time: a laptop's timers stop in its sleep. */
const pollMs = 500

/**
 * What runs wait for. A wait is settled in the database, exactly once, by whichever process its answer comes to; the
 * process that runs the run gets to know of it, or else the next one that takes the run up.
 */
export function createWaits({ store, clock, log, workspaceId, webhookUrl, onChange }: Parts) {
  const held = new Map<string, Held>()
  const listeners = new Set<() => void>()
  let isLooking = false
  let nap = new AbortController()

  /** Settles what is due and passes on what was answered; answers how many milliseconds to sleep then. */
  function look(): number {
    try {
      const now = clock.now()
      const due = [...held].flatMap(([waitId, { dueAt }]) => (dueAt !== null && now >= dueAt ? [waitId] : []))
      if (due.length > 0) store.settleDue(due, now)
      for (const { waitId, settled } of store.settled()) {
        if (settled) held.get(waitId)?.settle(settled)
      }
      const nextMs = Math.min(...[...held.values()].map(({ dueAt }) => (dueAt ?? Number.POSITIVE_INFINITY) - now))
      return Math.max(1, Math.min(pollMs, nextMs))
    } catch (thrown) {
      // A database that is locked or full for a while must not lose a wait: the next look finds the same.
      log.warn('the waits could not be looked at', { reason: String(thrown) })
      return pollMs
    }
  }

  async function keepLooking(): Promise<void> {
    isLooking = true
    while (held.size > 0) {
      // Whatever begins to wait in this tick is looked at together.
      await nextTurn()
      const sleepMs = look()
      if (held.size === 0) break
      nap = new AbortController()
      await clock.sleep(sleepMs, nap.signal).catch(() => {})
    }
    isLooking = false
  }

  function lookNow(): void {
    if (isLooking) nap.abort()
    else void keepLooking()
  }

  function tellChange(workflowId: string | null): void {
    for (const listener of listeners) listener()
    onChange(workflowId)
  }

  function settle(wait: StoredWait, settled: Omit<SettledWait, 'at'>): boolean {
    const isFirst = store.settle(wait.waitId, { ...settled, at: clock.now() })
    if (isFirst) {
      lookNow()
      tellChange(wait.workflowId)
    }
    return isFirst
  }

  function find(waitId: string): StoredWait {
    const wait = store.get(waitId)
    if (!wait) throw userError('wait.not-found', `Nothing waits under the id \`${waitId}\`.`)
    if (wait.settled || wait.isOver) throw overError(wait)
    return wait
  }

  function toOpenWait({ token, settled: _, isOver: __, ...wait }: StoredWait): OpenWait {
    // The listener may have another address than when the wait began.
    if (wait.ask.kind !== 'call' || token === null) return wait
    return { ...wait, ask: { ...wait.ask, url: webhookUrl(token) } }
  }

  return {
    webhookUrl,
    tellChange,

    /**
     * Resolves once a wait that is in the database is settled: by its time, or by an answer from whichever process.
     * Rejects with the signal's reason when it aborts.
     */
    hold(waitId: string, dueAt: number | null, signal: AbortSignal): Promise<SettledWait> {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const release = () => {
          held.delete(waitId)
          signal.removeEventListener('abort', giveUp)
        }
        const giveUp = () => {
          release()
          lookNow()
          reject(signal.reason)
        }
        signal.addEventListener('abort', giveUp)
        const done = (settled: SettledWait) => {
          release()
          resolve(settled)
        }
        held.set(waitId, { dueAt, settle: done })
        lookNow()
      })
    },

    list(filter: { runId?: string; kind?: WaitAsk['kind'] } = {}): OpenWait[] {
      return store.list({ workspaceId, ...filter }).map(toOpenWait)
    },

    /** A person's answer. Throws a user error where it does not fit the question, or comes too late. */
    answer({ waitId, ...answer }: WaitAnswer & { waitId: string }): void {
      const wait = find(waitId)
      const values = checkAnswer(wait, answer)
      if (!settle(wait, { end: 'answered', answer: { ...answer, values }, by: nameOfPerson() })) throw overError(wait)
    },

    /** A budget was raised, or is gone: whoever waits for it tries again. */
    answerAbout(budgetId: string): void {
      for (const wait of store.list({ workspaceId, kind: 'person' })) {
        if (wait.ask.kind !== 'person' || wait.ask.budget?.budgetId !== budgetId) continue
        settle(wait, { end: 'answered', answer: { choice: 'again', values: {}, comment: '' }, by: nameOfPerson() })
      }
    },

    /** The same answer for other questions of the run: a person has said it once for all of them. */
    answerAlike(
      runId: string,
      isAlike: (wait: OpenWait) => boolean,
      { by, ...answer }: WaitAnswer & { by: string },
    ): void {
      for (const wait of store.list({ workspaceId, runId, kind: 'person' })) {
        if (isAlike(wait)) settle(wait, { end: 'answered', answer, by })
      }
    },

    /** Whether an answer was stored that the run has not taken up yet. */
    isAnswered: (waitId: string): boolean => store.get(waitId)?.settled != null,

    /** Ends a wait for a time or a call. */
    skip(waitId: string): void {
      const wait = find(waitId)
      if (wait.ask.kind === 'person') {
        throw userError('wait.needs-answer', `“${wait.ask.title}” is a question: it needs an answer.`, {
          hint: `Choose one of: ${choicesOf(wait.ask)}.`,
        })
      }
      if (!settle(wait, { end: 'skipped', answer: null, by: nameOfPerson() })) throw overError(wait)
    },

    /** A call came in with this token, as part of the address that the run gave away. */
    called(token: string, payload: Json): 'taken' | 'over' | 'unknown' {
      const wait = store.byToken(token)
      if (!wait) return 'unknown'
      const isOpen = wait.settled === null && !wait.isOver
      return isOpen && settle(wait, { end: 'called', answer: payload, by: '' }) ? 'taken' : 'over'
    },

    /** One item whenever what is waited for has changed since the last, in this process or in another. */
    async *changes(signal?: AbortSignal): AsyncGenerator<Record<string, never>> {
      let hasChanged = false
      let wake = () => {}
      const listener = () => {
        hasChanged = true
        wake()
      }
      listeners.add(listener)
      const leave = () => wake()
      signal?.addEventListener('abort', leave)
      try {
        for (let state = store.state(); !signal?.aborted; ) {
          const woken = new Promise<void>((resolve) => {
            wake = resolve
          })
          if (!hasChanged) await Promise.race([woken, sleepUnheld(pollMs)])
          const now = store.state()
          if (!hasChanged && now === state) continue
          state = now
          hasChanged = false
          yield {}
        }
      } finally {
        listeners.delete(listener)
        signal?.removeEventListener('abort', leave)
      }
    },
  }
}

export type Waits = ReturnType<typeof createWaits>

/** The form's values as the fields of the choice say. */
function checkAnswer({ ask, node }: StoredWait, { choice, values }: WaitAnswer) {
  if (ask.kind !== 'person') {
    throw userError('wait.not-a-question', `\`${node}\` waits for ${ask.kind === 'time' ? 'a time' : 'a call'}.`, {
      hint: 'It can be skipped, not answered.',
    })
  }
  const chosen = ask.choices.find(({ id }) => id === choice)
  if (!chosen) {
    throw userError('wait.no-such-choice', `“${ask.title}” has no choice \`${choice}\`.`, {
      field: 'choice',
      hint: `Choose one of: ${choicesOf(ask)}.`,
    })
  }
  const fields = fieldsFor(ask.fields, chosen)
  const names = fields.map(({ name }) => name)
  const unknown = Object.keys(values).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    const who = chosen.fields ? `The choice \`${choice}\`` : `“${ask.title}”`
    throw userError('wait.no-such-field', `${who} does not ask for \`${unknown}\`.`, {
      field: `inputs.${unknown}`,
      hint: names.length > 0 ? `It asks for: ${names.join(', ')}.` : 'It has no form.',
    })
  }
  return parseRunInputs(fields, values)
}

function choicesOf(ask: Extract<WaitAsk, { kind: 'person' }>): string {
  return ask.choices.map(({ id, title }) => (id === title ? id : `${id} (${title})`)).join(', ')
}

function overError({ ask }: StoredWait): NitiError {
  const what = ask.kind === 'person' ? `“${ask.title}”` : ask.kind === 'time' ? 'This time' : 'This call'
  return userError('wait.over', `${what} is not waited for any more: it was answered, or its run has ended.`)
}

/** The account's name: who sits at this machine. */
function nameOfPerson(): string {
  try {
    return userInfo().username
  } catch {
    return '' // Node throws where the system has no account for this process, as in some containers.
  }
}

/** Keeps no process alive: nobody waits for it but a listener. */
function sleepUnheld(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}
