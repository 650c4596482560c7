import type { ReactNode } from 'react'
import type { Health } from '../../../shared/contract/health.ts'
import { useDashboard } from '../../state/dashboard-store.ts'
import { hrefOf, type Route } from '../../state/route-store.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { useHealthState } from './use-health-state.ts'
import { useOpenAlerts } from './use-open-alerts.ts'

const say = text.dashboard.frame

type MonitoringFrameProps = {
  here: 'dashboard' | 'alerts' | 'health'
  /** At the right end of the head. */
  trailing?: ReactNode
  /** Between the head and what scrolls: a row of filters. */
  bar?: ReactNode
  children: ReactNode
}

/** The frame around the screens that show how everything is doing: its head with tabs, and what scrolls below. */
export function MonitoringFrame({ here, trailing, bar, children }: MonitoringFrameProps) {
  const query = useDashboard((state) => state.query)
  return (
    <div className="flex h-full flex-col">
      <header className="flex h-14 shrink-0 items-center gap-5 border-b bg-panel px-6">
        <h1 className="font-semibold text-lg">{say.title}</h1>
        <nav aria-label={say.label} className="flex h-full items-stretch gap-1">
          <Tab to={{ screen: 'dashboard', query }} label={text.dashboard.title} here={here} />
          <Tab to={{ screen: 'alerts' }} label={text.alerts.title} here={here} mark={<OpenAlerts />} />
          <Tab to={{ screen: 'health' }} label={text.health.title} here={here} mark={<HealthDot />} />
        </nav>
        <div className="flex-1" />
        {trailing}
      </header>
      {bar}
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1280px] flex-col gap-4 px-6 py-5">{children}</div>
      </div>
    </div>
  )
}

type TabProps = { to: Route; label: string; here: MonitoringFrameProps['here']; mark?: ReactNode }

function Tab({ to, label, here, mark }: TabProps) {
  const isHere = to.screen === here
  return (
    <a
      href={hrefOf(to)}
      aria-current={isHere ? 'page' : undefined}
      className={classNames(
        '-mb-px flex items-center gap-1.5 border-b-2 px-2 font-medium transition-colors duration-100 focus-visible:-outline-offset-2',
        isHere ? 'border-accent text-text' : 'border-transparent text-mute hover:text-text',
      )}
    >
      {label}
      {mark}
    </a>
  )
}

/** How many alerts nobody has acknowledged; nothing where there is none. */
function OpenAlerts() {
  const count = useOpenAlerts()
  if (count === 0) return null
  return (
    <span
      title={say.openAlerts(count)}
      className="figures flex h-4 min-w-4 items-center justify-center rounded-full bg-bad-soft px-1 font-semibold text-bad text-xs"
    >
      <span aria-hidden>{count}</span>
      <span className="sr-only">{say.openAlerts(count)}</span>
    </span>
  )
}

const dots: Record<Health['state'], string> = { ok: 'bg-ok', warn: 'bg-warn', bad: 'bg-bad' }

function HealthDot() {
  const state = useHealthState()
  if (state === null) return null
  return (
    <span title={say.health[state]} className={classNames('size-2 rounded-full', dots[state])}>
      <span className="sr-only">{say.health[state]}</span>
    </span>
  )
}
