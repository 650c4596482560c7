import { useEffect, useState } from 'react'
import { text } from '../../text.ts'
import { IconButton } from '../../ui/button.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { hasPreview } from '../value/image-preview.tsx'

type AttachmentChipProps = {
  name: string
  mediaType: string
  bytes: number
  /** Its bytes, where they are at hand or can be had: a picture among them is shown small. */
  blob?: Blob | (() => Promise<Blob>)
  onRemove?: () => void
  onSave?: () => void
}

/** A file that goes, or went, along with a message. */
export function AttachmentChip({ name, mediaType, bytes, blob, onRemove, onSave }: AttachmentChipProps) {
  const url = usePicture({ name, mediaType, bytes }, blob)
  return (
    <span className="flex h-9 max-w-60 items-center gap-2 rounded-md border bg-sunken pr-1 pl-1.5 text-sm">
      {url ? (
        <img src={url} alt="" className="size-6 shrink-0 rounded-xs object-cover" />
      ) : (
        <Icon name="file-text" size={15} className="text-mute" />
      )}
      <span title={name} className="min-w-0 truncate">
        {name}
      </span>
      <span className="figures shrink-0 pr-1 text-mute text-xs">{formatBytes(bytes)}</span>
      {onSave ? <IconButton icon="download" size="sm" label={text.runs.value.download(name)} onClick={onSave} /> : null}
      {onRemove ? <IconButton icon="x" size="sm" label={text.chat.composer.remove(name)} onClick={onRemove} /> : null}
    </span>
  )
}

type Named = { name: string; mediaType: string; bytes: number }

function usePicture(file: Named, blob: AttachmentChipProps['blob']): string | null {
  const [url, setUrl] = useState<string | null>(null)
  const isShown = hasPreview(file)
  const { mediaType } = file
  useEffect(() => {
    if (!blob || !isShown) return
    let made: string | null = null
    let isGone = false
    const show = (found: Blob) => {
      if (isGone) return
      made = URL.createObjectURL(new Blob([found], { type: mediaType }))
      setUrl(made)
    }
    if (blob instanceof Blob) show(blob)
    else blob().then(show, () => setUrl(null))
    return () => {
      isGone = true
      setUrl(null)
      if (made) URL.revokeObjectURL(made)
    }
  }, [blob, isShown, mediaType])
  return url
}
