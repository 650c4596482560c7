import type { DashboardQuery } from '../state/dashboard-query.ts'
import { text } from '../text.ts'

export function DashboardScreen({ query: _ }: { query: DashboardQuery }) {
  return <h1 className="p-6 font-semibold text-lg">{text.dashboard.title}</h1>
}
