import { useEffect, useRef, useState } from 'react'
import type { CostReport } from '../../shared/contract/costs.ts'
import { errorOf } from '../link/error-of.ts'
import type { CostQuery } from '../state/cost-query.ts'
import { costReport } from '../state/cost-report-store.ts'
import { text } from '../text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { downloadBlob } from '../ui/download-text.ts'
import { formatCount } from '../ui/format.ts'
import { Menu } from '../ui/menu.tsx'
import { showToast } from '../ui/toast.tsx'
import { breakdownFile, type CostFileKind, callsFile } from './cost-files.ts'

const say = text.costs.export

type ExportMenuProps = {
  query: CostQuery
  /** null while what is shown does not answer the query. */
  report: CostReport | null
}

/** The figures, or all calls behind them, as a file. Calls are read some at a time beside whatever else one does. */
export function ExportMenu({ query, report }: ExportMenuProps) {
  const [progress, setProgress] = useState<{ done: number; all: number } | null>(null)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])

  async function saveBreakdown(kind: CostFileKind) {
    if (!report) return
    const { fileName, content } = await breakdownFile(query, report, kind)
    downloadBlob(fileName, content)
    showToast(text.charts.saved(report.groups.length, fileName), { tone: 'ok' })
  }

  async function saveCalls(kind: CostFileKind) {
    if (!report || stop.current) return
    const running = new AbortController()
    stop.current = running
    const all = report.total.calls
    setProgress({ done: 0, all })
    try {
      const pages = costReport.readRows(query, running.signal)
      const onProgress = (done: number) => setProgress({ done, all: Math.max(all, done) })
      const { fileName, content, calls } = await callsFile(query, pages, { kind, onProgress })
      if (running.signal.aborted) return
      downloadBlob(fileName, content)
      showToast(say.doneCalls(calls, fileName), { tone: 'ok' })
    } catch (thrown) {
      const error = errorOf(thrown)
      if (!running.signal.aborted) showToast(error.message, { tone: 'bad', detail: error.hint })
    } finally {
      stop.current = null
      setProgress(null)
    }
  }

  if (progress) {
    return (
      <div className="flex items-center gap-1">
        <span role="status" className="figures text-mute text-sm">
          {say.reading(formatCount(progress.done), formatCount(progress.all))}
        </span>
        <IconButton icon="x" size="sm" label={say.stop} onClick={() => stop.current?.abort()} />
      </div>
    )
  }
  const isNothing = !report || report.total.calls === 0
  return (
    <Menu
      trigger={
        <Button icon="download" disabled={isNothing}>
          {say.label}
        </Button>
      }
      items={[
        { kind: 'heading', label: say.breakdown },
        { label: say.breakdownCsv, icon: 'sheet', onSelect: () => void saveBreakdown('csv') },
        { label: say.breakdownJson, icon: 'braces', onSelect: () => void saveBreakdown('json') },
        { kind: 'separator' },
        { kind: 'heading', label: say.calls },
        { label: say.callsCsv, icon: 'sheet', onSelect: () => void saveCalls('csv') },
        { label: say.callsJson, icon: 'braces', onSelect: () => void saveCalls('json') },
      ]}
    />
  )
}
