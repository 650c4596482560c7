import { useEffect, useMemo } from 'react'
import { useAgents } from '../../state/agents-store.ts'
import { loadCatalog, useCatalogStore } from '../../state/catalog-store.ts'
import { toolSources, useToolSources } from '../../state/tool-sources-store.ts'
import { useWorkflows } from '../../state/workflows-store.ts'
import type { ToolWorld } from './tool-look.ts'

/** Everything an agent may be given, as this window knows it; asked for when it is first needed. */
export function useToolWorld(): ToolWorld {
  const types = useCatalogStore((state) => state.byType)
  const workflows = useWorkflows((state) => state.list)
  const agents = useAgents((state) => state.list)
  const servers = useToolSources((state) => state.servers)
  const bases = useToolSources((state) => state.bases)
  useEffect(() => {
    void loadCatalog()
    void toolSources.load()
  }, [])
  return useMemo(() => ({ types, workflows, agents, servers, bases }), [types, workflows, agents, servers, bases])
}
