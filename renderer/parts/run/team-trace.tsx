import { useMemo } from 'react'
import type { NodeView } from '../../../shared/run/view.ts'
import { useRun } from '../../state/run-store.ts'
import { text } from '../../text.ts'
import { formatCount, formatDuration } from '../../ui/format.ts'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { Money } from '../../ui/money.tsx'
import { innerTitle, membersOf, nodesInside, plus } from './agent-steps.ts'
import { type DrawTrace, InnerNode } from './inner-node.tsx'
import { LongText } from './long-text.tsx'
import { TaskList } from './task-list.tsx'

const aboutIcons: Record<NonNullable<NodeView['words']>[number]['about'], IconName> = {
  task: 'list-todo',
  result: 'check',
  'hand-over': 'arrow-right',
  review: 'pencil-line',
  vote: 'vote',
}

type TeamTraceProps = { runId: string; view: NodeView; drawTrace: DrawTrace }

/** A team at work: its tasks, who said what to whom, what each did, and what that came to. */
export function TeamTrace({ runId, view, drawTrace }: TeamTraceProps) {
  const say = text.agentTrace
  const nodes = useRun(runId, (slice) => slice.view.nodes)
  const inside = useMemo(() => (nodes ? nodesInside(nodes, view) : []), [nodes, view])
  // What the one who leads had done stands with its tools already.
  const drawn = new Set(view.toolCalls?.map((tool) => tool.scope))
  const works = inside.filter(({ scope }) => !drawn.has(scope))
  return (
    <>
      {view.tasks ? <TaskList runId={runId} view={view} tasks={Object.values(view.tasks)} /> : null}
      <MemberCosts runId={runId} view={view} />
      {works.length > 0 ? (
        <section className="flex flex-col gap-2">
          <h3 className="font-semibold text-sm">{say.each}</h3>
          <ul className="flex flex-col divide-y divide-line rounded-lg border">
            {works.map((node) => (
              <InnerNode
                key={node.key}
                runId={runId}
                node={node}
                title={innerTitle(view, node)}
                drawTrace={drawTrace}
              />
            ))}
          </ul>
        </section>
      ) : null}
      <Words words={view.words ?? []} from={view.startedAt ?? 0} />
    </>
  )
}

function Words({ words, from: startedAt }: { words: NonNullable<NodeView['words']>; from: number }) {
  const say = text.agentTrace
  if (words.length === 0) return null
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-sm">{say.team}</h3>
      <ol className="flex flex-col gap-2.5">
        {words.map(({ from, to, about, text: said, at }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: words are only ever added at the end
          <li key={index} className="flex gap-2 text-sm">
            <Icon name={aboutIcons[about]} size={14} className="mt-0.5 shrink-0 text-mute" label={say.about[about]} />
            <div className="min-w-0 flex-1">
              <p className="flex items-baseline gap-1.5">
                <span className="min-w-0 truncate font-semibold">{from}</span>
                <span aria-hidden className="text-mute">
                  →
                </span>
                <span className="min-w-0 truncate font-semibold">{to}</span>
                <span className="shrink-0 text-mute text-xs">{say.about[about]}</span>
                <span className="figures ml-auto shrink-0 text-mute text-xs">{formatDuration(at - startedAt)}</span>
              </p>
              <LongText value={said} most={130} className="text-mute" />
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}

function MemberCosts({ runId, view }: Omit<TeamTraceProps, 'drawTrace'>) {
  const say = text.agentTrace
  const nodes = useRun(runId, (slice) => slice.view.nodes)
  const members = useMemo(() => (nodes ? membersOf(nodes, view) : []), [nodes, view])
  if (members.length === 0) return null
  const all = { name: say.total, works: 0, cost: members.map(({ cost }) => cost).reduce(plus) }
  return (
    <table className="w-full text-sm" aria-label={say.members}>
      <thead className="text-left text-mute text-xs">
        <tr>
          <th scope="col" className="pb-1 font-medium">
            {say.member}
          </th>
          <th scope="col" className="pb-1 text-right font-medium">
            {say.works}
          </th>
          <th scope="col" className="pb-1 text-right font-medium">
            {say.tokens}
          </th>
          <th scope="col" className="pb-1 text-right font-medium">
            {say.cost}
          </th>
        </tr>
      </thead>
      <tbody>
        {[...members, ...(members.length > 1 ? [all] : [])].map((member) => {
          const { name, works, cost } = member
          return (
            <tr key={member === all ? 'all' : `member ${name}`} className="border-t">
              <th scope="row" className={`py-1 text-left ${member === all ? 'font-semibold' : 'font-normal'}`}>
                {name}
              </th>
              <td className="figures py-1 text-right text-mute">{member === all ? '' : formatCount(works)}</td>
              <td className="figures py-1 text-right">{formatCount(cost.inputTokens + cost.outputTokens)}</td>
              <td className="py-1 text-right font-semibold">
                <Money
                  microUsd={cost.calls > 0 && cost.unknownCalls === cost.calls ? null : cost.microUsd}
                  isPartlyUnknown={cost.unknownCalls > 0 && cost.unknownCalls < cost.calls}
                />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
