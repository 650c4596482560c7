import { useMemo } from 'react'
import { createStore, useStore } from 'zustand'
import type { SchedulePreview, Trigger } from '../../shared/contract/triggers.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import type { JsonObject } from '../../shared/json.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { loadWorkflows } from './workflows-store.ts'

export type TriggersState = {
  /** Of all published workflows; null until the first answer. */
  list: Trigger[] | null
  error: ErrorInfo | null
}

type Options = {
  triggers: Pick<EngineClient['triggers'], 'list' | 'setActive' | 'renewUrl' | 'previewSchedule'>
  /** The list of workflows says when each runs next. */
  onSwitched: () => void
}

/** What begins runs by itself. The engine says what is so; a switch moves when it has kept it. */
export function createTriggersStore({ triggers, onSwitched }: Options) {
  const store = createStore<TriggersState>(() => ({ list: null, error: null }))
  /** Answers may overtake each other; only the newest question's counts. */
  let asked = 0

  async function load(): Promise<void> {
    const mine = ++asked
    try {
      const list = await triggers.list({})
      if (mine === asked) store.setState({ list, error: null })
    } catch (thrown) {
      if (mine === asked) store.setState({ error: errorOf(thrown) })
    }
  }

  return {
    store,
    load,

    /** Throws what the engine says. */
    async setActive(workflowId: string, active: boolean): Promise<void> {
      await triggers.setActive({ workflowId, active })
      onSwitched()
      await load()
    },

    /** Throws what the engine says. */
    async renewUrl(workflowId: string, node: string): Promise<void> {
      const renewed = await triggers.renewUrl({ workflowId, node })
      asked++
      store.setState(({ list }) => ({
        list: list?.map((known) => (isSame(known, renewed) ? renewed : known)) ?? [renewed],
        error: null,
      }))
    },

    preview: (params: JsonObject): Promise<SchedulePreview> => triggers.previewSchedule({ params }),
  }
}

function isSame(a: Trigger, b: Trigger): boolean {
  return a.workflowId === b.workflowId && a.node === b.node
}

export const triggers = createTriggersStore({ triggers: client.triggers, onSwitched: () => void loadWorkflows() })

/** The published triggers of a workflow; none while they are not known. */
export function useWorkflowTriggers(workflowId: string): readonly Trigger[] {
  const list = useStore(triggers.store, (state) => state.list)
  return useMemo(() => list?.filter((one) => one.workflowId === workflowId) ?? [], [list, workflowId])
}

/** The published trigger that stands at this node; undefined where there is none. */
export function useTrigger(workflowId: string | null, node: string): Trigger | undefined {
  return useStore(triggers.store, ({ list }) => list?.find((one) => one.workflowId === workflowId && one.node === node))
}
