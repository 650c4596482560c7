import type { FileRef } from '../../../shared/run/file-ref.ts'
import { classNames } from '../../ui/class-names.ts'
import { formatBytes } from '../../ui/format.ts'
import { Icon, type IconName } from '../../ui/icon.tsx'

type FileRowProps = {
  file: FileRef
  /** Without a box, inside a tree. */
  isPlain?: boolean
}

/** A file that a value names: what it is called, of what kind it is, how large. */
export function FileRow({ file: { name, mediaType, bytes, path }, isPlain = false }: FileRowProps) {
  return (
    <span
      title={path}
      className={classNames(
        'flex min-w-0 items-center gap-2 font-sans',
        !isPlain && 'rounded-md border bg-sunken px-2.5 py-2 text-sm',
      )}
    >
      <Icon name={iconOf(mediaType)} size={isPlain ? 13 : 16} className="text-mute" />
      <span className="min-w-0 truncate font-medium">{name}</span>
      <span className="min-w-0 truncate text-mute">{mediaType}</span>
      <span className="figures ml-auto shrink-0 text-mute">{formatBytes(bytes)}</span>
    </span>
  )
}

function iconOf(mediaType: string): IconName {
  if (mediaType.endsWith('json')) return 'file-json'
  if (mediaType === 'text/csv' || mediaType.includes('spreadsheet')) return 'file-spreadsheet'
  return 'file-text'
}
