import { useMemo } from 'react'
import type { PlannedCost } from '../../../shared/contract/costs.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Money } from '../../ui/money.tsx'
import { useGraphView } from '../graph/graph-view.tsx'
import { ComparisonSkeleton } from './compare-dialog.tsx'
import { CompareTable } from './compare-table.tsx'
import { costShare, shareWords } from './cost-share.ts'
import { titleOfPath } from './node-paths.ts'
import { plannedOnCanvas } from './planned-costs.ts'
import { runForReal } from './run-for-real.ts'
import { ShareBar } from './share-bar.tsx'
import { type Comparison, useComparison } from './use-comparison.ts'

const say = text.forecast.dryRun

/** What a dry run would have cost: as planned, by node, and with other models; and the way to run it for real. */
export function DryRunReport({ runId, onClose }: { runId: string; onClose: () => void }) {
  const { workflowId } = useGraphView()
  const { comparison, error } = useComparison(runId)
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say.title}
      description={say.caveat}
      footer={
        <>
          <Button onClick={onClose}>{text.common.close}</Button>
          {workflowId ? (
            <Button
              variant="primary"
              icon="play"
              onClick={() => {
                onClose()
                void runForReal(workflowId, runId)
              }}
            >
              {say.runForReal}
            </Button>
          ) : null}
        </>
      }
    >
      {error ? <ErrorNote error={error} /> : comparison ? <Planned comparison={comparison} /> : <ComparisonSkeleton />}
    </Dialog>
  )
}

function Planned({ comparison: { actual, models, planned } }: { comparison: Comparison }) {
  const { document } = useGraphView()
  if (actual.calls === 0) return <p className="text-mute">{say.nothing}</p>
  const total = models.find(({ isAsPlanned }) => isAsPlanned)?.microUsd ?? null
  return (
    <div className="flex flex-col gap-5">
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold text-md">{say.asPlanned}</h3>
        <NodeCosts document={document} planned={planned} totalMicroUsd={total} />
      </section>
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold text-md">{text.forecast.compare.with}</h3>
        <CompareTable
          base={{ label: <span title={say.asPlannedHint}>{say.asPlanned}</span>, microUsd: total }}
          models={models}
        />
      </section>
    </div>
  )
}

type NodeCostsProps = { document: Workflow; planned: readonly PlannedCost[]; totalMicroUsd: number | null }

function NodeCosts({ document, planned, totalMicroUsd }: NodeCostsProps) {
  const rows = useMemo(() => plannedOnCanvas(document, planned), [document, planned])
  return (
    <table className="figures w-full text-sm">
      <tbody>
        {rows.map(({ path, calls, microUsd }) => {
          const share = microUsd === null ? null : costShare({ microUsd }, totalMicroUsd ?? 0)
          return (
            <tr key={path.join('/')} className="border-b">
              <th scope="row" className="py-1.5 pr-2 text-left font-normal">
                {titleOfPath(document, path)}
                <span className="ml-2 text-mute text-xs">{text.forecast.calls(calls)}</span>
              </th>
              <td className="w-24 px-2">{share === null ? null : <ShareBar share={share} />}</td>
              <td className="w-14 px-2 text-right text-mute">{share === null ? null : shareWords(share)}</td>
              <td className="w-24 py-1.5 pl-2 text-right">
                <Money microUsd={microUsd} />
              </td>
            </tr>
          )
        })}
      </tbody>
      <tfoot>
        <tr className="font-semibold">
          <th scope="row" colSpan={3} className="py-1.5 pr-2 text-left font-semibold">
            {text.forecast.table.total}
          </th>
          <td className="py-1.5 pl-2 text-right">
            <Money microUsd={totalMicroUsd} />
          </td>
        </tr>
      </tfoot>
    </table>
  )
}
