import type { Issue } from '../../shared/contract/workflows.ts'

/** What is told as a problem. That an empty workflow is empty one can see: its canvas says what to do next. */
export function shownIssues(issues: readonly Issue[]): Issue[] {
  return issues.filter(({ code }) => code !== 'workflow.empty')
}
