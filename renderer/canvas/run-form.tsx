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
  onClose,
}: {
  formId: string
  isStarting: boolean
  onClose: () => void
}) {
  return (
    <>
      <Button onClick={onClose}>{text.common.cancel}</Button>
      <Button type="submit" form={formId} variant="primary" icon="play" isBusy={isStarting}>
        {text.canvas.runBar.run}
        <Kbd shortcut="mod+enter" tone="inverse" className="ml-1" />
      </Button>
    </>
  )
}
