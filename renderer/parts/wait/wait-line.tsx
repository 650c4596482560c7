import { useState } from 'react'
import type { WaitAsk } from '../../../shared/run/wait.ts'
import { text } from '../../text.ts'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { showToast } from '../../ui/toast.tsx'
import { useNow } from '../../ui/use-now.ts'
import { renewEveryMs, waitWords } from './wait-words.ts'

/** What is waited for, in words that keep up with the clock. */
export function WaitLine({ ask, className }: { ask: WaitAsk; className?: string }) {
  const [firstMs] = useState(() => Date.now())
  const now = useNow(ask.kind === 'person' ? null : renewEveryMs(ask.dueAt, firstMs))
  return <span className={className}>{waitWords(ask, now)}</span>
}

/** Where to call so that the run goes on. */
export function CallAddress({ url, className }: { url: string | null; className?: string }) {
  if (url === null) return <p className={classNames('text-mute text-sm', className)}>{text.waits.noAddress}</p>
  const copy = async () => {
    await navigator.clipboard.writeText(url)
    showToast(text.common.copied, { tone: 'ok' })
  }
  return (
    <div className={classNames('flex min-w-0 items-center gap-1', className)}>
      <code title={url} className="min-w-0 flex-1 select-text truncate font-mono text-mute text-xs">
        {url}
      </code>
      <IconButton icon="copy" size="sm" label={text.waits.copyAddress} onClick={() => void copy()} />
    </div>
  )
}
