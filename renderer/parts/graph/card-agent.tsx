import type { NodeView } from '../../../shared/run/view.ts'
import { useRun } from '../../state/run-store.ts'
import { text } from '../../text.ts'
import { innerTitle, nodesInside } from '../run/agent-steps.ts'
import { CardWait } from './card-wait.tsx'
import { useRunScope } from './graph-view.tsx'

/** On the card of an agent or a team at work: what it does now. */
export function AgentDoing({ view }: { view: NodeView }) {
  const say = text.agentTrace.card
  const { runId } = useRunScope()
  // One text, so that the card is drawn again only when it would say something else.
  const workers = useRun(runId, (slice) =>
    view.words
      ? nodesInside(slice.view.nodes, view)
          .filter(({ status }) => status === 'running')
          .map((inner) => innerTitle(view, inner))
          .join('\n')
      : '',
  )
  const using = (view.toolCalls ?? []).filter(({ durationMs }) => durationMs === null).map(({ title }) => title)
  const names = [...new Set((workers ?? '').split('\n').filter((name) => name !== ''))]
  const tasks = Object.values(view.tasks ?? {})
  const now =
    using.length > 0
      ? say.uses(using)
      : names.length > 0
        ? say.works(names)
        : say.thinks(Math.max(1, view.calls.length))
  return (
    <>
      <p className="line-clamp-2 break-words text-text">{now}</p>
      {tasks.length > 0 ? (
        <p className="figures text-mute">
          {say.tasks(tasks.filter(({ state }) => state === 'done').length, tasks.length)}
        </p>
      ) : null}
    </>
  )
}

/** What a person is asked for something inside it: the first of the questions. */
export function WaitInside({ view }: { view: NodeView }) {
  const { runId } = useRunScope()
  const wait = useRun(runId, (slice) => {
    const prefix = `${view.key}#`
    return Object.values(slice.view.nodes).find(
      ({ scope, wait: inner }) => scope.startsWith(prefix) && inner?.ask.kind === 'person',
    )?.wait
  })
  return wait ? <CardWait wait={wait} /> : <AgentDoing view={view} />
}
