import type { CostReport } from '../../shared/contract/costs.ts'
import { Section } from '../parts/charts/section.tsx'
import { CostFigure } from '../parts/costs/cost-figure.tsx'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { IconButton } from '../ui/button.tsx'
import { formatCount } from '../ui/format.ts'
import { RelativeTime } from '../ui/relative-time.tsx'

const say = text.costs.topRuns
const cell = 'px-2 first:pl-0 last:pr-0'

type TopRunsProps = { runs: CostReport['topRuns']; onOnly: (runId: string) => void }

/** The runs that cost most, each with the way to it. */
export function TopRuns({ runs, onOnly }: TopRunsProps) {
  return (
    <Section title={say.title}>
      {runs.length === 0 ? (
        <p className="text-mute">{say.none}</p>
      ) : (
        <table aria-label={say.title} className="w-full table-fixed text-left">
          <thead className="text-mute text-sm">
            <tr className="h-8">
              <th scope="col" className={`${cell} font-medium`}>
                {say.columns.run}
              </th>
              <th scope="col" className={`${cell} w-24 font-medium`}>
                {say.columns.started}
              </th>
              <th scope="col" className={`${cell} w-14 text-right font-medium`}>
                {say.columns.calls}
              </th>
              <th scope="col" className={`${cell} w-40 text-right font-medium`}>
                {say.columns.cost}
              </th>
              <td className="w-8" />
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.runId} className="h-9 border-t">
                <td className={`${cell} truncate`}>
                  <a
                    href={hrefOf({ screen: 'runs', runId: run.runId })}
                    title={run.workflowName}
                    className="rounded-sm font-medium hover:underline"
                  >
                    {run.workflowName}
                  </a>
                </td>
                <td className={`${cell} text-mute`}>
                  <RelativeTime atMs={run.startedAt} />
                </td>
                <td className={`${cell} figures text-right text-mute`}>{formatCount(run.calls)}</td>
                <td className={`${cell} text-right`}>
                  <CostFigure sum={run} className="font-semibold" />
                </td>
                <td className="text-right">
                  <IconButton icon="filter" size="sm" label={say.only} onClick={() => onOnly(run.runId)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}
