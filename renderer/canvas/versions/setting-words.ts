import type { Json } from '../../../shared/json.ts'
import { retention } from '../../../shared/workflow/workflow.ts'
import { retentionWords } from '../../parts/retention/retention-fields.ts'
import { formatDuration } from '../../ui/format.ts'

/** How a setting of the workflow reads in words; null where it reads well as it stands. */
export function settingWords(path: readonly string[], value: Json): string | null {
  const [first, name, ...inner] = path
  if (first !== 'settings' || inner.length > 0) return null
  if (name === 'timeoutMs' && typeof value === 'number') return formatDuration(value)
  if (name !== 'retention') return null
  const kept = retention.safeParse(value)
  return kept.success ? retentionWords(kept.data) : null
}
