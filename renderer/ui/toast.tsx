import { Toaster as Sonner, toast } from 'sonner'
import { Icon } from './icon.tsx'

/** Once in the app, near its root. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-center"
      gap={8}
      // Sonner brings a font of its own.
      style={{ fontFamily: 'inherit' }}
      visibleToasts={4}
      icons={{
        success: <Icon name="circle-check" size={16} className="text-ok" />,
        error: <Icon name="circle-alert" size={16} className="text-bad" />,
        info: <Icon name="info" size={16} className="text-mute" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-[356px] items-start gap-2.5 rounded-lg border border-line-strong bg-raise px-3 py-2.5 text-base text-text shadow-over',
          icon: 'mt-0.5 shrink-0',
          content: 'min-w-0 flex-1',
          title: 'font-medium',
          description: 'text-mute text-sm break-words',
          actionButton:
            'order-last shrink-0 rounded-sm px-1.5 py-0.5 font-semibold text-accent text-sm hover:bg-accent-soft',
        },
      }}
    />
  )
}

type ToastOptions = {
  tone?: 'ok' | 'bad' | 'info'
  detail?: string
  /** Such as undo. */
  action?: { label: string; onSelect: () => void }
}

/** A short message at the lower edge that leaves by itself. Errors belong where they happened; this is for the rest. */
export function showToast(title: string, { tone = 'info', detail, action }: ToastOptions = {}): void {
  const show = tone === 'ok' ? toast.success : tone === 'bad' ? toast.error : toast.info
  show(title, {
    description: detail,
    duration: action || tone === 'bad' ? 8000 : 4000,
    action: action ? { label: action.label, onClick: action.onSelect } : undefined,
  })
}
