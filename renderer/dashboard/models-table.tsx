import type { Dashboard } from '../../shared/contract/dashboard.ts'
import { type ColourPlaces, colourOf, type Series } from '../parts/charts/series.ts'
import { SharePie } from '../parts/charts/share-pie.tsx'
import { Swatch } from '../parts/charts/swatch.tsx'
import { CostFigure } from '../parts/costs/cost-figure.tsx'
import { shareWords } from '../parts/costs/cost-share.ts'
import { text } from '../text.ts'
import { formatCount } from '../ui/format.ts'
import { CsvButton } from './csv-button.tsx'
import { RankTable } from './rank-table.tsx'

const say = text.dashboard.models

type ModelsTableProps = {
  figures: Dashboard
  series: readonly Series[]
  places: ColourPlaces
  onModel: (model: string) => void
}

/** What each model cost, as a table and as a ring of shares; a model narrows the Dashboard to it. */
export function ModelsTable({ figures, series, places, onModel }: ModelsTableProps) {
  const { models, now } = figures
  const total = models.reduce((sum, { microUsd }) => sum + microUsd, 0)
  return (
    <RankTable
      title={say.title}
      rows={models}
      idOf={({ key }) => (key === null ? '' : `=${key}`)}
      nothing={say.none}
      tools={<CsvButton title={say.title} table="models" figures={figures} />}
      beside={
        total > 0 ? (
          <SharePie label={say.pie} series={series} onNarrow={onModel} size={148}>
            <span className="figures font-semibold text-md">
              <CostFigure sum={{ microUsd: total, unknownCalls: 0, calls: now.calls }} />
            </span>
            <span className="text-mute text-sm">{text.costs.calls(now.calls)}</span>
          </SharePie>
        ) : null
      }
      columns={[
        {
          id: 'model',
          title: say.columns.model,
          cellOf: ({ key, title }) => {
            const name = (
              <>
                <Swatch colour={colourOf(places, { key })} />
                <span className="min-w-0 truncate">{title}</span>
              </>
            )
            if (key === null) return <span className="flex items-center gap-2">{name}</span>
            return (
              <button
                type="button"
                title={title}
                aria-label={text.charts.filter.narrow(title)}
                onClick={() => onModel(key)}
                className="flex max-w-full items-center gap-2 rounded-sm font-medium hover:underline"
              >
                {name}
              </button>
            )
          },
        },
        {
          id: 'share',
          title: say.columns.share,
          className: 'w-16',
          cellOf: ({ microUsd, calls, unknownCalls }) =>
            total === 0 || unknownCalls === calls ? null : (
              <span className="text-mute">{shareWords(microUsd / total)}</span>
            ),
        },
        {
          id: 'cost',
          title: say.columns.cost,
          className: 'w-24',
          cellOf: (model) => <CostFigure sum={model} className="font-semibold" />,
        },
        {
          id: 'calls',
          title: say.columns.calls,
          className: 'w-16',
          cellOf: ({ calls }) => <span className="text-mute">{formatCount(calls)}</span>,
        },
      ]}
    />
  )
}
