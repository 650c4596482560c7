import { type ReactNode, useId, useMemo } from 'react'
import { text } from '../text.ts'
import { classNames } from './class-names.ts'
import { FieldContext } from './field-context.ts'
import { Icon } from './icon.tsx'

type FieldProps = {
  label: ReactNode
  hint?: ReactNode
  /** Said in place of the hint, and the control is marked invalid. */
  error?: string | null
  /** At the right end of the label's line: a price, a token count. */
  note?: ReactNode
  isOptional?: boolean
  /** Label left, control right: for switches and short choices. */
  layout?: 'stacked' | 'row'
  className?: string
  /** One control of this folder (Input, TextArea, Select, Switch, CodeEditor, ...). */
  children: ReactNode
}

/** A control with its label, hint and error. The control finds its id and descriptions through the context. */
export function Field({ label, hint, error, note, isOptional, layout = 'stacked', className, children }: FieldProps) {
  const id = useId()
  const belowId = `${id}-below`
  const hasBelow = Boolean(error || hint)
  const control = useMemo(
    () => ({ id, describedBy: hasBelow ? belowId : undefined, isInvalid: Boolean(error) }),
    [id, belowId, hasBelow, error],
  )
  const labelText = (
    <label id={`${id}-label`} htmlFor={id} className="wrap-anywhere min-w-0 font-semibold text-sm text-text">
      {label}
      {isOptional ? <span className="ml-1.5 font-normal text-mute">{text.common.optional}</span> : null}
    </label>
  )
  const below = error ? (
    <p id={belowId} role="alert" className="flex items-start gap-1 text-bad text-sm">
      <Icon name="circle-alert" size={13} className="mt-[1.5px]" />
      <span className="min-w-0 break-words">{error}</span>
    </p>
  ) : hint ? (
    <p id={belowId} className="text-mute text-sm">
      {hint}
    </p>
  ) : null

  return (
    <FieldContext value={control}>
      {layout === 'row' ? (
        <div className={classNames('flex items-start justify-between gap-4', className)}>
          <div className="flex min-w-0 flex-col gap-0.5">
            {labelText}
            {below}
          </div>
          <div className="flex shrink-0 items-center gap-2">
            {note}
            {children}
          </div>
        </div>
      ) : (
        <div className={classNames('flex min-w-0 flex-col gap-1.5', className)}>
          <div className="flex items-baseline justify-between gap-2">
            {labelText}
            {note ? <span className="figures truncate text-mute text-sm">{note}</span> : null}
          </div>
          {children}
          {below}
        </div>
      )}
    </FieldContext>
  )
}
