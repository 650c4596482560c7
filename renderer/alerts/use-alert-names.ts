import { useMemo } from 'react'
import type { AlertNames } from '../../shared/alert-sentence.ts'
import { useAgents } from '../state/agents-store.ts'
import { useWorkflows } from '../state/workflows-store.ts'

/** What workflows and agents are called, for rules as sentences. */
export function useAlertNames(): AlertNames {
  const workflows = useWorkflows((state) => state.list)
  const agents = useAgents((state) => state.list)
  return useMemo(
    () => ({
      workflow: (workflowId) => workflows?.find((one) => one.workflowId === workflowId)?.name,
      agent: (agentId) => agents?.find((one) => one.agentId === agentId)?.name,
    }),
    [workflows, agents],
  )
}
