import { useEffect, useState } from 'react'
import type { ErrorInfo } from '../../shared/errors.ts'
import { errorOf } from '../link/error-of.ts'
import { placeBefore, queue, useQueue } from '../state/queue-store.ts'
import { text } from '../text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import { Menu } from '../ui/menu.tsx'
import { showToast } from '../ui/toast.tsx'
import { QueueRow } from './queue-row.tsx'

/** Rows drawn at first, and how many more each time one asks: a queue may hold thousands. */
const pageSize = 30

/** The runs that wait for their turn, in their order; nothing while none does and the queue goes on. */
export function QueueSection() {
  const view = useQueue((state) => state.view)
  const [shown, setShown] = useState(pageSize)
  const [isAsking, setAsking] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const [said, setSaid] = useState('')
  useEffect(() => void queue.load(), [])
  if (!view || (view.waiting.length === 0 && !view.paused)) return null
  const { waiting, paused, runsAtOnce, underWay } = view

  const attempt = async (what: () => Promise<unknown>) => {
    setError(null)
    try {
      await what()
      return true
    } catch (thrown) {
      setError(errorOf(thrown))
      return false
    }
  }
  const move = async (runId: string, before: string | null) => {
    if (!(await attempt(() => queue.move(runId, before)))) return
    const now = queue.store.getState().view?.waiting ?? []
    const at = now.findIndex((run) => run.runId === runId)
    const run = now[at]
    if (run) setSaid(text.queue.moved(run.workflowName, at + 1, now.length))
  }
  const moveBy = (runId: string, by: number) => {
    const before = placeBefore(waiting, runId, by)
    if (before !== undefined) void move(runId, before)
  }
  const setPaused = async () => {
    setBusy(true)
    await attempt(() => (paused ? queue.resume() : queue.pause()))
    setBusy(false)
  }

  return (
    <section aria-labelledby="queue-title" className="border-b bg-sunken">
      <header className="flex items-center gap-1.5 py-1.5 pr-2 pl-3">
        <h2 id="queue-title" className="min-w-0 flex-1 truncate font-semibold text-sm">
          {text.queue.title(waiting.length)}
        </h2>
        <Button
          size="sm"
          icon={paused ? 'play' : 'circle-pause'}
          variant={paused ? 'primary' : 'secondary'}
          isBusy={isBusy}
          title={paused ? undefined : text.queue.pauseHint}
          onClick={() => void setPaused()}
        >
          {paused ? text.queue.resume : text.queue.pause}
        </Button>
        <Menu
          trigger={<IconButton icon="ellipsis" size="sm" label={text.queue.more} />}
          items={[
            {
              label: text.queue.drain,
              icon: 'trash-2',
              isDanger: true,
              isDisabled: waiting.length === 0,
              onSelect: () => setAsking(true),
            },
          ]}
        />
      </header>
      <p className="flex items-center gap-1.5 px-3 pb-1.5 text-mute text-sm">
        {paused ? (
          <>
            <Icon name="circle-pause" size={14} className="text-warn" />
            <span className="min-w-0 flex-1">{text.queue.paused}</span>
          </>
        ) : (
          <span className="figures">{text.queue.underWay(underWay, runsAtOnce)}</span>
        )}
      </p>
      {error ? <ErrorNote error={error} className="mx-3 mb-2" /> : null}
      {waiting.length === 0 ? null : (
        <ol aria-label={text.queue.list} className="max-h-72 overflow-y-auto border-t">
          {waiting.slice(0, shown).map((run, index) => (
            <QueueRow
              key={run.runId}
              run={run}
              index={index}
              total={waiting.length}
              onMoveBy={(by) => moveBy(run.runId, by)}
              onDropBefore={(runId, isAfter) => {
                const target = isAfter ? waiting[index + 1]?.runId : run.runId
                if (runId !== run.runId && target !== runId) void move(runId, target ?? null)
              }}
              onPriority={(priority) => void attempt(() => queue.prioritise(run.runId, priority))}
              onTakeOut={() => void attempt(() => queue.takeOut(run.runId))}
            />
          ))}
        </ol>
      )}
      {waiting.length > shown ? (
        <Button size="sm" variant="ghost" className="mx-2 my-1" onClick={() => setShown(shown + 5 * pageSize)}>
          {text.runs.value.more(String(waiting.length - shown))}
        </Button>
      ) : null}
      <p role="status" className="sr-only">
        {said}
      </p>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={text.queue.drainTitle(waiting.length)}
        description={text.queue.drainBody}
        confirmLabel={text.queue.drain}
        isDanger
        onConfirm={async () => {
          await attempt(async () => showToast(text.queue.drained(await queue.drain()), { tone: 'ok' }))
        }}
      />
    </section>
  )
}
