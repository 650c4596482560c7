import { type ReactNode, useId } from 'react'
import { Switch } from '../../ui/switch.tsx'
import { Panel } from '../panel.tsx'

type ProgramPanelProps = {
  title: string
  hint: string
  /** What leaves the machine while it is on. */
  leaves: string
  isOn: boolean
  isDisabled?: boolean
  onChange: (isOn: boolean) => void
  children?: ReactNode
}

/** One kind of program, with its switch and, below it, what can be set. */
export function ProgramPanel({ title, hint, leaves, isOn, isDisabled, onChange, children }: ProgramPanelProps) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <Panel>
        <div className="flex items-start justify-between gap-6 px-4 py-3.5">
          <div className="min-w-0 max-w-[560px]">
            <h3 id={id} className="font-semibold text-md">
              {title}
            </h3>
            <p className="text-mute">{hint}</p>
            <p className="mt-1 text-mute text-sm">{leaves}</p>
          </div>
          <Switch label={title} isOn={isOn} isDisabled={isDisabled} onChange={onChange} />
        </div>
        {children}
      </Panel>
    </section>
  )
}

/** A line of words and controls below a switch. */
export function ProgramRow({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <div className="flex items-start justify-between gap-6 px-4 py-3">
      <div className="min-w-0 max-w-80">
        <h4 className="font-semibold">{title}</h4>
        {hint ? <p className="text-mute text-sm">{hint}</p> : null}
      </div>
      <div className="flex min-w-0 items-center gap-2">{children}</div>
    </div>
  )
}
