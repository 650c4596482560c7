import { connectionParam, connectionTrouble, usesConnection } from '../../state/connection-trouble.ts'
import { useIntegrations } from '../../state/integrations-store.ts'
import type { CardData } from './flow-elements.ts'
import { useRunScope } from './graph-view.tsx'

/** Whether the connection that a node of the draft would use is missing or does not work; null: it is well, or not known. */
export function useServiceTrouble({ node, entry }: CardData): 'error' | 'warning' | null {
  const { isReadOnly } = useRunScope()
  const param = entry && !isReadOnly ? connectionParam(entry) : null
  return useIntegrations(({ connections, list }) => {
    if (!param || !connections || !list || !usesConnection(param, node)) return null
    const wanted = node.params[param.name] ?? ''
    if (typeof wanted !== 'string' || wanted.includes('{{')) return null
    const own = connections.filter(({ integrationId }) => integrationId === param.integrationId)
    const trouble = connectionTrouble(
      wanted,
      own,
      list.some(({ id, open }) => open && id === param.integrationId),
    )
    if (!trouble) return null
    return trouble.kind === 'failing' ? 'warning' : 'error'
  })
}
