/** Agents. */
export const agentsText = {
  title: 'Agents',
} as const
