import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { useFieldControl } from './field-context.ts'
import { Icon, type IconName } from './icon.tsx'

/** The look of everything one types into; also used by Select and the code editor. */
export const fieldLook =
  'min-w-0 rounded-md border border-line-strong bg-sunken text-base text-text transition-colors duration-100 hover:border-faint focus-visible:border-accent focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-accent/35 disabled:opacity-60 aria-invalid:border-bad aria-invalid:focus-visible:outline-bad/35'

type InputProps = Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'size'> & {
  value: string
  onChange: (value: string) => void
  icon?: IconName
  /** Inside the field at its right end: a unit, a shortcut, a small button. */
  trailing?: ReactNode
  isMono?: boolean
  size?: 'sm' | 'md'
}

export function Input({
  value,
  onChange,
  icon,
  trailing,
  isMono,
  size = 'md',
  className,
  type = 'text',
  ...rest
}: InputProps) {
  const field = useFieldControl()
  return (
    <div className={classNames('relative flex w-full min-w-0 items-center', className)}>
      {icon ? <Icon name={icon} size={15} className="pointer-events-none absolute left-2.5 text-mute" /> : null}
      <input
        id={field?.id}
        aria-describedby={field?.describedBy}
        aria-invalid={field?.isInvalid || undefined}
        type={type}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        spellCheck={false}
        autoComplete="off"
        className={classNames(
          fieldLook,
          'w-full',
          size === 'sm' ? 'h-7 text-sm' : 'h-8',
          icon ? 'pl-8' : 'pl-2.5',
          trailing ? 'pr-10' : 'pr-2.5',
          isMono && 'font-mono text-sm',
          (type === 'number' || isMono) && 'tabular-nums',
        )}
        {...rest}
      />
      {trailing ? <div className="absolute right-1.5 flex items-center text-mute text-sm">{trailing}</div> : null}
    </div>
  )
}

type TextAreaProps = Omit<ComponentProps<'textarea'>, 'onChange' | 'value'> & {
  value: string
  onChange: (value: string) => void
  isMono?: boolean
}

/** Grows with its text up to a limit, then scrolls. */
export function TextArea({ value, onChange, isMono, className, rows = 3, ...rest }: TextAreaProps) {
  const field = useFieldControl()
  return (
    <textarea
      id={field?.id}
      aria-describedby={field?.describedBy}
      aria-invalid={field?.isInvalid || undefined}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      rows={rows}
      spellCheck={false}
      className={classNames(
        fieldLook,
        'field-sizing-content max-h-80 w-full resize-y px-2.5 py-1.5',
        isMono && 'font-mono text-sm',
        className,
      )}
      {...rest}
    />
  )
}
