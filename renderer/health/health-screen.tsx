import { text } from '../text.ts'

export function HealthScreen() {
  return <h1 className="p-6 font-semibold text-lg">{text.health.title}</h1>
}
