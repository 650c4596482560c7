import type { PastWait } from '../../../shared/run/past-wait.ts'
import { text } from '../../text.ts'
import { formatDuration } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { commentOf, pastWaitWords, waitIcons } from './wait-words.ts'

/** What a node waited for, and what came: who answered what, and when. */
export function PastWaits({ waits }: { waits: readonly PastWait[] | undefined }) {
  if (!waits || waits.length === 0) return null
  const say = text.waits.past
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-sm">{say.heading}</h3>
      <ol className="flex flex-col gap-1.5">
        {waits.map((past) => {
          const comment = commentOf(past.answer)
          return (
            <li key={past.waitId} className="flex items-start gap-2 rounded-md bg-sunken px-2.5 py-1.5 text-sm">
              <Icon name={waitIcons[past.ask.kind]} size={14} className="mt-0.5 text-mute" />
              <div className="min-w-0 flex-1">
                {past.ask.kind === 'person' && past.ask.title ? (
                  <p className="break-words text-mute">{past.ask.title}</p>
                ) : null}
                <p className="break-words font-medium">{pastWaitWords(past)}</p>
                {comment ? <p className="select-text break-words">{say.comment(comment)}</p> : null}
                <p className="figures text-mute">
                  <RelativeTime atMs={past.endedAt} /> · {say.took(formatDuration(past.endedAt - past.since))}
                </p>
              </div>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
