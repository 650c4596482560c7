import { useMemo, useState } from 'react'
import { machineZone } from '../../shared/workflow/time-zone.ts'
import { useSettings } from '../state/settings-store.ts'
import { text } from '../text.ts'
import { PickerOption, SearchPicker } from '../ui/search-picker.tsx'

const say = text.dashboard.zone

type ZonePickerProps = {
  /** null: that of the settings. */
  zone: string | null
  onChange: (zone: string | null) => void
}

/** In which time zone days begin and hours are told. */
export function ZonePicker({ zone, onChange }: ZonePickerProps) {
  const [isOpen, setOpen] = useState(false)
  const usual = useSettings((state) => state.settings?.timeZone ?? null) ?? machineZone()
  const zones = useMemo(() => listZones(Intl.supportedValuesOf('timeZone'), [usual, zone]), [usual, zone])
  const shown = zoneWords(zone ?? usual)
  const choose = (next: string | null) => {
    setOpen(false)
    if (next !== zone) onChange(next)
  }
  return (
    <SearchPicker
      isOpen={isOpen}
      onOpenChange={setOpen}
      icon="globe"
      ariaLabel={`${say.label}: ${shown}`}
      shown={<span className="min-w-0 truncate">{shown}</span>}
      label={say.label}
      searchHint={say.search}
      nothing={say.nothing}
      className="max-w-56 bg-panel!"
      listClassName="w-72!"
    >
      <PickerOption
        value="as-in-the-settings"
        title={say.usual(zoneWords(usual))}
        isChosen={zone === null}
        onChoose={() => choose(null)}
      />
      {zones.map((name) => (
        <PickerOption
          key={name}
          value={name}
          title={zoneWords(name)}
          isChosen={name === zone}
          onChoose={() => choose(name)}
        />
      ))}
    </SearchPicker>
  )
}

/** UTC always, and those in use though the browser does not list them. */
export function listZones(known: readonly string[], used: readonly (string | null)[]): string[] {
  return [...new Set(['UTC', ...[...known, ...used.filter((zone) => zone !== null)].toSorted()])]
}

function zoneWords(zone: string): string {
  return zone.replaceAll('_', ' ')
}
