import type { FormEvent, ReactNode } from 'react'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Kbd } from '../ui/kbd.tsx'

/** The form of a dialog that begins a run; Ctrl or Cmd with Enter sends it from any of its fields. */
export function RunForm({ id, onRun, children }: { id: string; onRun: () => Promise<void>; children: ReactNode }) {
  return (
    <form
      id={id}
      className="flex flex-col gap-4"
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void onRun()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        void onRun()
      }}
    >
      {children}
    </form>
  )
}

/** What ends such a dialog: leave it, or run. */
export function RunFormEnd({
  formId,
  isStarting,
  isDryRun,
  onDryRun,
  onClose,
}: {
  formId: string
  isStarting: boolean
  /** What the form begins is a dry run already. */
  isDryRun: boolean
  /** Begins a dry run with what the form holds. */
  onDryRun: () => void
  onClose: () => void
}) {
  return (
    <>
      <Button onClick={onClose}>{text.common.cancel}</Button>
      {isDryRun ? null : (
        <Button title={text.forecast.dryRun.entry} onClick={onDryRun}>
          {text.forecast.dryRun.start}
        </Button>
      )}
      <Button type="submit" form={formId} variant="primary" icon="play" isBusy={isStarting}>
        {isDryRun ? text.forecast.dryRun.start : text.canvas.runBar.run}
        <Kbd shortcut="mod+enter" tone="inverse" className="ml-1" />
      </Button>
    </>
  )
}
