import type { HealthState } from '../../shared/contract/health.ts'
import { text } from '../text.ts'
import { Icon, type IconName } from '../ui/icon.tsx'

const looks: Record<HealthState, { icon: IconName; ink: string }> = {
  ok: { icon: 'circle-check', ink: 'text-ok' },
  warn: { icon: 'triangle-alert', ink: 'text-warn' },
  bad: { icon: 'circle-x', ink: 'text-bad' },
  off: { icon: 'circle-dashed', ink: 'text-mute' },
}

/** How something is, as a sign that does not stand on its colour alone. */
export function StateIcon({ state, size = 18 }: { state: HealthState; size?: number }) {
  const { icon, ink } = looks[state]
  return <Icon name={icon} size={size} className={ink} label={text.health.states[state]} />
}
