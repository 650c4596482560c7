import { useEffect, useState } from 'react'
import type { RunFilter } from '../../shared/contract/run-filter.ts'
import type { SavedView } from '../../shared/contract/runs.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { text } from '../text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Menu, type MenuItem } from '../ui/menu.tsx'
import { showToast } from '../ui/toast.tsx'

const say = text.runList.views

type ViewsMenuProps = { filter: RunFilter; onOpen: (filter: RunFilter) => void }

/** Lists with a name: one opens them, saves what is shown as one, and removes them. */
export function ViewsMenu({ filter, onOpen }: ViewsMenuProps) {
  const [views, setViews] = useState<SavedView[]>([])
  const [isSaving, setSaving] = useState(false)
  const load = async () => {
    try {
      setViews(await client.runs.views())
    } catch (thrown) {
      showToast(say.failed, { tone: 'bad', detail: errorOf(thrown).message })
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the screen opens
  useEffect(() => void load(), [])
  const remove = async ({ viewId, name }: SavedView) => {
    try {
      await client.runs.removeView({ viewId })
      showToast(say.removed(name), { tone: 'ok' })
    } catch (thrown) {
      showToast(say.failed, { tone: 'bad', detail: errorOf(thrown).message })
    }
    await load()
  }
  const shown = JSON.stringify(filter)
  const items: MenuItem[] = [
    ...(views.length === 0 ? [{ kind: 'heading' as const, label: say.none }] : []),
    ...views.map((view) => ({
      label: view.name,
      isChecked: JSON.stringify(view.filter) === shown,
      onSelect: () => onOpen(view.filter),
    })),
    { kind: 'separator' },
    { label: say.save, icon: 'plus', isDisabled: Object.keys(filter).length === 0, onSelect: () => setSaving(true) },
    ...(views.length === 0
      ? []
      : [
          {
            kind: 'submenu' as const,
            label: say.remove,
            icon: 'trash-2' as const,
            items: views.map((view) => ({ label: view.name, onSelect: () => void remove(view) })),
          },
        ]),
  ]
  return (
    <>
      <Menu trigger={<IconButton icon="bookmark" size="sm" label={say.open} />} items={items} />
      {isSaving ? (
        <SaveDialog
          filter={filter}
          onClose={() => setSaving(false)}
          onSaved={(name) => {
            setSaving(false)
            showToast(say.saved(name), { tone: 'ok' })
            void load()
          }}
        />
      ) : null}
    </>
  )
}

type SaveDialogProps = { filter: RunFilter; onClose: () => void; onSaved: (name: string) => void }

function SaveDialog({ filter, onClose, onSaved }: SaveDialogProps) {
  const [name, setName] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const save = async () => {
    if (name.trim() === '') return
    setBusy(true)
    try {
      onSaved((await client.runs.saveView({ name, filter })).name)
    } catch (thrown) {
      setError(errorOf(thrown))
      setBusy(false)
    }
  }
  return (
    <Dialog
      isOpen
      size="sm"
      onClose={onClose}
      title={say.title}
      description={say.body}
      footer={
        <Button variant="primary" isBusy={isBusy} disabled={name.trim() === ''} onClick={() => void save()}>
          {say.confirm}
        </Button>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field label={say.name}>
          <Input value={name} onChange={setName} maxLength={60} autoFocus />
        </Field>
      </form>
      {error ? <ErrorNote error={error} className="mt-3" /> : null}
    </Dialog>
  )
}
