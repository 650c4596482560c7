import { useEffect, useState } from 'react'
import type { SchedulePreview } from '../../shared/contract/triggers.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import type { JsonObject } from '../../shared/json.ts'
import { errorOf } from '../link/error-of.ts'
import { useNow } from '../ui/use-now.ts'
import { triggers } from './triggers-store.ts'

type Shown = { preview: SchedulePreview | null; error: ErrorInfo | null }

const nothing: Shown = { preview: null, error: null }
/** The words should follow what one types, but not each key of it. */
const calmMs = 200
const renewMs = 60_000

/**
 * What a schedule with these params would do, worked out by the engine; what was known stays until the next answer.
 * `null` asks for nothing.
 */
export function useSchedulePreview(params: JsonObject | null): Shown {
  const key = params === null ? null : JSON.stringify(params)
  // The first of the next times passes while one looks at it.
  const minute = Math.floor(useNow(key === null ? null : renewMs) / renewMs)
  const [shown, setShown] = useState<Shown>(nothing)
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when a minute has passed, and not because there is an answer
  useEffect(() => {
    if (key === null) return setShown(nothing)
    let isOver = false
    // The first answer is wanted at once: there are no words yet.
    const timer = setTimeout(
      async () => {
        try {
          const preview = await triggers.preview(JSON.parse(key))
          if (!isOver) setShown({ preview, error: null })
        } catch (thrown) {
          if (!isOver) setShown({ preview: null, error: errorOf(thrown) })
        }
      },
      shown === nothing ? 0 : calmMs,
    )
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [key, minute])
  return key === null ? nothing : shown
}
