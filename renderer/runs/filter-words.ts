import type { RunFilter } from '../../shared/contract/run-filter.ts'
import { useAgents } from '../state/agents-store.ts'
import { useIntegrations } from '../state/integrations-store.ts'
import { useWorkflows } from '../state/workflows-store.ts'
import { text } from '../text.ts'
import { formatDateTime } from '../ui/format.ts'

/** Fields of the filter that are shown as chips, in their order; what is searched for has a field of its own. */
export const chipFields = [
  ...(['status', 'workflowId', 'trigger', 'agentId', 'integrationId', 'model'] as const),
  ...(['from', 'to', 'failedNode', 'errorCode'] as const),
] as const
export type ChipField = (typeof chipFields)[number]

/** What a field of the filter says, in words. */
export function useFilterWords(): (field: ChipField, filter: RunFilter) => string {
  const workflows = useWorkflows(({ list }) => list)
  const agents = useAgents(({ list }) => list)
  const services = useIntegrations(({ list }) => list)
  return (field, filter) => {
    const value = filter[field]
    if (value === undefined) return ''
    if (field === 'status' && filter.status) return text.common.state[filter.status]
    if (field === 'trigger' && filter.trigger) return text.runList.triggers[filter.trigger]
    if (field === 'from' || field === 'to') return formatDateTime(Number(value))
    if (field === 'workflowId') return workflows?.find(({ workflowId }) => workflowId === value)?.name ?? String(value)
    if (field === 'agentId') return agents?.find(({ agentId }) => agentId === value)?.name ?? String(value)
    if (field === 'integrationId') return services?.find(({ id }) => id === value)?.title ?? String(value)
    return String(value)
  }
}

/** The filter without a field. */
export function without(filter: RunFilter, field: keyof RunFilter): RunFilter {
  const { [field]: _, ...rest } = filter
  return rest
}

/** What the engine is asked for: where nothing narrows the list, those in the queue above it need not stand in it, too. */
export function listedFilter(filter: RunFilter): RunFilter {
  const narrows = (['status', 'words', 'agentId', 'integrationId', 'model', 'failedNode', 'errorCode'] as const).some(
    (field) => filter[field] !== undefined,
  )
  return narrows ? filter : { ...filter, isBegun: true }
}
