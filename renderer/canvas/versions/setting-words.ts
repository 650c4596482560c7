import type { Json } from '../../../shared/json.ts'
import { retention } from '../../../shared/workflow/workflow.ts'
import { retentionWords } from '../../parts/retention/retention-fields.ts'
import { text } from '../../text.ts'
import { formatDuration } from '../../ui/format.ts'

/**
 * How a setting of the workflow reads in words; null where it reads well as it stands. `undefined`: it is not set, and
 * then something else holds.
 */
export function settingWords(path: readonly string[], value: Json | undefined): string | null {
  const [first, name, ...inner] = path
  if (first !== 'settings' || inner.length > 0 || name === undefined) return null
  if (value === undefined) return text.versions.unset[name] ?? null
  if (name === 'timeoutMs' && typeof value === 'number') return formatDuration(value)
  if (name !== 'retention') return null
  const kept = retention.safeParse(value)
  return kept.success ? retentionWords(kept.data) : null
}
