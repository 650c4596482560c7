import type { BudgetAlert } from '../../shared/contract/budgets.ts'

/** The last alerts that windows of this app have told of. */
const storageKey = 'niti.alerts-told'
const remembered = 100

/**
 * Those of these alerts that no other window of this app told of, which are told by this one then: each once, though
 * several windows hear of it in the same moment.
 */
export async function claimAlerts(alerts: readonly BudgetAlert[]): Promise<BudgetAlert[]> {
  try {
    return await navigator.locks.request(storageKey, () => {
      const told = (window.localStorage.getItem(storageKey) ?? '').split(' ')
      const fresh = alerts.filter((alert) => !told.includes(nameOf(alert)))
      const all = [...fresh.map(nameOf), ...told].slice(0, remembered)
      window.localStorage.setItem(storageKey, all.join(' '))
      return fresh
    })
  } catch {
    // Storage is closed to this page: it tells for itself, and other windows may tell the same.
    return [...alerts]
  }
}

/** The time is part of it, as another data folder counts its alerts from 1 again. */
function nameOf({ alertId, at }: BudgetAlert): string {
  return `${alertId}@${at}`
}
