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
        warning: <Icon name="triangle-alert" size={16} className="text-warn" />,
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

type ToastAction = { label: string; onSelect: () => void }

type ToastOptions = {
  tone?: 'ok' | 'warn' | 'bad' | 'info'
  detail?: string
  /** Such as undo. */
  action?: ToastAction
  /** Several choices, below the words; the message stays longer then. */
  actions?: readonly ToastAction[]
  /** Takes the place of the message before it about the same thing. */
  about?: string
}

/** A short message at the lower edge that leaves by itself. Errors belong where they happened; this is for the rest. */
export function showToast(title: string, { tone = 'info', detail, action, actions, about }: ToastOptions = {}): void {
  const show = { ok: toast.success, warn: toast.warning, bad: toast.error, info: toast.info }[tone]
  const id = show(title, {
    id: about,
    description: actions ? <Choices detail={detail} actions={actions} onChoose={() => toast.dismiss(id)} /> : detail,
    duration: actions ? 15_000 : action || tone === 'bad' ? 8000 : 4000,
    action: action ? { label: action.label, onClick: action.onSelect } : undefined,
  })
}

type ChoicesProps = { detail?: string; actions: readonly ToastAction[]; onChoose: () => void }

function Choices({ detail, actions, onChoose }: ChoicesProps) {
  return (
    <>
      {detail}
      <span className="mt-1.5 -ml-1.5 flex gap-1">
        {actions.map(({ label, onSelect }) => (
          <button
            key={label}
            type="button"
            onClick={() => {
              onChoose()
              onSelect()
            }}
            className="rounded-sm px-1.5 py-0.5 font-semibold text-accent hover:bg-accent-soft"
          >
            {label}
          </button>
        ))}
      </span>
    </>
  )
}
