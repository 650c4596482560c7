import { createRouterClient, implement } from '@orpc/server'
import { createWaitsStore } from '../../../renderer/state/waits-store.ts'
import { type OpenWait, waitsContract } from '../../../shared/contract/waits.ts'
import { userError } from '../../../shared/errors.ts'
import type { WaitAsk } from '../../../shared/run/wait.ts'

export type PersonAsk = Extract<WaitAsk, { kind: 'person' }>

export const approval: PersonAsk = {
  kind: 'person',
  title: 'Send the letter?',
  message: 'It goes to **all** customers.',
  fields: [],
  choices: [
    { id: 'no', title: 'Reject', tone: 'bad' },
    { id: 'yes', title: 'Approve', tone: 'ok' },
  ],
  dueAt: null,
}

export function openWait(waitId: string, ask: WaitAsk = approval): OpenWait {
  return {
    waitId,
    runId: 'run_1',
    workflowId: 'wf_1',
    workflowName: 'Letters',
    node: 'ask',
    scope: '',
    ask,
    openedAt: 1_000,
  }
}

/** The engine's side of what runs wait for, behind the real contract: answers end waits, and what is over is refused. */
export function createWaitsEngine(first: OpenWait[] = []) {
  const state = { open: [...first], answers: [] as unknown[], refusal: null as string | null }
  let wake: (() => void) | null = null
  const os = implement(waitsContract)
  const end = (waitId: string) => {
    if (!state.open.some((wait) => wait.waitId === waitId))
      throw userError('wait.over', 'This is no longer waited for.')
    state.open = state.open.filter((wait) => wait.waitId !== waitId)
  }
  const router = {
    list: os.list.handler(() => [...state.open]),
    answer: os.answer.handler(({ input }) => {
      if (state.refusal) throw userError('inputs.wrong-type', state.refusal, { field: 'values.count' })
      end(input.waitId)
      state.answers.push(input)
    }),
    skip: os.skip.handler(({ input }) => end(input.waitId)),
    changes: os.changes.handler(async function* ({ signal }) {
      while (!signal?.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve
          signal?.addEventListener('abort', () => resolve())
        })
        if (!signal?.aborted) yield {}
      }
    }),
  }
  return {
    state,
    waits: createWaitsStore({ waits: createRouterClient(router) }),
    /** Tells whoever follows that the list changed. */
    tell: () => wake?.(),
  }
}
