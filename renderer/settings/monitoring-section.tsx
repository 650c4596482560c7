import { useEffect } from 'react'
import { telemetry, useTelemetry } from '../state/telemetry-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { OtelPanel } from './monitoring/otel-panel.tsx'
import { ReadersPanel } from './monitoring/readers-panel.tsx'
import { SentryPanel } from './monitoring/sentry-panel.tsx'

/** What is sent and what waits is asked for again this often. */
const againMs = 5_000

/** What other programs may see of Niti: each with what it does and what leaves the machine. */
export function MonitoringSection() {
  const { settings, status, error } = useTelemetry()
  useEffect(() => {
    void telemetry.load()
    const timer = setInterval(() => void telemetry.load(), againMs)
    return () => clearInterval(timer)
  }, [])
  if (!settings || !status) {
    if (!error) {
      return (
        <div role="status" aria-label={text.common.loading} className="flex flex-col gap-5">
          <Skeleton className="h-24 rounded-xl" />
          <Skeleton className="h-40 rounded-xl" />
          <Skeleton className="h-24 rounded-xl" />
        </div>
      )
    }
    return (
      <ErrorNote
        error={error}
        action={
          <Button size="sm" onClick={telemetry.load}>
            {text.common.retry}
          </Button>
        }
      />
    )
  }
  return (
    <>
      <p className="-mt-3 text-mute">{text.telemetry.intro}</p>
      {error ? <ErrorNote error={error} /> : null}
      <OtelPanel settings={settings.otel} status={status} />
      <ReadersPanel settings={settings} status={status} />
      <SentryPanel settings={settings.sentry} status={status.sentry} />
    </>
  )
}
