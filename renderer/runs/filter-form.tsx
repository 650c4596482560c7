import { useEffect, useState } from 'react'
import type { RunFilter } from '../../shared/contract/run-filter.ts'
import { runStatus, runTrigger } from '../../shared/contract/run-filter.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import type { RunTrigger } from '../../shared/run/events.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { text } from '../text.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Select, type SelectOption } from '../ui/select.tsx'
import { without } from './filter-words.ts'

const say = text.runList.filter
const any = 'any'
const hourMs = 3_600_000
const lately = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs, month: 30 * 24 * hourMs } as const
const triggerNames = Object.keys(text.runList.triggers) as RunTrigger[] // its keys are exactly these

type Facets = Awaited<ReturnType<typeof client.dashboard.facets>>
type FilterFormProps = { filter: RunFilter; onChange: (filter: RunFilter) => void }

/** What the list can be narrowed to, each with what there is. */
export function FilterForm({ filter, onChange }: FilterFormProps) {
  const [facets, setFacets] = useState<Facets | null>(null)
  const [error, setError] = useState<ErrorInfo | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    client.dashboard.facets(undefined, { signal: stop.signal }).then(setFacets, (thrown) => {
      if (!stop.signal.aborted) setError(errorOf(thrown))
    })
    return () => stop.abort()
  }, [])
  const set = (field: keyof RunFilter, value: string) =>
    onChange(value === any ? without(filter, field) : { ...filter, [field]: value })
  const choice = (field: 'workflowId' | 'agentId' | 'integrationId' | 'model', there: Facets['agents'] | undefined) => {
    const options = (there ?? []).map(({ key, title }) => ({ value: key, label: title }))
    const chosen = filter[field]
    const isKnown = chosen === undefined || options.some(({ value }) => value === chosen)
    return (
      <FilterChoice
        label={say.names[field]}
        value={chosen}
        options={isKnown ? options : [{ value: chosen, label: chosen }, ...options]}
        onChange={(value) => set(field, value)}
      />
    )
  }
  return (
    <div className="grid grid-cols-2 gap-x-3 gap-y-2.5">
      {error ? <ErrorNote error={error} className="col-span-2" /> : null}
      <FilterChoice
        label={say.names.status}
        value={filter.status}
        options={runStatus.options.map((value) => ({ value, label: text.common.state[value] }))}
        onChange={(value) => set('status', value)}
      />
      <FilterChoice
        label={say.names.trigger}
        value={filter.trigger}
        options={triggerNames.map((value) => ({ value, label: text.runList.triggers[value] }))}
        onChange={(value) => set('trigger', runTrigger.safeParse(value).data ?? any)}
      />
      {choice('workflowId', facets?.workflows)}
      {choice('agentId', facets?.agents)}
      {choice('integrationId', facets?.integrations)}
      {choice('model', facets?.models)}
      <TimeFields filter={filter} onChange={onChange} />
    </div>
  )
}

type FilterChoiceProps = {
  label: string
  value: string | undefined
  options: SelectOption[]
  onChange: (value: string) => void
}

function FilterChoice({ label, value, options, onChange }: FilterChoiceProps) {
  return (
    <Field label={label}>
      <Select
        size="sm"
        value={value ?? any}
        onChange={onChange}
        options={[{ value: any, label: say.any }, ...options]}
      />
    </Field>
  )
}

function TimeFields({ filter, onChange }: FilterFormProps) {
  const choose = (value: string) => {
    const { from: _, to: __, ...rest } = filter
    const span = Object.entries(lately).find(([name]) => name === value)?.[1]
    onChange(span === undefined ? rest : { ...rest, from: Date.now() - span })
  }
  const setTime = (field: 'from' | 'to', value: string) => {
    const at = new Date(value).getTime()
    onChange(Number.isNaN(at) ? without(filter, field) : { ...filter, [field]: at })
  }
  const isSet = filter.from !== undefined || filter.to !== undefined
  const options = [
    ...(isSet ? [{ value: 'set', label: say.between }] : []),
    ...(['hour', 'day', 'week', 'month'] as const).map((name) => ({ value: name, label: say.lately[name] })),
  ]
  return (
    <>
      <Field label={say.time} className="col-span-2">
        <Select
          size="sm"
          value={isSet ? 'set' : any}
          onChange={choose}
          options={[{ value: any, label: say.any }, ...options]}
        />
      </Field>
      {(['from', 'to'] as const).map((field) => (
        <Field key={field} label={say.names[field]}>
          <Input
            size="sm"
            type="datetime-local"
            value={localTime(filter[field])}
            onChange={(value) => setTime(field, value)}
          />
        </Field>
      ))}
    </>
  )
}

/** A moment as such a field holds it, in the time of this machine: `2026-11-23T08:15`. */
function localTime(at: number | undefined): string {
  if (at === undefined) return ''
  const date = new Date(at)
  const pad = (part: number) => String(part).padStart(2, '0')
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}`
}
