/** Research. */
export const researchText = {
  title: 'Research',
} as const
