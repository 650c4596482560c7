import type { SyntheticEvent } from 'react'
import type { NodeView } from '../../../shared/run/view.ts'
import { text } from '../../text.ts'
import { Icon } from '../../ui/icon.tsx'
import { answerWait } from '../wait/answer-host.tsx'
import { skipWait } from '../wait/skip-wait.ts'
import { useOpenAsk } from '../wait/use-open-ask.ts'
import { CallAddress, WaitLine } from '../wait/wait-line.tsx'

/** On the card of a node that waits: for what, and the button that helps. */
export function CardWait({ wait }: { wait: NonNullable<NodeView['wait']> }) {
  const { waitId } = wait
  const ask = useOpenAsk(wait)
  const isQuestion = ask.kind === 'person'
  return (
    <>
      <WaitLine ask={ask} className="line-clamp-2 break-words text-warn" />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the canvas would take Enter and a double click for its own */}
      <div className="nodrag nopan" onKeyDown={keep} onDoubleClick={keep}>
        {ask.kind === 'call' ? <CallAddress url={ask.url} /> : null}
        <button
          type="button"
          onClick={() => void (isQuestion ? answerWait(waitId) : skipWait(waitId))}
          className={
            isQuestion
              ? 'mt-1.5 flex h-6 items-center gap-1.5 rounded-md bg-accent px-2 font-semibold text-on-accent text-sm hover:bg-accent-strong'
              : 'mt-1 -ml-1 flex items-center gap-1 rounded-sm px-1 font-semibold text-accent text-sm hover:bg-accent-soft'
          }
        >
          <Icon name={isQuestion ? 'hand' : 'play'} size={13} />
          {isQuestion ? text.waits.answer : text.waits.goOnNow}
        </button>
      </div>
    </>
  )
}

function keep(event: SyntheticEvent): void {
  event.stopPropagation()
}
