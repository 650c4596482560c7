import { text } from '../text.ts'

export function MonitoringSection() {
  return <p>{text.telemetry.title}</p>
}
