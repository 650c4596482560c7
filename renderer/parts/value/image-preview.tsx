import { useEffect, useState } from 'react'
import type { FileRef } from '../../../shared/run/file-ref.ts'
import { text } from '../../text.ts'

/** Pictures made of pixels alone: nothing in them can ask for anything else. */
const shown = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
/** Larger ones are for saving, not for a look in passing. */
const mostBytes = 5 * 1024 * 1024

export function hasPreview({ mediaType, bytes }: FileRef): boolean {
  return shown.includes(mediaType) && bytes <= mostBytes
}

type ImagePreviewProps = {
  name: string
  mediaType: string
  blobId: string
  fetchFile: (blobId: string) => Promise<Blob>
}

/** A kept picture, small. Nothing where it cannot be had or read: the row above says what it is, and saving says why. */
export function ImagePreview({ name, mediaType, blobId, fetchFile }: ImagePreviewProps) {
  const [url, setUrl] = useState<string | null>(null)

  useEffect(() => {
    let made: string | null = null
    let isGone = false
    fetchFile(blobId).then(
      (blob) => {
        if (isGone) return
        made = URL.createObjectURL(new Blob([blob], { type: mediaType }))
        setUrl(made)
      },
      () => setUrl(null),
    )
    return () => {
      isGone = true
      setUrl(null)
      if (made) URL.revokeObjectURL(made)
    }
  }, [blobId, mediaType, fetchFile])

  if (!url) return null
  return (
    <img
      src={url}
      alt={text.runs.value.preview(name)}
      onError={() => setUrl(null)}
      className="max-h-40 max-w-full self-start rounded-sm border object-contain"
    />
  )
}
