import { MonitoringFrame } from '../parts/monitoring/monitoring-frame.tsx'
import type { DashboardQuery } from '../state/dashboard-query.ts'

export function DashboardScreen({ query: _ }: { query: DashboardQuery }) {
  return <MonitoringFrame here="dashboard">{null}</MonitoringFrame>
}
