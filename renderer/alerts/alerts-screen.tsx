import { MonitoringFrame } from '../parts/monitoring/monitoring-frame.tsx'

export function AlertsScreen() {
  return <MonitoringFrame here="alerts">{null}</MonitoringFrame>
}
