import type { AgentDocument } from '../../../shared/agents/agent.ts'

export type AgentColour = AgentDocument['colour']

/** Light first, dark second: dark enough on its own tint that initials are read. */
const colours: Record<AgentColour, string> = {
  indigo: 'light-dark(#4338ca, #a5a0ff)',
  violet: 'light-dark(#7e22ce, #c99bfb)',
  pink: 'light-dark(#be185d, #f58fc2)',
  red: 'light-dark(#b91c1c, #f88b8b)',
  amber: 'light-dark(#92400e, #fbbf24)',
  green: 'light-dark(#166534, #5fdc8b)',
  teal: 'light-dark(#0f5f59, #3ed6c3)',
  sky: 'light-dark(#075985, #5cc5fa)',
}

/** The colour of an agent's picture, as CSS. */
export function colourOf(colour: AgentColour): string {
  return colours[colour]
}
