import { useState } from 'react'
import type { BackupSettings, BackupSettingsChange } from '../../../shared/contract/backups.ts'
import { errorOf } from '../../link/error-of.ts'
import { backups } from '../../state/backups-store.ts'
import { text } from '../../text.ts'
import { AmountField } from '../../ui/amount-field.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/switch.tsx'
import { Panel } from '../panel.tsx'
import { useAttempt } from '../storage/use-attempt.ts'

const say = text.backups.rules
const usualHours = [1, 6, 12, 24, 72, 168]
const days = { min: 1, max: 365, isInteger: true }
const weeks = { min: 0, max: 260, isInteger: true }

/** Whether, how often and where backups are made by themselves, and how long those are kept. */
export function BackupRules({ settings }: { settings: BackupSettings }) {
  const { attempt, error } = useAttempt()
  const change = (next: BackupSettingsChange) => attempt(() => backups.change(next), { isShown: true })
  const hours = [...new Set([...usualHours, settings.everyHours])].sort((a, b) => a - b)
  return (
    <Panel>
      <Field layout="row" className="px-4 py-3" label={say.on} hint={say.onHint}>
        <Switch isOn={settings.isOn} onChange={(isOn) => void change({ isOn })} />
      </Field>
      <Field layout="row" className="px-4 py-3" label={say.every}>
        <Select
          value={String(settings.everyHours)}
          options={hours.map((one) => ({ value: String(one), label: say.hours(one) }))}
          onChange={(value) => void change({ everyHours: Number(value) })}
          isDisabled={!settings.isOn}
          className="w-44"
        />
      </Field>
      <AmountField
        layout="row"
        className="px-4 py-3"
        label={say.days}
        hint={say.daysHint}
        value={settings.keepDays}
        limits={days}
        onDone={(keepDays) => keepDays !== undefined && void change({ keepDays })}
      />
      <AmountField
        layout="row"
        className="px-4 py-3"
        label={say.weeks}
        hint={say.weeksHint}
        value={settings.keepWeeks}
        limits={weeks}
        onDone={(keepWeeks) => keepWeeks !== undefined && void change({ keepWeeks })}
      />
      <FolderField folder={settings.folder} />
      {error ? <ErrorNote error={error} className="m-3" /> : null}
    </Panel>
  )
}

/** A path that is typed or pasted; one that cannot be used stays, with the reason under it. */
function FolderField({ folder }: { folder: string | null }) {
  const [draft, setDraft] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const finish = async () => {
    const typed = draft?.trim()
    if (typed === undefined || typed === (folder ?? '')) return setDraft(null)
    setProblem(null)
    try {
      await backups.change({ folder: typed === '' ? null : typed })
      setDraft(null)
    } catch (thrown) {
      setProblem(errorOf(thrown).message)
    }
  }
  return (
    <Field className="px-4 py-3" label={say.folder} hint={say.folderHint} error={problem}>
      <Input
        value={draft ?? folder ?? ''}
        placeholder={say.folderDefault}
        onChange={setDraft}
        onBlur={() => void finish()}
        onKeyDown={(event) => event.key === 'Enter' && void finish()}
      />
    </Field>
  )
}
