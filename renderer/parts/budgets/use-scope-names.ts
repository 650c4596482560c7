import { useMemo } from 'react'
import type { ScopeNames } from '../../../shared/budget-title.ts'
import { useAgents } from '../../state/agents-store.ts'
import { useConnections } from '../../state/connections-store.ts'
import { useWorkflows } from '../../state/workflows-store.ts'

/** What a person calls the workflows, agents and providers that budgets are for, as far as the page knows them. */
export function useScopeNames(): ScopeNames {
  const workflows = useWorkflows((state) => state.list)
  const agents = useAgents((state) => state.list)
  const providers = useConnections((state) => state.providers)
  return useMemo(
    () => (scope) => {
      if (scope.kind === 'workflow') return workflows?.find((one) => one.workflowId === scope.workflowId)?.name
      if (scope.kind === 'agent') return agents?.find((one) => one.agentId === scope.agentId)?.name
      if (scope.kind === 'provider') return providers?.find((one) => one.id === scope.providerId)?.title
      return undefined
    },
    [workflows, agents, providers],
  )
}
