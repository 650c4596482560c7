import { useEffect } from 'react'
import { create } from 'zustand'
import { isOver } from '../../../shared/run/events.ts'
import type { RunSlice } from '../../state/run-store.ts'
import { takeAwaitedReport } from '../../state/shown-run-store.ts'
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

/** The dialogs of one shown run. The report of a dry run that was started here opens by itself when the run ends. */
export function CostDialogs({ runId, slice }: { runId: string; slice: RunSlice }) {
  const isOpen = useOpenCosts((state) => state.runId === runId)
  const { status, dryRun: isDryRun } = slice.view
  useEffect(() => {
    // One that failed says why at its node; its report would be of a part.
    if (isOver(status) && takeAwaitedReport(runId) && status === 'succeeded') openCosts(runId)
  }, [runId, status])
  useEffect(() => closeCosts, [])
  if (!isOpen) return null
  return isDryRun ? (
    <DryRunReport runId={runId} onClose={closeCosts} />
  ) : (
    <CompareDialog runId={runId} onClose={closeCosts} />
  )
}
