/** Knowledge. */
export const knowledgeText = {
  title: 'Knowledge',
} as const
