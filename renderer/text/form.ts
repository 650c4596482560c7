/** Forms that ask for what a workflow declares: the inputs of a run, the answer of a person. */
export const formText = {
  missing: 'This is needed.',
  choose: 'Choose',
  list: 'One entry a line',
} as const
