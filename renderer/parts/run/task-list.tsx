import type { NodeView, TaskView } from '../../../shared/run/view.ts'
import { useRun } from '../../state/run-store.ts'
import { text } from '../../text.ts'
import { Duration } from '../../ui/duration.tsx'
import { type Status, StatusIcon } from '../../ui/status-icon.tsx'
import { taskState } from './agent-steps.ts'

const looks: Record<TaskView['state'], Status> = {
  queued: 'queued',
  running: 'running',
  waiting: 'waiting',
  done: 'succeeded',
  failed: 'failed',
}

type TaskListProps = { runId: string; view: NodeView; tasks: readonly TaskView[] }

/** A team's tasks: how each stands, whose it is, and what it comes after. */
export function TaskList({ runId, view, tasks }: TaskListProps) {
  const say = text.agentTrace
  const nodes = useRun(runId, (slice) => slice.view.nodes) ?? {}
  const done = tasks.filter(({ state }) => state === 'done').length
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-sm">{say.tasks(done, tasks.length)}</h3>
      <ol className="flex flex-col divide-y divide-line rounded-lg border">
        {tasks.map((task) => {
          const { id, title, agent, after, startedAt, endedAt } = task
          const state = taskState(nodes, view, task)
          return (
            <li key={id} className="flex items-start gap-2 px-2.5 py-1.5 text-sm">
              <StatusIcon status={looks[state]} size={14} className="mt-0.5 shrink-0" />
              <div className="min-w-0 flex-1">
                <p className="line-clamp-2 break-words">{title}</p>
                <p className="text-mute text-xs">
                  <span className="font-mono">{id}</span> · {agent}
                  {after.length > 0 ? ` · ${say.after(after.join(', '))}` : ''} · {say.taskStates[state]}
                </p>
              </div>
              {startedAt === null ? null : (
                <span className="figures shrink-0 text-mute">
                  <Duration startedAt={startedAt} endedAt={endedAt} />
                </span>
              )}
            </li>
          )
        })}
      </ol>
    </section>
  )
}
