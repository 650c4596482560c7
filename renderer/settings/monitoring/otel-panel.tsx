import { useEffect, useState } from 'react'
import type { TelemetrySettings, TelemetryStatus } from '../../../shared/contract/telemetry.ts'
import { isWebAddress } from '../../../shared/web-address.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { changeTelemetry } from './change-telemetry.ts'
import { HeaderForm } from './header-form.tsx'
import { ProgramPanel, ProgramRow } from './program-panel.tsx'
import { SendingLine } from './sending-line.tsx'
import { SwitchRow } from './switch-row.tsx'
import { TestButton } from './test-button.tsx'

const say = text.telemetry.otel
type Settings = TelemetrySettings['otel']

const choices = [
  { key: 'sendsTraces', label: say.traces, hint: say.tracesHint },
  { key: 'sendsMetrics', label: say.metrics, hint: say.metricsHint },
  { key: 'sendsContent', label: say.content, hint: say.contentHint },
  { key: 'propagates', label: say.propagates, hint: say.propagatesHint },
] as const

/** Traces and figures, to a collector. */
export function OtelPanel({ settings, status }: { settings: Settings; status: TelemetryStatus }) {
  return (
    <ProgramPanel
      title={say.title}
      hint={say.hint}
      leaves={say.leaves}
      isOn={settings.isOn}
      onChange={(isOn) => void changeTelemetry({ otel: { isOn } })}
    >
      {settings.isOn ? (
        <>
          <EndpointRow endpoint={settings.endpoint} />
          <HeadersRow names={settings.headerNames} />
          {choices.map(({ key, label, hint }) => (
            <SwitchRow
              key={key}
              label={label}
              hint={hint}
              isOn={settings[key]}
              onChange={(isOn) => void changeTelemetry({ otel: { [key]: isOn } })}
            />
          ))}
          {settings.sendsTraces ? <SendingLine title={text.telemetry.sending.traces} sending={status.traces} /> : null}
          {settings.sendsMetrics ? (
            <SendingLine title={text.telemetry.sending.metrics} sending={status.metrics} />
          ) : null}
          <TestButton what="otel" />
        </>
      ) : null}
    </ProgramPanel>
  )
}

/** Kept when one leaves the field or presses Enter; Escape brings back what is kept. */
function EndpointRow({ endpoint }: { endpoint: string }) {
  const [typed, setTyped] = useState(endpoint)
  useEffect(() => setTyped(endpoint), [endpoint])
  const wanted = typed.trim()
  const isWrong = !isWebAddress(wanted)
  const done = () => {
    if (!isWrong && wanted !== endpoint) void changeTelemetry({ otel: { endpoint: wanted } })
  }
  return (
    <Field
      className="px-4 py-3"
      label={say.endpoint}
      hint={say.endpointHint}
      error={isWrong ? say.endpointInvalid : null}
    >
      <Input
        value={typed}
        onChange={setTyped}
        isMono
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key === 'Enter') done()
          if (event.key === 'Escape') setTyped(endpoint)
        }}
      />
    </Field>
  )
}

function HeadersRow({ names }: { names: readonly string[] }) {
  const [isEntering, setEntering] = useState(false)
  if (isEntering) return <HeaderForm onClose={() => setEntering(false)} />
  return (
    <ProgramRow title={say.headers} hint={say.headersHint}>
      {names.length === 0 ? (
        <span className="text-mute">{say.noHeaders}</span>
      ) : (
        <code className="wrap-anywhere font-mono text-sm">{names.join(', ')}</code>
      )}
      <Button size="sm" onClick={() => setEntering(true)}>
        {say.replaceHeaders}
      </Button>
    </ProgramRow>
  )
}
