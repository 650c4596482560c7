import { Icon, type IconName } from '../../ui/icon.tsx'

type QuietNoteProps = { icon: IconName; title: string; body?: string }

/** What an empty panel will show, where there is no height for more than two lines. */
export function QuietNote({ icon, title, body }: QuietNoteProps) {
  return (
    <div className="flex h-full items-center justify-center gap-3 px-6">
      <Icon name={icon} size={18} className="text-mute" />
      <div>
        <p className="font-medium">{title}</p>
        {body ? <p className="text-mute text-sm">{body}</p> : null}
      </div>
    </div>
  )
}
