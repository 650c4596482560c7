import type { ToolKind } from '../../../shared/agents/agent.ts'
import type { IconName } from '../../ui/icon.tsx'

const icons: Record<ToolKind, IconName> = {
  action: 'plug',
  workflow: 'workflow',
  agent: 'bot',
  mcp: 'server',
  http: 'globe',
  code: 'code',
  files: 'folder-open',
  knowledge: 'library',
  notes: 'notebook-pen',
  'web-search': 'search',
  'read-page': 'book-open',
  node: 'box',
}

/** The drawing of a kind of tool. */
export function toolIcon(kind: string): IconName {
  const known = Object.entries(icons).find(([name]) => name === kind)
  return known?.[1] ?? 'wrench'
}
