import { useState } from 'react'
import type { TelemetrySettings, TelemetryStatus } from '../../../shared/contract/telemetry.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { telemetry } from '../../state/telemetry-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { SecretInput } from '../../ui/secret-input.tsx'
import { changeTelemetry } from './change-telemetry.ts'
import { ProgramPanel, ProgramRow } from './program-panel.tsx'
import { SendingLine } from './sending-line.tsx'
import { TestButton } from './test-button.tsx'

const say = text.telemetry.sentry

type SentryPanelProps = { settings: TelemetrySettings['sentry']; status: TelemetryStatus['sentry'] }

/** Crashes and mistakes of Niti, to a project of one's own. */
export function SentryPanel({ settings: { isOn, hasDsn, dsnHint }, status }: SentryPanelProps) {
  const [isEntering, setEntering] = useState(false)
  return (
    <ProgramPanel
      title={say.title}
      hint={say.hint}
      leaves={say.leaves}
      isOn={isOn}
      isDisabled={!hasDsn}
      onChange={(next) => void changeTelemetry({ sentry: { isOn: next } })}
    >
      {isEntering ? (
        <DsnForm onClose={() => setEntering(false)} />
      ) : (
        <ProgramRow title={say.dsn} hint={say.dsnHint}>
          {hasDsn ? (
            <code className="wrap-anywhere font-mono text-sm">{dsnHint}</code>
          ) : (
            <span className="text-mute">{say.noDsn}</span>
          )}
          <Button size="sm" onClick={() => setEntering(true)}>
            {hasDsn ? text.telemetry.change : say.enterDsn}
          </Button>
          {hasDsn ? (
            <Button size="sm" variant="ghost" onClick={() => void changeTelemetry({ sentry: { dsn: null } })}>
              {say.removeDsn}
            </Button>
          ) : null}
        </ProgramRow>
      )}
      {isOn ? <SendingLine title={text.telemetry.sending.reports} sending={status} /> : null}
      {hasDsn ? <TestButton what="sentry" /> : null}
    </ProgramPanel>
  )
}

function DsnForm({ onClose }: { onClose: () => void }) {
  const [dsn, setDsn] = useState('')
  const [error, setError] = useState<ErrorInfo | null>(null)
  const keep = async () => {
    const refused = await telemetry.change({ sentry: { dsn: dsn.trim() } })
    setError(refused)
    if (!refused) onClose()
  }
  return (
    <form
      className="flex flex-col gap-3 px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault()
        void keep()
      }}
    >
      <Field label={say.dsn} hint={say.dsnHint} error={error ? error.message : null}>
        <SecretInput value={dsn} onChange={setDsn} placeholder="https://key@o1.ingest.sentry.io/2" />
      </Field>
      <div className="flex gap-2">
        <Button size="sm" variant="primary" type="submit" disabled={dsn.trim() === ''}>
          {say.keepDsn}
        </Button>
        <Button size="sm" onClick={onClose}>
          {text.common.cancel}
        </Button>
      </div>
    </form>
  )
}
