import type { Issue } from '../../../shared/contract/workflows.ts'
import { userError } from '../../../shared/errors.ts'

/** Throws the errors of a check, where there are any, as one: the first in words, all of them as data. */
export function refuseBroken(issues: Issue[]): void {
  const errors = issues.filter((issue) => issue.severity === 'error')
  const [first] = errors
  if (!first) return
  const where = first.nodeId ? `\`${[...first.at, first.nodeId].join('.')}\`: ` : ''
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  throw userError(first.code, `${where}${first.message}${more}`, {
    nodeId: first.nodeId,
    field: first.field,
    position: first.position,
    details: { issues: errors.map((issue) => ({ ...issue })) },
  })
}
