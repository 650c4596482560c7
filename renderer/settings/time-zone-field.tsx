import { useMemo } from 'react'
import { text } from '../text.ts'
import { Field } from '../ui/field.tsx'
import { Select, type SelectGroup, type SelectOption } from '../ui/select.tsx'

const say = text.settings.runs
/** Stands for this computer's own zone; no zone is called so. */
const own = 'own'

type TimeZoneFieldProps = {
  /** null: this computer's. */
  zone: string | null
  onChange: (zone: string | null) => void
}

/** Where days of costs and budgets begin. */
export function TimeZoneField({ zone, onChange }: TimeZoneFieldProps) {
  const options = useMemo(() => zoneOptions(Intl.supportedValuesOf('timeZone'), zone), [zone])
  return (
    <Field layout="row" className="px-4 py-3" label={say.timeZone} hint={say.timeZoneHint}>
      <Select
        value={zone ?? own}
        onChange={(next) => {
          const chosen = next === own ? null : next
          if (chosen !== zone) onChange(chosen)
        }}
        options={options}
        className="w-64"
      />
    </Field>
  )
}

/** This computer's first, then UTC, then the rest by continent; the chosen one also where this browser does not list it. */
export function zoneOptions(names: readonly string[], chosen: string | null): (SelectOption | SelectGroup)[] {
  const listed = [...new Set([...names, 'UTC', ...(chosen === null ? [] : [chosen])])].toSorted()
  const groups = Map.groupBy(listed, (name) => (name.includes('/') ? name.slice(0, name.indexOf('/')) : say.otherZones))
  return [
    { value: own, label: say.ownZone(new Intl.DateTimeFormat().resolvedOptions().timeZone), icon: 'monitor' },
    ...[...groups].map(([heading, zones]) => ({
      heading,
      options: zones.map((name) => ({ value: name, label: name.replaceAll('_', ' ') })),
    })),
  ]
}
