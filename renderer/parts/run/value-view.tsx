import { useEffect, useState } from 'react'
import type { ErrorInfo } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { client } from '../../link/client.ts'
import { errorOf } from '../../link/error-of.ts'
import { text } from '../../text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format.ts'
import { showToast } from '../../ui/toast.tsx'
import { clippedOf, copyText } from './value-kind.ts'
import { ValueTree } from './value-tree.tsx'

/** Where the whole of a value can be had that the feed cut. */
export type ValueSource = { runId: string; scope: string; node: string; port: string }

type ValueViewProps = {
  title: string
  /** Beside the title: where it comes from. */
  note?: string
  value: Json
  /** Left out: what was cut cannot be had. */
  source?: ValueSource
}

/** One named value with copy, and the rest of it on request where it was cut. */
export function ValueView({ title, note, value, source }: ValueViewProps) {
  const [whole, setWhole] = useState<{ of: Json; value: Json } | null>(null)
  const [isLoading, setLoading] = useState(false)
  const [error, setError] = useState<ErrorInfo | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another value is another question
  useEffect(() => setError(null), [value])
  const loaded = whole && whole.of === value ? whole : null
  const clipped = loaded ? null : clippedOf(value)

  const load = async (): Promise<Json | null> => {
    if (loaded) return loaded.value
    if (!clipped || !source) return value
    setLoading(true)
    try {
      const answer = await client.runs.value(source)
      setWhole({ of: value, value: answer.value })
      return answer.value
    } catch (thrown) {
      setError(errorOf(thrown))
      return null
    } finally {
      setLoading(false)
    }
  }
  const copy = async () => {
    const all = await load()
    if (all === null && value !== null) return
    await navigator.clipboard.writeText(copyText(all))
    showToast(text.common.copied, { tone: 'ok' })
  }

  return (
    <section className="flex flex-col gap-1.5">
      <div className="flex items-center gap-2">
        <h3 className="wrap-anywhere min-w-0 font-semibold text-sm">{title}</h3>
        {note ? <span className="min-w-0 truncate text-mute text-sm">{note}</span> : null}
        <span className="flex-1" />
        <IconButton icon="copy" size="sm" label={text.runs.value.copy(title)} onClick={() => void copy()} />
      </div>
      <ValueTree value={loaded ? loaded.value : clipped ? clipped.head : value} />
      {clipped ? (
        <div className="flex items-center gap-2 text-mute text-sm">
          <span className="min-w-0 flex-1">{text.runs.value.clipped(clipped.kind, formatCount(clipped.size))}</span>
          {source ? (
            <Button size="sm" isBusy={isLoading} onClick={() => void load()}>
              {text.runs.value.load}
            </Button>
          ) : null}
        </div>
      ) : null}
      {error ? <p className="text-bad text-sm">{error.message}</p> : null}
    </section>
  )
}
