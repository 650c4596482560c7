import { useMemo } from 'react'
import { useCatalogStore } from '../state/catalog-store.ts'
import { type ConnectionIssue, connectionIssues } from '../state/connection-trouble.ts'
import { useIntegrations } from '../state/integrations-store.ts'
import { useDraft } from '../state/workflow-store.ts'

const none: readonly ConnectionIssue[] = []

/** What is wrong with the connections of a draft's nodes; nothing while nobody knows which there are. */
export function useConnectionIssues(workflowId: string | null): readonly ConnectionIssue[] {
  const document = useDraft(workflowId ?? '', (draft) => draft.document)
  const types = useCatalogStore((state) => state.byType)
  const list = useIntegrations((state) => state.list)
  const connections = useIntegrations((state) => state.connections)
  return useMemo(() => {
    if (!document || !list || !connections) return none
    const open = new Set(list.filter((service) => service.open).map(({ id }) => id))
    return connectionIssues(document, types, { connections, open })
  }, [document, types, list, connections])
}
