/** The list of runs: search, filters, saved views, many at once. */
export const runListText = {
  title: 'Runs',
}
