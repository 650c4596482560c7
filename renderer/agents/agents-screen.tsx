import { text } from '../text.ts'

/** The agents, or one of them. */
export function AgentsScreen({ agentId }: { agentId?: string }) {
  return <h1 className="p-6 font-semibold text-lg">{text.agents.title + (agentId ?? '')}</h1>
}
