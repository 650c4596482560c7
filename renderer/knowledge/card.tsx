import { type ReactNode, useId } from 'react'

type CardProps = { title: string; note?: ReactNode; children: ReactNode }

/** A framed part of the page with its title. */
export function Card({ title, note, children }: CardProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="flex min-w-0 flex-col gap-3 rounded-xl border bg-panel p-4 shadow-card">
      <div className="flex items-baseline gap-3">
        <h2 id={id} className="font-semibold text-md">
          {title}
        </h2>
        {note ? <span className="min-w-0 truncate text-mute text-sm">{note}</span> : null}
      </div>
      {children}
    </section>
  )
}
