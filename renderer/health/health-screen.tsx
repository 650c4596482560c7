import { MonitoringFrame } from '../parts/monitoring/monitoring-frame.tsx'

export function HealthScreen() {
  return <MonitoringFrame here="health">{null}</MonitoringFrame>
}
