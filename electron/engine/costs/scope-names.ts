import type { ScopeNames } from '../../../shared/budget-title.ts'
import type { Provider } from '../models/define-provider.ts'

type Parts = { workflowName(workflowId: string): string | undefined; providers: Provider[] }

/** What a person calls the workflow or the provider that a budget is for. Agents are known by their ids so far. */
export function createScopeNames({ workflowName, providers }: Parts): ScopeNames {
  return (scope) => {
    if (scope.kind === 'workflow') return workflowName(scope.workflowId)
    if (scope.kind === 'provider') return providers.find(({ id }) => id === scope.providerId)?.title
    return undefined
  }
}
