import { useHealth } from '../state/health-store.ts'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { classNames } from '../ui/class-names.ts'
import { Icon } from '../ui/icon.tsx'
import { Tooltip } from '../ui/tooltip.tsx'

const say = text.health.light

/** Whether everything works: a quiet dot while it does, and a sign with the reason where something does not. */
export function HealthLight() {
  const { health } = useHealth()
  if (!health) return null
  const { state, checks } = health
  const ill = checks.find((check) => check.state === state)
  const words = state === 'ok' ? say.ok : `${say[state]} ${ill?.message ?? ''}`.trim()
  return (
    <Tooltip label={words} side="bottom">
      <a
        href={hrefOf({ screen: 'health' })}
        className={classNames(
          'flex size-8 shrink-0 items-center justify-center rounded-md transition-colors duration-100 hover:bg-hover',
          state === 'bad' ? 'text-bad' : 'text-warn',
        )}
      >
        {state === 'ok' ? (
          <span aria-hidden className="size-1.5 rounded-full bg-line-strong" />
        ) : (
          <Icon name={state === 'bad' ? 'circle-alert' : 'triangle-alert'} size={15} />
        )}
        <span className="sr-only">{words}</span>
      </a>
    </Tooltip>
  )
}
