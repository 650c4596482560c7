import { useEffect, useRef } from 'react'
import { create } from 'zustand'
import { isOver } from '../../../shared/run/events.ts'
import type { RunSlice } from '../../state/run-store.ts'
import { CompareDialog } from './compare-dialog.tsx'
import { DryRunReport } from './dry-run-report.tsx'

/** The run whose costs stand over the page. */
const useOpenCosts = create<{ runId: string | null }>(() => ({ runId: null }))

/** Opens what a run would have cost: the report of a dry run, else the comparison with other models. */
export function openCosts(runId: string): void {
  useOpenCosts.setState({ runId })
}

function closeCosts(): void {
  useOpenCosts.setState({ runId: null })
}

/** The dialogs of one shown run. The report of a dry run opens by itself when one saw the run end. */
export function CostDialogs({ runId, slice }: { runId: string; slice: RunSlice }) {
  const isOpen = useOpenCosts((state) => state.runId === runId)
  const { status, dryRun: isDryRun } = slice.view
  const wasUnderWay = useRef(false)
  useEffect(() => {
    if (!isOver(status)) wasUnderWay.current ||= slice.view.startedAt > 0
    else if (wasUnderWay.current) {
      wasUnderWay.current = false
      if (isDryRun && status === 'succeeded') openCosts(runId)
    }
  }, [runId, status, isDryRun, slice.view.startedAt])
  useEffect(() => closeCosts, [])
  if (!isOpen) return null
  return isDryRun ? (
    <DryRunReport runId={runId} onClose={closeCosts} />
  ) : (
    <CompareDialog runId={runId} onClose={closeCosts} />
  )
}
