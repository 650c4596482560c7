import { text } from '../text.ts'

export function AlertsScreen() {
  return <h1 className="p-6 font-semibold text-lg">{text.alerts.title}</h1>
}
