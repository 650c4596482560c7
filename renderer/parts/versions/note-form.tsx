import { type FormEvent, useState } from 'react'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { errorOf } from '../../link/error-of.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'

const longestNote = 500

type NoteFormProps = { action: string; note?: string; onSubmit: (note: string) => Promise<void> }

/** A note and a button, for a popover. What goes wrong is said there. */
export function NoteForm({ action, note: given = '', onSubmit }: NoteFormProps) {
  const [note, setNote] = useState(given)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await onSubmit(note.trim())
    } catch (thrown) {
      setError(errorOf(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field label={text.versions.note} isOptional>
        <Input value={note} onChange={setNote} maxLength={longestNote} placeholder={text.versions.notePlaceholder} />
      </Field>
      {error ? <ErrorNote error={error} /> : null}
      <Button type="submit" variant="primary" size="sm" isBusy={isBusy} className="self-end">
        {action}
      </Button>
    </form>
  )
}
