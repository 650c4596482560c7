import type { WaitAsk } from '../../../shared/run/wait.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Icon } from '../../ui/icon.tsx'
import { waitIcons } from './wait-words.ts'

/** Stands where the icon of a state does: a hand for a person, an hourglass for a time, a hook for a call. */
export function WaitIcon({ kind, size = 16, className }: WaitIconProps) {
  return (
    <Icon
      name={kind === 'some' ? 'hourglass' : waitIcons[kind]}
      size={size}
      label={text.waits.states[kind]}
      className={classNames('text-warn', className)}
    />
  )
}

type WaitIconProps = { kind: WaitAsk['kind'] | 'some'; size?: number; className?: string }
