/** What other programs may see. */
export const telemetryText = {
  title: 'Monitoring by other programs',
}
