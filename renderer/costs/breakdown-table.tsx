import { useState } from 'react'
import type { CostGroup, CostGrouping } from '../../shared/contract/costs.ts'
import { type ColourPlaces, colourOf, idOfGroup } from '../parts/charts/series.ts'
import { Swatch } from '../parts/charts/swatch.tsx'
import { CostFigure } from '../parts/costs/cost-figure.tsx'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { formatCompactCount, formatCount, formatShare } from '../ui/format.ts'

const say = text.costs.breakdown
const cell = 'px-2 first:pl-0 last:pr-0'
/** More rows are shown when asked for. */
const usualRows = 10

type BreakdownTableProps = {
  groups: readonly CostGroup[]
  by: CostGrouping
  places: ColourPlaces
  onNarrow: (key: string) => void
}

/** One row for each model, workflow, provider or agent; a click narrows to it. */
export function BreakdownTable({ groups, by, places, onNarrow }: BreakdownTableProps) {
  const [isWhole, setWhole] = useState(false)
  const total = sum(groups)
  const isLong = groups.length > usualRows + 2
  const shown = isLong && !isWhole ? groups.slice(0, usualRows) : groups
  const head = `${cell} text-right font-medium`
  return (
    <div className="min-w-0 flex-1">
      <table aria-label={say.title(by)} className="w-full table-fixed text-left">
        <thead className="text-mute text-sm">
          <tr className="h-8">
            <th scope="col" className={`${cell} font-medium`}>
              {text.costs.grouping.names[by]}
            </th>
            <th scope="col" className={`${cell} w-40 font-medium`}>
              {say.columns.share}
            </th>
            <th scope="col" className={`${head} w-44`}>
              {say.columns.cost}
            </th>
            <th scope="col" className={`${head} w-18`}>
              {say.columns.calls}
            </th>
            <th scope="col" className={`${head} w-22`}>
              {say.columns.tokensIn}
            </th>
            <th scope="col" className={`${head} w-24`}>
              {say.columns.tokensOut}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((group) => (
            <Row
              key={idOfGroup(group)}
              group={group}
              share={total.microUsd > 0 && group.unknownCalls < group.calls ? group.microUsd / total.microUsd : null}
              colour={colourOf(places, group)}
              onNarrow={onNarrow}
            />
          ))}
        </tbody>
        <tfoot>
          <tr className="h-10 border-t font-semibold">
            <th scope="row" className={cell}>
              {say.total}
            </th>
            <td className={cell}>
              {isLong ? (
                <Button variant="ghost" size="sm" className="-ml-2.5" onClick={() => setWhole(!isWhole)}>
                  {isWhole ? text.charts.showFewer : text.charts.showAll(groups.length)}
                </Button>
              ) : null}
            </td>
            <td className={`${cell} text-right`}>
              <CostFigure sum={total} />
            </td>
            <td className={`${cell} figures text-right`}>{formatCount(total.calls)}</td>
            <Tokens count={total.inputTokens} />
            <Tokens count={total.outputTokens} />
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

type RowProps = { group: CostGroup; share: number | null; colour: string; onNarrow: (key: string) => void }

function Row({ group, share, colour, onNarrow }: RowProps) {
  const { key, title } = group
  const name = (
    <>
      <Swatch colour={colour} />
      <span className="min-w-0 truncate">{title}</span>
    </>
  )
  return (
    <tr
      className={`h-9 border-t ${key === null ? '' : 'hover:bg-hover/60'}`}
      // For the pointer all of the row; the keyboard has the button in it.
      onClick={key === null ? undefined : () => onNarrow(key)}
    >
      <th scope="row" title={title} className={`${cell} font-medium`}>
        {key === null ? (
          <span className="flex items-center gap-2">{name}</span>
        ) : (
          <button
            type="button"
            aria-label={text.charts.filter.narrow(title)}
            className="flex max-w-full items-center gap-2 rounded-sm hover:underline"
          >
            {name}
          </button>
        )}
      </th>
      <td className={cell}>
        {share === null ? null : (
          <span className="flex items-center gap-2">
            <span aria-hidden className="h-1.5 min-w-0 flex-1 overflow-hidden rounded-full bg-line">
              <span className="block h-full rounded-full" style={{ width: `${share * 100}%`, background: colour }} />
            </span>
            <span className="figures w-10 text-right text-mute text-sm">{shareWords(share)}</span>
          </span>
        )}
      </td>
      <td className={`${cell} text-right`}>
        <CostFigure sum={group} className="font-semibold" />
      </td>
      <td className={`${cell} figures text-right text-mute`}>{formatCount(group.calls)}</td>
      <Tokens count={group.inputTokens} isQuiet />
      <Tokens count={group.outputTokens} isQuiet />
    </tr>
  )
}

function Tokens({ count, isQuiet = false }: { count: number; isQuiet?: boolean }) {
  return (
    <td title={formatCount(count)} className={`${cell} figures text-right ${isQuiet ? 'text-mute' : ''}`}>
      {formatCompactCount(count)}
    </td>
  )
}

/** What is there is never shown as nothing. */
function shareWords(share: number): string {
  return share > 0 && share < 0.005 ? '<1\u202f%' : formatShare(share)
}

function sum(groups: readonly CostGroup[]) {
  const total = { microUsd: 0, unknownCalls: 0, calls: 0, inputTokens: 0, outputTokens: 0 }
  for (const group of groups) {
    total.microUsd += group.microUsd
    total.unknownCalls += group.unknownCalls
    total.calls += group.calls
    total.inputTokens += group.inputTokens
    total.outputTokens += group.outputTokens
  }
  return total
}
