import type { TelemetrySettings, TelemetryStatus } from '../../../shared/contract/telemetry.ts'
import { text } from '../../text.ts'
import { AmountField } from '../../ui/amount-field.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { changeTelemetry } from './change-telemetry.ts'
import { ProgramPanel, ProgramRow } from './program-panel.tsx'
import { scrapeConfig } from './scrape-config.ts'

const say = text.telemetry
const ports = { min: 0, max: 65_535, isInteger: true }

type ReadersPanelProps = { settings: TelemetrySettings; status: TelemetryStatus }

/** What programs on this machine may read: figures and health, at one port. */
export function ReadersPanel({ settings: { prometheus, health }, status }: ReadersPanelProps) {
  const { metricsUrl, healthUrl, listenError } = status
  const port = (
    <AmountField
      layout="row"
      className="px-4 py-3"
      label={say.prometheus.port}
      hint={say.prometheus.portHint}
      value={prometheus.port}
      limits={ports}
      onDone={(next) => {
        if (next !== undefined && next !== prometheus.port) void changeTelemetry({ prometheus: { port: next } })
      }}
    />
  )
  const failed = listenError ? (
    <div className="px-4 py-3">
      <ErrorNote error={listenError} />
    </div>
  ) : null
  return (
    <>
      <ProgramPanel
        title={say.prometheus.title}
        hint={say.prometheus.hint}
        leaves={say.prometheus.leaves}
        isOn={prometheus.isOn}
        onChange={(isOn) => void changeTelemetry({ prometheus: { isOn } })}
      >
        {prometheus.isOn ? port : null}
        {prometheus.isOn ? failed : null}
        {metricsUrl ? <Address url={metricsUrl} what={say.prometheus.addressName} /> : null}
        {metricsUrl ? <ScrapeConfig url={metricsUrl} /> : null}
      </ProgramPanel>
      <ProgramPanel
        title={say.health.title}
        hint={say.health.hint}
        leaves={say.health.leaves}
        isOn={health.isOn}
        onChange={(isOn) => void changeTelemetry({ health: { isOn } })}
      >
        {health.isOn && !prometheus.isOn ? port : null}
        {health.isOn && !prometheus.isOn ? failed : null}
        {healthUrl ? <Address url={healthUrl} what={say.health.addressName} /> : null}
      </ProgramPanel>
    </>
  )
}

function Address({ url, what }: { url: string; what: string }) {
  return (
    <ProgramRow title={say.prometheus.address}>
      <code className="wrap-anywhere font-mono text-sm">{url}</code>
      <CopyButton value={url} what={what} />
    </ProgramRow>
  )
}

function ScrapeConfig({ url }: { url: string }) {
  const config = scrapeConfig(url)
  return (
    <div className="flex flex-col gap-2 px-4 py-3">
      <div className="flex items-start justify-between gap-6">
        <div>
          <h4 className="font-semibold">{say.prometheus.config}</h4>
          <p className="text-mute text-sm">{say.prometheus.configHint}</p>
        </div>
        <CopyButton value={config} what={say.prometheus.configName} />
      </div>
      <pre className="overflow-x-auto rounded-lg border bg-sunken px-3 py-2 font-mono text-sm">{config}</pre>
    </div>
  )
}
