import { useState } from 'react'
import type { FileRef } from '../../../shared/run/file-ref.ts'
import { errorOf } from '../../link/error-of.ts'
import { text } from '../../text.ts'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { downloadBlob } from '../../ui/download-text.ts'
import { formatBytes } from '../../ui/format.ts'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { hasPreview, ImagePreview } from './image-preview.tsx'

/** Fetches the bytes of a kept file. */
export type FetchFile = (blobId: string) => Promise<Blob>

type FileRowProps = {
  file: FileRef
  /** Left out: the file cannot be had. */
  fetchFile?: FetchFile
  /** Without a box, inside a tree. */
  isPlain?: boolean
  /** Whether a picture is shown, where it can be had. */
  showsPicture?: boolean
}

/**
 * A file that a value names: what it is called, of what kind it is, how large. One that is kept can be saved, and a
 * picture among them is shown; of one on the disk the path says where it is.
 */
export function FileRow({ file, fetchFile, isPlain = false, showsPicture = true }: FileRowProps) {
  const { name, mediaType, bytes, path, blobId } = file
  const [isLoading, setLoading] = useState(false)
  const [error, setError] = useState<string | null>(null)

  const save = async (blobOf: FetchFile, id: string) => {
    setLoading(true)
    setError(null)
    try {
      downloadBlob(name, await blobOf(id))
    } catch (thrown) {
      setError(errorOf(thrown).message)
    } finally {
      setLoading(false)
    }
  }

  return (
    <span
      className={classNames(
        'flex min-w-0 flex-1 flex-col gap-1.5 font-sans',
        !isPlain && 'rounded-md border bg-sunken px-2.5 py-2 text-sm',
      )}
    >
      <span title={path} className="flex min-w-0 items-center gap-2">
        <Icon name={iconOf(mediaType)} size={isPlain ? 13 : 16} className="text-mute" />
        <span className="min-w-0 truncate font-medium">{name}</span>
        <span className="min-w-0 truncate text-mute">{mediaType}</span>
        <span className="figures ml-auto shrink-0 text-mute">{formatBytes(bytes)}</span>
        {fetchFile && blobId !== undefined ? (
          <IconButton
            icon={isLoading ? 'loader-circle' : 'download'}
            size="sm"
            label={text.runs.value.download(name)}
            disabled={isLoading}
            onClick={() => void save(fetchFile, blobId)}
          />
        ) : null}
      </span>
      {path !== undefined && !isPlain ? (
        <span className="select-text break-all font-mono text-mute text-xs">{path}</span>
      ) : null}
      {showsPicture && fetchFile && blobId !== undefined && hasPreview(file) ? (
        <ImagePreview name={name} mediaType={mediaType} blobId={blobId} fetchFile={fetchFile} />
      ) : null}
      {error ? (
        <span role="alert" className="text-bad">
          {error}
        </span>
      ) : null}
    </span>
  )
}

function iconOf(mediaType: string): IconName {
  if (mediaType.endsWith('json')) return 'file-json'
  if (mediaType === 'text/csv' || mediaType.includes('spreadsheet')) return 'file-spreadsheet'
  return 'file-text'
}
