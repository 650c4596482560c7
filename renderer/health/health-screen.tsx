import { useEffect } from 'react'
import type { Health } from '../../shared/contract/health.ts'
import { MonitoringFrame } from '../parts/monitoring/monitoring-frame.tsx'
import { health, useHealth } from '../state/health-store.ts'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { formatDuration } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { CheckRow } from './check-row.tsx'
import { StateIcon } from './state-icon.tsx'

const say = text.health
/** Figures are asked for again this often while somebody looks. */
const againMs = 30_000

/** Whether everything works: each check with what is, and what to do. */
export function HealthScreen() {
  const { health: shown, error, isLooking } = useHealth()
  useEffect(() => {
    void health.load()
    const timer = setInterval(() => void health.load(), againMs)
    return () => clearInterval(timer)
  }, [])
  const lookAgain = (
    <Button icon="refresh-cw" isBusy={isLooking} onClick={() => void health.lookAgain()}>
      {isLooking ? say.looking : say.lookAgain}
    </Button>
  )
  return (
    <MonitoringFrame here="health" trailing={lookAgain}>
      {error ? (
        <ErrorNote
          error={error}
          action={
            <Button size="sm" onClick={() => void health.load()}>
              {text.common.retry}
            </Button>
          }
        />
      ) : null}
      {shown ? <Checks shown={shown} /> : error ? null : <Waiting />}
    </MonitoringFrame>
  )
}

function Checks({ shown }: { shown: Health }) {
  return (
    <>
      <div role="status" className="flex items-center gap-3 rounded-xl border bg-panel px-4 py-3.5 shadow-card">
        <StateIcon state={shown.state} size={22} />
        <div className="min-w-0 flex-1">
          <p className="font-semibold text-md">{say.sums[shown.state]}</p>
          <p className="text-mute text-sm">
            {say.lookedAt} <RelativeTime atMs={shown.at} /> · {say.facts(shown.version, formatDuration(shown.upMs))}
          </p>
        </div>
      </div>
      <ul aria-label={say.list} className="divide-y rounded-xl border bg-panel shadow-card">
        {shown.checks.map((check) => (
          <CheckRow key={check.name} check={check} />
        ))}
      </ul>
      <p className="text-mute text-sm">{say.lookAgainHint}</p>
      <p className="flex items-center gap-2 text-mute text-sm">
        <Icon name="activity" size={14} />
        <a className="hover:underline" href={hrefOf({ screen: 'settings', section: 'monitoring' })}>
          {say.others}
        </a>
      </p>
    </>
  )
}

function Waiting() {
  return (
    <div role="status" aria-label={text.common.loading} className="flex flex-col gap-4">
      <Skeleton className="h-18 rounded-xl" />
      <Skeleton className="h-120 rounded-xl" />
    </div>
  )
}
