import { classNames } from './class-names.ts'
import { formatShortcut } from './format.ts'
import { isMac } from './is-mac.ts'

type KbdProps = {
  /** Keys joined by `+`; `mod` is the command key on a Mac and Ctrl elsewhere. */
  shortcut: string
  tone?: 'plain' | 'inverse'
  className?: string
}

export function Kbd({ shortcut, tone = 'plain', className }: KbdProps) {
  return (
    <kbd
      className={classNames(
        'inline-flex h-[18px] min-w-[18px] shrink-0 items-center justify-center rounded-xs border px-1 font-sans text-xs leading-none',
        tone === 'plain' ? 'border-line-strong bg-panel text-mute' : 'border-on-accent/35 text-on-accent',
        className,
      )}
    >
      {formatShortcut(shortcut, isMac)}
    </kbd>
  )
}
