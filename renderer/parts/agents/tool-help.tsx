import type { AgentTool } from '../../../shared/agents/agent.ts'
import { integrations } from '../../state/integrations-store.ts'
import { hrefOf } from '../../state/route-store.ts'
import { text } from '../../text.ts'

const say = text.agents.tool
const look = 'shrink-0 rounded-xs font-semibold text-accent hover:underline'

type ToolHelpProps = { tool: AgentTool; isGone: boolean; onSettings?: () => void }

/** What helps where a tool cannot be had: its settings, or the place where it comes from. Nothing where it is gone. */
export function ToolHelp({ tool, isGone, onSettings }: ToolHelpProps) {
  if (tool.kind === 'action') {
    const { integrationId, connection } = tool
    const connect = () => integrations.openWizard({ integrationId, ...(connection && { connectionId: connection }) })
    return (
      <button type="button" className={look} onClick={onSettings ?? connect}>
        {say.reconnect}
      </button>
    )
  }
  if (tool.kind === 'mcp') {
    return (
      <a href={hrefOf({ screen: 'mcp' })} className={look}>
        {say.openServers}
      </a>
    )
  }
  if (tool.kind === 'knowledge') {
    return (
      <a href={hrefOf({ screen: 'knowledge' })} className={look}>
        {say.openKnowledge}
      </a>
    )
  }
  if (tool.kind === 'agent' && !isGone) {
    return (
      <a href={hrefOf({ screen: 'agents', agentId: tool.agentId })} className={look}>
        {say.openAgent}
      </a>
    )
  }
  if (tool.kind === 'workflow' && !isGone) {
    return (
      <a href={hrefOf({ screen: 'workflow', workflowId: tool.workflowId })} className={look}>
        {say.openWorkflow}
      </a>
    )
  }
  if (!onSettings) return null
  return (
    <button type="button" className={look} onClick={onSettings}>
      {tool.kind === 'files' ? say.chooseFolder : say.connection}
    </button>
  )
}
