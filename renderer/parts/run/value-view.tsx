import { useEffect, useMemo, useState } from 'react'
import type { ErrorInfo } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { clippedMark } from '../../../shared/run/clip.ts'
import { client } from '../../link/client.ts'
import { errorOf } from '../../link/error-of.ts'
import { text } from '../../text.ts'
import { IconButton } from '../../ui/button.tsx'
import { downloadText } from '../../ui/download-text.ts'
import { formatCount } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { showToast } from '../../ui/toast.tsx'
import type { FetchFile } from '../value/file-row.tsx'
import type { FetchPage } from '../value/use-value-tree.ts'
import { ValueTree } from '../value/value-tree.tsx'
import { clippedOf, copyText } from './value-kind.ts'

/** Where the whole of a value can be had that the feed cut. */
export type ValueSource = { runId: string; scope: string; node: string; port: string }

type ValueViewProps = {
  title: string
  /** Beside the title: where it comes from. */
  note?: string
  value: Json
  /** Left out: what was cut cannot be had. */
  source?: ValueSource
  /** The run it is from, where there is no source: files that it names can be had from there. */
  runId?: string
}

/** One named value, page by page where it is large, with the whole of it to copy or to save. */
export function ValueView({ title, note, value, source, ...from }: ValueViewProps) {
  const [isLoading, setLoading] = useState(false)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const clipped = clippedOf(value)
  const { scope, node, port } = source ?? {}
  const runId = source?.runId ?? from.runId
  const fetchPage = useMemo<FetchPage | undefined>(() => {
    if (runId === undefined || scope === undefined || node === undefined || port === undefined) return undefined
    return ({ path, ...part }) => client.runs.valuePage({ runId, scope, node, port, path: [...path], ...part })
  }, [runId, scope, node, port])
  const fetchFile = useMemo<FetchFile | undefined>(
    () => (runId === undefined ? undefined : async (blobId) => (await client.runs.file({ runId, blobId })).bytes),
    [runId],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: another value is another question
  useEffect(() => setError(null), [value])

  /** The whole value, or null with the reason on screen. */
  const load = async (): Promise<{ whole: Json } | null> => {
    if (!source) return { whole: clipped ? clipped.head : value }
    // What looks whole may hold a part that was cut.
    if (!clipped && !JSON.stringify(value).includes(clippedMark)) return { whole: value }
    setLoading(true)
    setError(null)
    try {
      return { whole: (await client.runs.value(source)).value }
    } catch (thrown) {
      setError(errorOf(thrown))
      return null
    } finally {
      setLoading(false)
    }
  }
  const copy = async () => {
    const loaded = await load()
    if (!loaded) return
    await navigator.clipboard.writeText(copyText(loaded.whole))
    showToast(text.common.copied, { tone: 'ok' })
  }
  const save = async () => {
    const loaded = await load()
    if (!loaded) return
    const isText = typeof loaded.whole === 'string'
    downloadText(fileNameOf(title, isText), copyText(loaded.whole), isText ? 'text/plain' : undefined)
  }

  return (
    <section className="flex flex-col gap-1.5">
      <div className="flex items-center gap-2">
        <h3 className="wrap-anywhere min-w-0 font-semibold text-sm">{title}</h3>
        {note ? <span className="min-w-0 truncate text-mute text-sm">{note}</span> : null}
        <span className="flex-1" />
        {isLoading ? <Icon name="loader-circle" size={14} className="animate-spin text-mute" /> : null}
        <span className="flex shrink-0">
          <IconButton icon="copy" size="sm" label={text.runs.value.copy(title)} onClick={() => void copy()} />
          {clipped ? (
            <IconButton icon="download" size="sm" label={text.runs.value.save(title)} onClick={() => void save()} />
          ) : null}
        </span>
      </div>
      {clipped ? (
        <p className="text-mute text-sm">{text.runs.value.sizeOf(clipped.kind, formatCount(clipped.size))}</p>
      ) : null}
      <ValueTree value={value} fetchPage={fetchPage} fetchFile={fetchFile} />
      {error ? <p className="text-bad text-sm">{error.message}</p> : null}
    </section>
  )
}

/** A file's name made of the value's: letters and digits of any language, and what ties them together. */
function fileNameOf(title: string, isText: boolean): string {
  const name = title.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|-+$/g, '')
  return `${name || 'value'}.${isText ? 'txt' : 'json'}`
}
