import type { OpenWait } from '../../shared/contract/waits.ts'
import { answerWait } from '../parts/wait/answer-host.tsx'
import { formatClock, formatLeft } from '../parts/wait/wait-words.ts'
import { hrefOf } from '../state/route-store.ts'
import { isQuestion, useWaits } from '../state/waits-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { useNow } from '../ui/use-now.ts'

/** On top of all runs: the questions that wait for a person. Nothing while there are none. */
export function WaitingForYou() {
  const list = useWaits((state) => state.list)
  const questions = list?.filter(isQuestion) ?? []
  if (questions.length === 0) return null
  return (
    <section aria-labelledby="waiting-for-you" className="border-b bg-warn-soft">
      <h2 id="waiting-for-you" className="flex items-center gap-2 px-3 pt-2 pb-1 font-semibold text-sm text-warn">
        <Icon name="hand" size={14} />
        {text.waits.forYou}
        <span className="figures">({questions.length})</span>
      </h2>
      <ul className="max-h-72 overflow-y-auto pb-1.5">
        {questions.map((wait) => (
          <Question key={wait.waitId} wait={wait} />
        ))}
      </ul>
    </section>
  )
}

function Question({ wait }: { wait: OpenWait }) {
  const { waitId, runId, workflowName, openedAt, ask } = wait
  const now = useNow(30_000)
  if (ask.kind !== 'person') return null
  return (
    <li className="flex items-start gap-2 px-3 py-1.5">
      <a href={hrefOf({ screen: 'runs', runId })} className="min-w-0 flex-1 rounded-sm hover:underline">
        <span className="line-clamp-2 break-words font-medium">{ask.title || text.waits.untitled}</span>
        <span className="flex items-baseline gap-1.5 text-mute text-sm">
          <span className="min-w-0 truncate">{workflowName}</span>
          <span aria-hidden>·</span>
          <RelativeTime atMs={openedAt} />
        </span>
        {ask.dueAt === null ? null : (
          <span className="block text-sm text-warn">
            {text.waits.answerUntil(formatClock(ask.dueAt, now), formatLeft(ask.dueAt, now))}
          </span>
        )}
      </a>
      <Button size="sm" variant="primary" onClick={() => void answerWait(waitId)}>
        {text.waits.answer}
      </Button>
    </li>
  )
}
