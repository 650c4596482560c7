import { useEffect, useRef } from 'react'
import { isOver } from '../../../shared/run/events.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import { initialValues, inputsToSend } from '../../parts/form/input-values.ts'
import { useCatalogStore } from '../../state/catalog-store.ts'
import { useConnections } from '../../state/connections-store.ts'
import { forecasts } from '../../state/forecast-store.ts'
import { useRunList } from '../../state/runs-store.ts'
import { drafts, useDraft } from '../../state/workflow-store.ts'
import { declaredInputs, recallInputs } from '../run-inputs.ts'
import { costTheSame } from './same-costs.ts'

/**
 * Keeps the forecast of a draft up to date: after edits that may change it, once they are stored, after each run, and when
 * the models that can be used change.
 */
export function useKeptForecast(workflowId: string): void {
  const document = useDraft(workflowId, (draft) => draft.document)
  const isStored = useDraft(workflowId, (draft) => draft.save.state === 'saved') ?? false
  const { runs } = useRunList({ workflowId })
  const newest = runs?.find(({ status }) => isOver(status))?.runId
  const auto = useConnections((state) => state.auto)
  const providers = useConnections((state) => state.providers)
  const asked = useRef<{ document: Workflow; rest: readonly unknown[] } | null>(null)

  useEffect(() => {
    if (!document || !isStored) return
    const rest = [newest, auto, providers]
    const last = asked.current
    const isNew = !last || !costTheSame(last.document, document) || rest.some((value, at) => value !== last.rest[at])
    asked.current = { document, rest }
    if (isNew) refreshForecast(workflowId)
  }, [workflowId, document, isStored, newest, auto, providers])

  useEffect(() => () => forecasts.leave(workflowId), [workflowId])
  useEffect(holdWhileDragging, [])
}

/** Asks anew with the inputs that a run was given last; those nobody gave yet take their defaults. */
export function refreshForecast(workflowId: string): void {
  forecasts.ask(workflowId, () => {
    const document = drafts.store.getState().drafts[workflowId]?.document
    if (!document) return {}
    const declared = declaredInputs(document, useCatalogStore.getState().byType)
    return inputsToSend(declared, initialValues(declared, recallInputs(workflowId)))
  })
}

/** From the moment a card is taken hold of until it is let go. */
function holdWhileDragging(): () => void {
  const take = ({ target }: PointerEvent) => {
    if (target instanceof Element && target.closest('.react-flow__node, .react-flow__pane')) forecasts.hold()
  }
  const letGo = () => forecasts.release()
  window.addEventListener('pointerdown', take, true)
  window.addEventListener('pointerup', letGo, true)
  window.addEventListener('pointercancel', letGo, true)
  return () => {
    window.removeEventListener('pointerdown', take, true)
    window.removeEventListener('pointerup', letGo, true)
    window.removeEventListener('pointercancel', letGo, true)
    forecasts.release()
  }
}
