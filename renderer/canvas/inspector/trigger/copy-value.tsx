import { text } from '../../../text.ts'
import { IconButton } from '../../../ui/button.tsx'
import { showToast } from '../../../ui/toast.tsx'

/** A value to be entered elsewhere, with a button that copies it. */
export function CopyValue({ title, value }: { title: string; value: string }) {
  const say = text.triggers.service
  const copy = async () => {
    await navigator.clipboard.writeText(value)
    showToast(say.copied, { tone: 'ok' })
  }
  return (
    <div className="flex items-start gap-1">
      <code className="wrap-anywhere min-w-0 flex-1 rounded-md bg-sunken px-2 py-1 font-mono text-sm">{value}</code>
      <IconButton icon="copy" size="sm" label={say.copyValue(title)} className="mt-0.5" onClick={() => void copy()} />
    </div>
  )
}
