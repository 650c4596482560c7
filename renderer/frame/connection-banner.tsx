import type { ErrorInfo } from '../../shared/errors.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'

type ConnectionBannerProps = {
  /** `lost`: being connected again by itself. `failed`: it will not come back unless asked to. */
  state: 'connected' | 'lost' | 'failed'
  error?: ErrorInfo
  /** Shown with `failed`. */
  onRestart?: () => void
}

/** Says, under the top bar and for as long as it lasts, that the engine cannot be reached. */
export function ConnectionBanner({ state, error, onRestart }: ConnectionBannerProps) {
  if (state === 'connected') return null
  const isFailed = state === 'failed'
  return (
    <div
      role="alert"
      className={
        isFailed
          ? 'flex min-h-9 shrink-0 items-center gap-2.5 border-b bg-bad-soft px-4 py-1 text-bad'
          : 'flex min-h-9 shrink-0 items-center gap-2.5 border-b bg-warn-soft px-4 py-1 text-warn'
      }
    >
      <Icon name="wifi-off" size={15} />
      <span className="font-medium">
        {isFailed ? (error?.message ?? text.frame.connection.failed) : text.frame.connection.lost}
      </span>
      <span className="min-w-0 flex-1 truncate text-mute">{error?.hint ?? text.frame.connection.lostDetail}</span>
      {isFailed && onRestart ? (
        <Button size="sm" onClick={onRestart}>
          {text.frame.connection.restart}
        </Button>
      ) : (
        <Button size="sm" variant="ghost" onClick={() => window.location.reload()}>
          {text.frame.connection.reload}
        </Button>
      )}
    </div>
  )
}
