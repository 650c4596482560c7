import { type ReactNode, useId } from 'react'
import { classNames } from '../../ui/class-names.ts'

type SectionProps = {
  title: string
  /** Quiet words beside the title. */
  note?: ReactNode
  /** At the right end of the title's line. */
  tools?: ReactNode
  /** It wants the whole width: a row `has-data-wide:grid-cols-1` gives it. */
  isWide?: boolean
  className?: string
  children: ReactNode
}

/** A framed part of the screen with its title. */
export function Section({ title, note, tools, isWide = false, className, children }: SectionProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      data-wide={isWide || undefined}
      className={classNames('flex min-w-0 flex-col gap-3 rounded-xl border bg-panel p-4 shadow-card', className)}
    >
      <div className="flex min-h-8 items-center gap-3">
        <h2 id={id} className="shrink-0 font-semibold text-md">
          {title}
        </h2>
        {note ? <span className="min-w-0 truncate text-mute text-sm">{note}</span> : null}
        {tools ? <div className="ml-auto flex shrink-0 items-center gap-3">{tools}</div> : null}
      </div>
      {children}
    </section>
  )
}
