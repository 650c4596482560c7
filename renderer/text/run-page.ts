/** One run: timeline, trace, log, comparison. */
export const runPageText = {
  title: 'Run',
}
