import type { ReactNode } from 'react'
import { classNames } from '../ui/class-names.ts'

/** A framed group of settings; its children are divided by lines. */
export function Panel({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={classNames('divide-y rounded-xl border bg-panel shadow-card', className)}>{children}</div>
}

type PanelRowProps = { title: string; hint?: ReactNode; children?: ReactNode }

/** What it is at the left, its value or control at the right. */
export function PanelRow({ title, hint, children }: PanelRowProps) {
  return (
    <div className="flex items-start justify-between gap-6 px-4 py-3">
      <div className="min-w-0 max-w-96">
        <h3 className="font-semibold">{title}</h3>
        {hint ? <p className="text-mute text-sm">{hint}</p> : null}
      </div>
      <div className="flex min-w-0 items-center gap-2">{children}</div>
    </div>
  )
}
