import { useState } from 'react'
import type { WaitAsk } from '../../../shared/run/wait.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Prose } from '../../ui/prose.tsx'
import { useNow } from '../../ui/use-now.ts'
import { answerWait } from './answer-host.tsx'
import type { NodeWait } from './run-waits.ts'
import { skipWait } from './skip-wait.ts'
import { useOpenAsk } from './use-open-ask.ts'
import { CallAddress, WaitLine } from './wait-line.tsx'
import { formatClock, formatLeft, renewEveryMs, waitIcons } from './wait-words.ts'

type WaitNoteProps = {
  wait: Pick<NodeWait, 'waitId' | 'ask'>
  /** Leaves out the message of a question. */
  isShort?: boolean
}

/** What a node waits for, and what one can do about it. */
export function WaitNote({ wait, isShort = false }: WaitNoteProps) {
  const { waitId } = wait
  const ask = useOpenAsk(wait)
  return (
    <section className="flex items-start gap-2.5 rounded-lg bg-warn-soft px-3 py-2.5">
      <Icon name={waitIcons[ask.kind]} size={16} className="mt-0.5 text-warn" />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <WaitLine ask={ask} className="break-words font-medium" />
        {ask.kind === 'person' ? (
          <>
            {isShort || ask.message.trim() === '' ? null : (
              <Prose words={ask.message} className="max-h-48 select-text overflow-y-auto text-sm" />
            )}
            {ask.dueAt === null ? null : <Due dueAt={ask.dueAt} />}
          </>
        ) : null}
        {ask.kind === 'call' ? <CallAddress url={ask.url} /> : null}
        <div className="mt-1">
          <WaitButton waitId={waitId} ask={ask} />
        </div>
      </div>
    </section>
  )
}

function Due({ dueAt }: { dueAt: number }) {
  const [firstMs] = useState(() => Date.now())
  const now = useNow(renewEveryMs(dueAt, firstMs))
  return <p className="text-sm text-warn">{text.waits.answerUntil(formatClock(dueAt, now), formatLeft(dueAt, now))}</p>
}

/** Answer, or go on now. */
export function WaitButton({ waitId, ask }: { waitId: string; ask: Pick<WaitAsk, 'kind'> }) {
  const [isBusy, setBusy] = useState(false)
  const act = async (what: () => Promise<void>) => {
    setBusy(true)
    await what()
    setBusy(false)
  }
  return ask.kind === 'person' ? (
    <Button size="sm" variant="primary" icon="hand" isBusy={isBusy} onClick={() => void act(() => answerWait(waitId))}>
      {text.waits.answer}
    </Button>
  ) : (
    <Button size="sm" icon="play" isBusy={isBusy} onClick={() => void act(() => skipWait(waitId))}>
      {text.waits.goOnNow}
    </Button>
  )
}
