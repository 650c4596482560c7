import { text } from '../../../text.ts'
import { IconButton } from '../../../ui/button.tsx'
import { showToast } from '../../../ui/toast.tsx'

const say = text.triggers.service

/** `label`, `copied`: what the button and the message say, where the usual words do not fit. */
type CopyValueProps = { title: string; value: string; label?: string; copied?: string }

/** A value to be entered elsewhere, with a button that copies it. */
export function CopyValue({ title, value, ...words }: CopyValueProps) {
  const { copied = say.copied, label = say.copyValue(title) } = words
  const copy = async () => {
    await navigator.clipboard.writeText(value)
    showToast(copied, { tone: 'ok' })
  }
  return (
    <div className="flex items-start gap-1">
      <code className="wrap-anywhere min-w-0 flex-1 rounded-md bg-sunken px-2 py-1 font-mono text-sm">{value}</code>
      <IconButton icon="copy" size="sm" label={label} className="mt-0.5" onClick={() => void copy()} />
    </div>
  )
}
