import { useState } from 'react'
import { useForecast } from '../../state/forecast-store.ts'
import { text } from '../../text.ts'
import { Icon } from '../../ui/icon.tsx'
import { Popover } from '../../ui/popover.tsx'
import { ForecastTable } from './forecast-table.tsx'
import { chipWords, isOverBudget } from './forecast-words.ts'
import { refreshForecast } from './use-kept-forecast.ts'

/** What a run is likely to cost, and the most it can; opens what that is made of. Nothing where nothing is known. */
export function ForecastChip({ workflowId }: { workflowId: string }) {
  const forecast = useForecast(workflowId)
  const [isOpen, setOpen] = useState(false)
  const words = forecast ? chipWords(forecast) : null
  if (!forecast || words === null) return null
  const isTooMuch = isOverBudget(forecast)
  return (
    <Popover
      label={text.forecast.table.title}
      align="center"
      className="w-[600px] max-w-[calc(100vw-32px)] p-0!"
      isOpen={isOpen}
      onOpenChange={(open) => {
        // What budgets have left changes without any edit.
        if (open) refreshForecast(workflowId)
        setOpen(open)
      }}
      trigger={
        <button
          type="button"
          title={text.forecast.chip.label}
          className={`figures ml-1 flex h-7 min-w-0 items-center gap-1.5 rounded-md px-2 ${
            isTooMuch ? 'text-warn hover:bg-warn-soft' : 'text-mute hover:bg-hover hover:text-text'
          }`}
        >
          {isTooMuch ? <Icon name="triangle-alert" size={14} label={text.forecast.chip.tooMuch} /> : null}
          <span className="truncate">{words}</span>
        </button>
      }
    >
      <ForecastTable workflowId={workflowId} forecast={forecast} onClose={() => setOpen(false)} />
    </Popover>
  )
}
