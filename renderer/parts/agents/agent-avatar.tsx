import { classNames } from '../../ui/class-names.ts'
import { monogramOf } from '../../ui/monogram.ts'
import { type AgentColour, colourOf } from './agent-colours.ts'

const sizes = {
  sm: 'size-5 rounded-full text-[9px]',
  md: 'size-[26px] rounded-full text-xs',
  lg: 'size-[34px] rounded-full text-base',
}

type AgentAvatarProps = { name: string; colour: AgentColour; size?: keyof typeof sizes; className?: string }

/** An agent's initials in its colour. Decoration: the name stands beside it. */
export function AgentAvatar({ name, colour, size = 'md', className }: AgentAvatarProps) {
  const color = colourOf(colour)
  return (
    <span
      aria-hidden
      data-colour={colour}
      style={{ color, background: `color-mix(in srgb, ${color} 15%, transparent)` }}
      className={classNames(
        'inline-flex shrink-0 select-none items-center justify-center font-semibold leading-none tracking-tight',
        sizes[size],
        className,
      )}
    >
      {monogramOf(name) || '?'}
    </span>
  )
}
