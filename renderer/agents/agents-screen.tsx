import { AgentEditor } from './agent-editor.tsx'
import { AgentList } from './agent-list.tsx'

/** The agents, or one of them with its form and a place to try it out. */
export function AgentsScreen({ agentId }: { agentId?: string }) {
  // Keyed: another agent is another form, with nothing left of the one before.
  return agentId ? <AgentEditor key={agentId} agentId={agentId} /> : <AgentList />
}
