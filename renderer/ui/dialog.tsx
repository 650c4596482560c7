import { AlertDialog, Dialog as Radix } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { text } from '../text.ts'
import { Button, IconButton } from './button.tsx'
import { classNames } from './class-names.ts'

const shade = 'fixed inset-0 z-40 animate-fade bg-shade'
const box =
  'fixed top-[18%] left-1/2 z-40 flex max-h-[72%] -translate-x-1/2 flex-col rounded-xl border bg-raise shadow-over outline-none'
const widths = { sm: 'w-[400px]', md: 'w-[520px]', lg: 'w-[720px]' }

type DialogProps = {
  isOpen: boolean
  onClose: () => void
  title: string
  description?: ReactNode
  /** Buttons, the main one last. */
  footer?: ReactNode
  size?: keyof typeof widths
  children?: ReactNode
}

/** A window over the page that takes the keyboard until it closes. */
export function Dialog({ isOpen, onClose, title, description, footer, size = 'md', children }: DialogProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={shade} />
        <Radix.Content
          className={classNames(box, widths[size])}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <DialogHead title={title} description={description} />
          {children ? <div className="min-h-0 overflow-y-auto px-4 pb-4">{children}</div> : null}
          {footer ? <div className="flex justify-end gap-2 border-t px-4 py-3">{footer}</div> : null}
          <CloseButton />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

type SheetProps = Omit<DialogProps, 'size'> & {
  size?: 'md' | 'lg'
  /** Before the title. */
  icon?: ReactNode
  /** CSS of what has the keyboard at first; where there is none of it, the sheet itself. Its first control unless told. */
  startsAt?: string
}

/** The same from the right edge, in full height: for details and longer forms beside the page. */
export function Sheet({
  isOpen,
  onClose,
  title,
  description,
  footer,
  size = 'md',
  icon,
  startsAt,
  children,
}: SheetProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={shade} />
        <Radix.Content
          className={classNames(
            'fixed inset-y-0 right-0 z-40 flex max-w-[90vw] animate-slide-in flex-col border-l bg-raise shadow-over outline-none',
            size === 'lg' ? 'w-[540px]' : 'w-[440px]',
          )}
          onOpenAutoFocus={(event) => startsAt !== undefined && focusFirst(event, startsAt)}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <DialogHead title={title} description={description} icon={icon} />
          <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-4">{children}</div>
          {footer ? <div className="flex justify-end gap-2 border-t px-4 py-3">{footer}</div> : null}
          <CloseButton />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Without scrolling: a form is read from its top. */
function focusFirst(event: Event, selector: string): void {
  const { currentTarget: sheet } = event
  if (!(sheet instanceof HTMLElement)) return
  event.preventDefault()
  const first = sheet.querySelector<HTMLElement>(selector) ?? sheet
  first.focus({ preventScroll: true })
}

type DialogHeadProps = Pick<SheetProps, 'title' | 'description' | 'icon'>

function DialogHead({ title, description, icon }: DialogHeadProps) {
  return (
    <div className={classNames('flex gap-3 py-3.5 pr-12 pl-4', icon && !description ? 'items-center' : 'items-start')}>
      {icon}
      <div className="min-w-0 flex-1">
        <Radix.Title className="font-semibold text-lg">{title}</Radix.Title>
        {description ? <Radix.Description className="mt-0.5 text-mute">{description}</Radix.Description> : null}
      </div>
    </div>
  )
}

/** Stands last, so that the keyboard starts in the dialog's own first field. */
function CloseButton() {
  return (
    <Radix.Close asChild>
      <IconButton icon="x" label={text.common.close} size="sm" className="absolute top-3.5 right-3" />
    </Radix.Close>
  )
}

type ConfirmDialogProps = {
  isOpen: boolean
  onClose: () => void
  title: string
  description: ReactNode
  confirmLabel: string
  isDanger?: boolean
  /** The dialog closes when it is done; an error is the caller's to show. */
  onConfirm: () => void | Promise<void>
}

/** Asks before something that cannot simply be taken back. Escape and the first button both leave things as they are. */
export function ConfirmDialog({
  isOpen,
  onClose,
  title,
  description,
  confirmLabel,
  isDanger,
  onConfirm,
}: ConfirmDialogProps) {
  const [isBusy, setBusy] = useState(false)
  const confirm = async () => {
    setBusy(true)
    try {
      await onConfirm()
    } finally {
      setBusy(false)
      onClose()
    }
  }
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={shade} />
        <AlertDialog.Content className={classNames(box, widths.sm, 'p-4')}>
          <AlertDialog.Title className="font-semibold text-lg">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1 text-mute">{description}</AlertDialog.Description>
          <div className="mt-5 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button variant="secondary">{text.common.cancel}</Button>
            </AlertDialog.Cancel>
            <Button variant={isDanger ? 'danger' : 'primary'} isBusy={isBusy} onClick={confirm}>
              {confirmLabel}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
