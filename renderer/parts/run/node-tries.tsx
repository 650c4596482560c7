import { errorPort } from '../../../shared/catalog/ports.ts'
import type { NodeView } from '../../../shared/run/view.ts'
import { hrefOf } from '../../state/route-store.ts'
import { text } from '../../text.ts'
import { formatDuration } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { wentOn } from '../graph/node-status.ts'

/** The tries that failed and were followed by another, each with its error and how long it waited. */
export function NodeTries({ retries }: { retries: NodeView['retries'] }) {
  const say = text.runs.trace
  if (retries.length === 0) return null
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-sm">{say.failedTries(retries.length)}</h3>
      <ol className="flex flex-col gap-1.5">
        {retries.map(({ attempt, error, waitMs }) => (
          <li key={attempt} className="rounded-md bg-warn-soft px-2.5 py-1.5 text-sm">
            <p className="break-words text-warn">{error.message}</p>
            <p className="figures text-mute">
              {say.attempt(attempt)} · {say.waited(formatDuration(waitMs))}
            </p>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** What became of a node otherwise than by running it through: taken over, pinned, or failed without stopping the run. */
export function NodeFate({ view }: { view: NodeView }) {
  const say = text.runs.trace
  if (wentOn(view)) {
    const byPort = Object.hasOwn(view.outputs ?? {}, errorPort)
    return <Fate icon="shield-check">{byPort ? say.wentOnByPort : say.wentOnWithValue}</Fate>
  }
  if (!view.reused) return null
  const { fromRunId } = view.reused
  if (fromRunId === null) return <Fate icon="pin">{say.pinned}</Fate>
  return (
    <Fate icon="history">
      {say.reused}{' '}
      <a href={hrefOf({ screen: 'runs', runId: fromRunId })} className="font-medium text-accent hover:underline">
        {say.openEarlier}
      </a>
    </Fate>
  )
}

function Fate({ icon, children }: { icon: 'shield-check' | 'pin' | 'history'; children: React.ReactNode }) {
  return (
    <p className="flex items-start gap-2 rounded-lg bg-sunken px-3 py-2 text-sm">
      <Icon name={icon} size={15} className="mt-0.5 text-mute" />
      <span className="min-w-0 flex-1">{children}</span>
    </p>
  )
}
