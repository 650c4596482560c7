import type { ContractImplementer } from '../handlers/implement-contract.ts'
import { openBackups } from '../storage/backups/open-backups.ts'
import { openHealth } from '../telemetry/open-health.ts'
import { openTelemetry } from '../telemetry/open-telemetry.ts'
import type { MonitoringParts } from './monitoring-parts.ts'
import { openAlertRules } from './open-alert-rules.ts'
import { openDashboard } from './open-dashboard.ts'
import { openRunDetail } from './open-run-detail.ts'
import { openRunList } from './open-run-list.ts'

/** Everything that watches how the rest is doing, put together. */
export function openMonitoring(parts: MonitoringParts) {
  const dashboard = openDashboard(parts)
  const runList = openRunList(parts)
  const runDetail = openRunDetail(parts)
  const alertRules = openAlertRules(parts)
  const backups = openBackups(parts)
  const health = openHealth(parts, { backups: () => backups.state(), listensAt: () => telemetry.listensAt() })
  const telemetry: ReturnType<typeof openTelemetry> = openTelemetry(parts, health)
  const all = [dashboard, runList, runDetail, alertRules, backups, health, telemetry]
  /** A database that is damaged, or gone, must not keep the engine from closing. */
  async function closeQuietly(part: { close(): Promise<void> }): Promise<void> {
    try {
      await part.close()
    } catch (thrown) {
      parts.log.warn('a part of monitoring could not be closed in order', { reason: String(thrown) })
    }
  }

  return {
    /** What the contract of runs has of these parts. */
    runs: (os: ContractImplementer) => ({ ...runList.handlers(os).runs, ...runDetail.handlers(os).runs }),
    handlers: (os: ContractImplementer) => ({
      ...dashboard.handlers(os),
      ...alertRules.handlers(os),
      ...backups.handlers(os),
      ...health.handlers(os),
      ...telemetry.handlers(os),
    }),
    providerNews: health.providerNews,
    open(): void {
      for (const part of all) part.open()
    },
    async close(): Promise<void> {
      await Promise.all(all.map(closeQuietly))
    },
  }
}
