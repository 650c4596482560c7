import { useEffect, useState } from 'react'
import { text } from '../text.ts'
import { IconButton } from './button.tsx'
import { showToast } from './toast.tsx'

const shownMs = 1_500

/** Puts a text on the clipboard and says so in its place. `what`: the name of what is copied. */
export function CopyButton({ value, what, className }: { value: string; what: string; className?: string }) {
  const { isCopied, copy } = useCopy(value)
  return (
    <IconButton
      icon={isCopied ? 'check' : 'copy'}
      size="sm"
      label={isCopied ? text.common.copied : text.common.copyWhat(what)}
      onClick={copy}
      className={className}
    />
  )
}

/** The same for a button with words of its own. */
export function useCopy(value: string): { isCopied: boolean; copy: () => void } {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), shownMs)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = () => {
    navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      () => showToast(text.common.notCopied, { tone: 'bad', detail: value.slice(0, 300) }),
    )
  }
  return { isCopied, copy }
}
