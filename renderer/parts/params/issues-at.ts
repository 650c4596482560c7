import type { Issue } from '../../../shared/contract/workflows.ts'

/** What is wrong with a field or with something inside it. */
export function issuesAt(issues: readonly Issue[], path: string): Issue[] {
  return issues.filter(({ field }) => field === path || field?.startsWith(`${path}.`))
}
