import type { Budgets } from './budgets.ts'

type Parts = {
  budgets: Pick<Budgets, 'runsOn'>
  /** Runs of this process with a call that waits for what others hold of a budget. */
  waitingFor(budgetId: string): string[]
  /** Stops a run, whichever process has it. */
  cancel(runId: string): Promise<void>
}

/**
 * Stops all unfinished runs that have asked, or wait to ask, a model on a budget in its current period: those whose calls
 * it counts, those it holds something for, and those that a person is asked about.
 * @throws a user error where there is no such budget.
 */
export async function stopRuns(budgetId: string, { budgets, waitingFor, cancel }: Parts): Promise<{ stopped: number }> {
  const runIds = new Set([...budgets.runsOn(budgetId), ...waitingFor(budgetId)])
  await Promise.all([...runIds].map(cancel))
  return { stopped: runIds.size }
}
