import type { Dashboard } from '../../shared/contract/dashboard.ts'
import { useDashboard } from '../state/dashboard-store.ts'
import { text } from '../text.ts'
import { IconButton } from '../ui/button.tsx'
import { downloadBlob } from '../ui/download-text.ts'
import { showToast } from '../ui/toast.tsx'
import { type DashboardTable, dashboardFile } from './dashboard-files.ts'

type CsvButtonProps = { title: string; table: DashboardTable; figures: Dashboard }

/** Saves what a part of the Dashboard shows as CSV. */
export function CsvButton({ title, table, figures }: CsvButtonProps) {
  const range = useDashboard(({ shown, query }) => (shown?.query ?? query).range)
  async function save() {
    const { fileName, content, lines } = await dashboardFile({ range }, figures, table)
    downloadBlob(fileName, content)
    showToast(text.charts.saved(lines, fileName), { tone: 'ok' })
  }
  return <IconButton icon="download" size="sm" label={text.charts.saveCsv(title)} onClick={() => void save()} />
}
