import { useMemo } from 'react'
import type { Json } from '../../shared/json.ts'
import { type FileRef, fileRefOf } from '../../shared/run/file-ref.ts'
import { AttachmentChip } from '../parts/chat/attachment-chip.tsx'
import { text } from '../text.ts'
import { downloadBlob } from '../ui/download-text.ts'
import { chats } from './chat-store.ts'
import { tellFailure } from './tell-failure.ts'

/** The files of a message, each to be saved. */
export function MessageFiles({ conversationId, files }: { conversationId: string; files: readonly Json[] }) {
  const found = files.flatMap((value) => fileRefOf(value) ?? [])
  if (found.length === 0) return null
  return (
    <ul aria-label={text.chat.files} className="flex max-w-full flex-wrap justify-end gap-1.5">
      {found.map((file, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the files of a message never change
        <li key={index} className="max-w-full">
          <Kept conversationId={conversationId} file={file} />
        </li>
      ))}
    </ul>
  )
}

function Kept({ conversationId, file }: { conversationId: string; file: FileRef }) {
  const { name, mediaType, bytes, blobId } = file
  const fetch = useMemo(
    () => (blobId === undefined ? undefined : () => chats.file(conversationId, blobId)),
    [conversationId, blobId],
  )
  const save = fetch && (() => void fetch().then((blob) => downloadBlob(name, blob), tellFailure))
  return <AttachmentChip name={name} mediaType={mediaType} bytes={bytes} blob={fetch} onSave={save} />
}
