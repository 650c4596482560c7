import type { ScopeNames } from '../../../shared/budget-title.ts'
import type { Provider } from '../models/define-provider.ts'

type Parts = {
  workflowName(workflowId: string): string | undefined
  agentName(agentId: string): string | undefined
  providers: Provider[]
}

/** What a person calls the workflow, the agent or the provider that a budget is for. */
export function createScopeNames({ workflowName, agentName, providers }: Parts): ScopeNames {
  return (scope) => {
    if (scope.kind === 'workflow') return workflowName(scope.workflowId)
    if (scope.kind === 'agent') return agentName(scope.agentId)
    if (scope.kind === 'provider') return providers.find(({ id }) => id === scope.providerId)?.title
    return undefined
  }
}
