import { useEffect, useRef, useState } from 'react'
import type { BulkOutcome, RunChoice } from '../../shared/contract/runs.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { text } from '../text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { downloadBlob } from '../ui/download-text.ts'
import { showToast } from '../ui/toast.tsx'
import { exportRuns, mostExported } from './export-runs.ts'

const say = text.runList.many
type Action = 'again' | 'cancel' | 'delete'

type SelectionBarProps = {
  choice: RunChoice
  selected: number
  total: number
  onSelectAll: () => void
  onClear: () => void
  /** These runs were removed. */
  onRemoved: (choice: RunChoice) => void
}

const questions = {
  again: { title: say.askAgain, body: say.askAgainBody, confirm: say.again },
  cancel: { title: say.askCancel, body: say.askCancelBody, confirm: say.cancel },
  delete: { title: say.askDelete, body: say.askDeleteBody, confirm: say.delete },
} as const

const calls: Record<Action, (choice: RunChoice) => Promise<BulkOutcome>> = {
  again: (choice) => client.runs.rerunMany({ choice }),
  cancel: (choice) => client.runs.cancelMany({ choice }),
  delete: (choice) => client.runs.removeMany({ choice }),
}

/** What can be done with the selected runs. Whatever changes something asks first. */
export function SelectionBar({ choice, selected, total, onSelectAll, onClear, onRemoved }: SelectionBarProps) {
  const [asking, setAsking] = useState<Action | null>(null)
  const [progress, setProgress] = useState<{ done: number; all: number } | null>(null)
  const leaving = useRef<AbortController | null>(null)
  useEffect(() => () => leaving.current?.abort(), [])

  const carryOut = async (action: Action) => {
    try {
      const outcome = await calls[action](choice)
      tellOutcome(say.done[action](outcome.done), outcome)
      if (action === 'delete') onRemoved(choice)
      onClear()
    } catch (thrown) {
      showToast(say.failed, { tone: 'bad', detail: errorOf(thrown).message })
    }
  }
  const save = async () => {
    if (selected > mostExported) return showToast(say.tooMany(mostExported), { tone: 'warn' })
    const stop = new AbortController()
    leaving.current = stop
    setProgress({ done: 0, all: selected })
    try {
      const onProgress = (done: number, all: number) => setProgress({ done, all })
      downloadBlob('runs.jsonl', await exportRuns(choice, { onProgress, signal: stop.signal }))
      showToast(say.done.export(selected), { tone: 'ok' })
    } catch (thrown) {
      if (!stop.signal.aborted) showToast(say.failed, { tone: 'bad', detail: errorOf(thrown).message })
    }
    if (!stop.signal.aborted) setProgress(null)
  }
  const question = asking && questions[asking]
  return (
    <section aria-label={say.label} className="flex flex-wrap items-center gap-1 border-b bg-accent-soft px-3 py-1.5">
      <span className="figures font-semibold text-sm" role="status">
        {progress ? say.exporting(progress.done, progress.all) : say.selected(selected)}
      </span>
      {selected < total ? (
        <Button size="sm" variant="ghost" onClick={onSelectAll}>
          {say.all(total)}
        </Button>
      ) : null}
      <span className="flex-1" />
      <IconButton icon="rotate-ccw" size="sm" label={say.again} onClick={() => setAsking('again')} />
      <IconButton icon="circle-stop" size="sm" label={say.cancel} onClick={() => setAsking('cancel')} />
      <IconButton
        icon="download"
        size="sm"
        label={say.export}
        disabled={progress !== null}
        onClick={() => void save()}
      />
      <IconButton icon="trash-2" size="sm" label={say.delete} onClick={() => setAsking('delete')} />
      <IconButton icon="x" size="sm" label={say.clear} onClick={onClear} />
      <ConfirmDialog
        isOpen={question !== null}
        onClose={() => setAsking(null)}
        title={question?.title(selected) ?? ''}
        description={question?.body ?? ''}
        confirmLabel={question?.confirm ?? ''}
        isDanger={asking !== 'again'}
        onConfirm={async () => {
          if (asking) await carryOut(asking)
        }}
      />
    </section>
  )
}

function tellOutcome(done: string, { refused }: BulkOutcome): void {
  const left = refused.map(({ error, count }) => say.left(count, error.message))
  showToast(done, left.length === 0 ? { tone: 'ok' } : { tone: 'warn', detail: left.join(' ') })
}
