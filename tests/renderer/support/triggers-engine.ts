import { createRouterClient, implement } from '@orpc/server'
import type { EngineClient } from '../../../renderer/link/client.ts'
import { type Trigger, triggersContract } from '../../../shared/contract/triggers.ts'
import { userError } from '../../../shared/errors.ts'

export function triggerOf(given: Partial<Trigger>): Trigger {
  return {
    workflowId: 'wf_1',
    workflowName: 'Digest',
    node: 'clock',
    title: 'Schedule',
    kind: 'schedule',
    active: true,
    summary: 'At 09:00',
    nextAt: 1_000,
    lastFiredAt: null,
    lastRunId: null,
    url: null,
    ...{ publicUrl: null, way: null, lookedAt: null },
    error: null,
    ...given,
  }
}

/** The engine's side of triggers, behind the real contract. `hold` keeps answers of `list` back until they are let go. */
export function createTriggersEngine(list: Trigger[]) {
  const state = { list, isAway: false, asked: 0, hold: null as Promise<void> | null }
  const os = implement(triggersContract)
  const check = () => {
    if (state.isAway) throw userError('test.away', 'The engine is away.')
  }
  const calls = {
    list: os.list.handler(async () => {
      check()
      state.asked++
      const answer = state.list
      await state.hold
      return answer
    }),
    setActive: os.setActive.handler(({ input }) => {
      check()
      state.list = state.list.map((one) =>
        one.workflowId === input.workflowId
          ? { ...one, active: input.active, nextAt: input.active ? 1_000 : null }
          : one,
      )
    }),
    renewUrl: os.renewUrl.handler(({ input }) => {
      const found = state.list.find(({ workflowId, node }) => workflowId === input.workflowId && node === input.node)
      if (!found) throw userError('trigger.not-found', 'There is no such trigger.')
      const renewed = { ...found, url: 'http://127.0.0.1:7474/hooks/new' }
      state.list = state.list.map((one) => (one === found ? renewed : one))
      return renewed
    }),
    previewSchedule: os.previewSchedule.handler(({ input }) => {
      const { time } = input.params
      if (typeof time !== 'string') return { summary: '', next: [], error: 'The time is missing.' }
      return { summary: `At ${time}`, next: [1_000, 2_000], error: null }
    }),
  }
  const triggers: Pick<EngineClient['triggers'], keyof typeof calls> = createRouterClient(calls)
  return { state, triggers }
}
