import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import { Icon, type IconName } from './icon.tsx'
import { Tooltip } from './tooltip.tsx'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger' | 'good'
export type ButtonSize = 'sm' | 'md'

const base =
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap font-medium transition-colors duration-100 disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50'

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent shadow-card hover:bg-accent-strong',
  secondary: 'border border-line-strong bg-panel text-text shadow-card hover:bg-hover data-[state=open]:bg-hover',
  ghost: 'text-mute hover:bg-hover hover:text-text data-[state=open]:bg-hover data-[state=open]:text-text',
  danger: 'bg-bad-soft text-bad hover:bg-bad hover:text-on-bad',
  good: 'bg-ok text-on-accent shadow-card hover:brightness-110',
}

const sizes: Record<ButtonSize, string> = {
  sm: 'h-7 rounded-md px-2.5 text-sm',
  md: 'h-8 rounded-md px-3 text-base',
}

type ButtonProps = ComponentProps<'button'> & {
  variant?: ButtonVariant
  size?: ButtonSize
  /** Stands before the words. */
  icon?: IconName
  /** Shows a spinner in the icon's place and takes no more clicks; the width stays. */
  isBusy?: boolean
}

export function Button({
  variant = 'secondary',
  size = 'md',
  icon,
  isBusy = false,
  className,
  children,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  const shown = isBusy ? 'loader-circle' : icon
  return (
    <button
      type={type}
      className={classNames(base, variants[variant], sizes[size], className)}
      // Not `disabled`: a busy button keeps the focus it has.
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {shown ? (
        <Icon name={shown} size={size === 'sm' ? 14 : 15} className={classNames('-ml-0.5', isBusy && 'animate-spin')} />
      ) : null}
      {children}
    </button>
  )
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  icon: IconName
  /** Said by screen readers and shown as the tooltip. */
  label: string
  shortcut?: string
  variant?: ButtonVariant
  size?: ButtonSize
  isPressed?: boolean
  tooltipSide?: 'top' | 'right' | 'bottom' | 'left'
}

export function IconButton({
  icon,
  label,
  shortcut,
  variant = 'ghost',
  size = 'md',
  isPressed,
  tooltipSide,
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} shortcut={shortcut} side={tooltipSide}>
      <button
        type={type}
        aria-label={label}
        aria-pressed={isPressed}
        className={classNames(
          base,
          variants[variant],
          'rounded-md aria-pressed:bg-accent-soft aria-pressed:text-accent',
          size === 'sm' ? 'size-6' : 'size-8',
          className,
        )}
        {...rest}
      >
        <Icon name={icon} size={size === 'sm' ? 14 : 16} />
      </button>
    </Tooltip>
  )
}
