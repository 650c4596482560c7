import { type ReactNode, useState } from 'react'
import type { DashboardFilter } from '../../shared/contract/dashboard.ts'
import { runFilter, runStatus, runTrigger } from '../../shared/contract/run-filter.ts'
import { FilterChip } from '../parts/charts/filter-chip.tsx'
import { type DashboardFacets, dashboard, useDashboard } from '../state/dashboard-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import type { IconName } from '../ui/icon.tsx'
import { PickerOption, SearchPicker } from '../ui/search-picker.tsx'

const say = text.dashboard.filter

type Field = keyof DashboardFilter
type Choice = { value: string; title: string }

const fields: readonly { field: Field; icon: IconName }[] = [
  { field: 'workflowId', icon: 'workflow' },
  { field: 'agentId', icon: 'bot' },
  { field: 'integrationId', icon: 'plug' },
  { field: 'model', icon: 'sparkles' },
  { field: 'status', icon: 'circle-check' },
  { field: 'trigger', icon: 'zap' },
]

type FilterBarProps = {
  filter: DashboardFilter
  onChange: (filter: DashboardFilter) => void
  /** At the right end. */
  trailing: ReactNode
}

/** What the figures are narrowed to: chips for what is set, and lists to choose the rest from. */
export function FilterBar({ filter, onChange, trailing }: FilterBarProps) {
  const facets = useDashboard((state) => state.facets)
  const set = fields.filter(({ field }) => filter[field] !== undefined)
  return (
    <section aria-label={say.label} className="flex shrink-0 flex-wrap items-center gap-2 border-b bg-panel px-6 py-2">
      <span className="text-mute text-sm">{say.label}</span>
      <ul className="contents">
        {fields.map(({ field, icon }) => {
          const value = filter[field]
          return (
            <li key={field} className="contents">
              {value === undefined ? (
                <FilterPicker
                  field={field}
                  icon={icon}
                  choices={choicesOf(field, facets)}
                  onChoose={(chosen) => onChange(narrowBy(filter, field, chosen))}
                />
              ) : (
                <FilterChip
                  name={say.names[field]}
                  value={titleOf(field, value, facets)}
                  onRemove={() => onChange(widenBy(filter, field))}
                />
              )}
            </li>
          )
        })}
      </ul>
      {set.length > 1 ? (
        <Button variant="ghost" size="sm" onClick={() => onChange({})}>
          {text.charts.filter.clear}
        </Button>
      ) : null}
      <div className="flex-1" />
      {trailing}
    </section>
  )
}

type FilterPickerProps = { field: Field; icon: IconName; choices: readonly Choice[]; onChoose: (value: string) => void }

function FilterPicker({ field, icon, choices, onChoose }: FilterPickerProps) {
  const [isOpen, setOpen] = useState(false)
  const name = say.names[field]
  return (
    <SearchPicker
      isOpen={isOpen}
      onOpenChange={(next) => {
        setOpen(next)
        // What began meanwhile is to be found there as well.
        if (next) void dashboard.loadFacets()
      }}
      icon={icon}
      shown={name}
      label={name}
      searchHint={say.search(name)}
      nothing={choices.length === 0 ? say.none : say.nothing}
      className="h-7! rounded-full! bg-panel! text-mute text-sm!"
      listClassName="w-64!"
    >
      {choices.map(({ value, title }) => (
        <PickerOption
          key={value}
          value={value}
          title={title}
          isChosen={false}
          onChoose={() => {
            setOpen(false)
            onChoose(value)
          }}
        />
      ))}
    </SearchPicker>
  )
}

/** What a field can be narrowed to. */
export function choicesOf(field: Field, facets: DashboardFacets | null): Choice[] {
  const listed = (of: readonly { key: string; title: string }[] = []) =>
    of.map(({ key, title }) => ({ value: key, title }))
  switch (field) {
    case 'workflowId':
      return listed(facets?.workflows)
    case 'agentId':
      return listed(facets?.agents)
    case 'integrationId':
      return listed(facets?.integrations)
    case 'model':
      return listed(facets?.models)
    case 'status':
      return (facets?.statuses ?? runStatus.options).map((status) => ({
        value: status,
        title: text.dashboard.statuses[status],
      }))
    case 'trigger':
      return Object.entries(text.dashboard.triggers).map(([value, title]) => ({ value, title }))
  }
}

/** The filter with one more field; what the field cannot be leaves it as it is. */
export function narrowBy(filter: DashboardFilter, field: Field, value: string): DashboardFilter {
  const parsed = runFilter.safeParse({ ...filter, [field]: value })
  return parsed.success ? parsed.data : filter
}

export function widenBy(filter: DashboardFilter, field: Field): DashboardFilter {
  const { [field]: _, ...rest } = filter
  return rest
}

function titleOf(field: Field, value: string, facets: DashboardFacets | null): string {
  const status = runStatus.safeParse(value)
  if (field === 'status' && status.success) return text.dashboard.statuses[status.data]
  const trigger = runTrigger.safeParse(value)
  if (field === 'trigger' && trigger.success) return text.dashboard.triggers[trigger.data]
  return choicesOf(field, facets).find((choice) => choice.value === value)?.title ?? value
}
