import { useOpenAlerts } from '../parts/monitoring/use-open-alerts.ts'
import { keyOf } from '../state/commands.ts'
import { costsRoute, dashboardRoute, hrefOf, type Route, useRoute } from '../state/route-store.ts'
import { text } from '../text.ts'
import { classNames } from '../ui/class-names.ts'
import { Icon, type IconName } from '../ui/icon.tsx'
import { Tooltip } from '../ui/tooltip.tsx'

type RailItem = { to: Route; icon: IconName; label: string; shortcut?: string; screens: Route['screen'][] }

/** One line for each screen. */
const items: RailItem[] = [
  {
    to: { screen: 'workflows' },
    icon: 'workflow',
    label: text.frame.rail.workflows,
    shortcut: keyOf('go-workflows'),
    screens: ['workflows', 'workflow'],
  },
  {
    to: { screen: 'chat' },
    icon: 'message-circle',
    label: text.frame.rail.chat,
    shortcut: keyOf('go-chat'),
    screens: ['chat'],
  },
  {
    to: { screen: 'research' },
    icon: 'telescope',
    label: text.frame.rail.research,
    shortcut: keyOf('go-research'),
    screens: ['research'],
  },
  {
    to: { screen: 'agents' },
    icon: 'bot',
    label: text.frame.rail.agents,
    shortcut: keyOf('go-agents'),
    screens: ['agents', 'knowledge'],
  },
  {
    to: { screen: 'integrations' },
    icon: 'plug',
    label: text.frame.rail.integrations,
    shortcut: keyOf('go-integrations'),
    screens: ['integrations', 'connections', 'mcp'],
  },
  {
    to: { screen: 'runs' },
    icon: 'activity',
    label: text.frame.rail.runs,
    shortcut: keyOf('go-runs'),
    screens: ['runs'],
  },
  {
    to: dashboardRoute,
    icon: 'chart',
    label: text.frame.rail.dashboard,
    shortcut: keyOf('go-dashboard'),
    screens: ['dashboard', 'alerts', 'health'],
  },
  {
    to: costsRoute,
    icon: 'coins',
    label: text.frame.rail.costs,
    shortcut: keyOf('go-costs'),
    screens: ['costs'],
  },
]

const foot: RailItem[] = [
  {
    to: { screen: 'settings', section: 'models' },
    icon: 'settings',
    label: text.frame.rail.settings,
    shortcut: keyOf('settings'),
    screens: ['settings'],
  },
]

type RailProps = {
  /** Runs under way, shown as a badge at Runs. */
  runningCount: number
  /** Questions that wait for the person; they take the badge's place. */
  questionCount: number
}

/** The way between the screens, at the left edge. */
export function Rail({ runningCount, questionCount }: RailProps) {
  const badge = badgeOf(runningCount, questionCount)
  const alertsBadge = alertsBadgeOf(useOpenAlerts())
  const badges: Partial<Record<Route['screen'], Badge | null>> = { runs: badge, dashboard: alertsBadge }
  return (
    <nav
      aria-label={text.frame.rail.label}
      className="flex w-13 shrink-0 flex-col items-center gap-1 border-r bg-panel py-2.5"
    >
      {items.map((item) => (
        <RailLink key={item.label} item={item} badge={badges[item.to.screen] ?? null} />
      ))}
      <div className="flex-1" />
      {foot.map((item) => (
        <RailLink key={item.label} item={item} badge={null} />
      ))}
    </nav>
  )
}

function badgeOf(running: number, questions: number): Badge | null {
  const words = [
    ...(questions > 0 ? [text.waits.forYouCount(questions)] : []),
    ...(running > 0 ? [text.frame.rail.running(running)] : []),
  ]
  if (words.length === 0) return null
  const look = questions > 0 ? 'bg-warn' : 'bg-accent'
  return { count: questions > 0 ? questions : running, words: words.join(', '), look }
}

function alertsBadgeOf(count: number): Badge | null {
  return count === 0 ? null : { count, words: text.dashboard.frame.openAlerts(count), look: 'bg-bad' }
}

type Badge = { count: number; words: string; look: string }

function RailLink({ item, badge }: { item: RailItem; badge: Badge | null }) {
  const isHere = item.screens.includes(useRoute().screen)
  const note = badge ? ` (${badge.words})` : ''
  return (
    <Tooltip label={`${item.label}${note}`} shortcut={item.shortcut} side="right">
      <a
        href={hrefOf(item.to)}
        aria-current={isHere ? 'page' : undefined}
        className={classNames(
          'relative flex size-9 items-center justify-center rounded-lg transition-colors duration-100',
          isHere ? 'bg-accent-soft text-accent' : 'text-mute hover:bg-hover hover:text-text',
        )}
      >
        <Icon name={item.icon} size={18} />
        <span className="sr-only">{`${item.label}${note}`}</span>
        {badge ? (
          <span
            aria-hidden
            className={classNames(
              'figures absolute top-0 right-0 flex h-3.5 min-w-3.5 items-center justify-center rounded-full px-1 font-semibold text-[10px] text-on-accent leading-none',
              badge.look,
            )}
          >
            {badge.count}
          </span>
        ) : null}
      </a>
    </Tooltip>
  )
}
