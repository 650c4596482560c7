/** Chat. */
export const chatText = {
  title: 'Chat',
} as const
