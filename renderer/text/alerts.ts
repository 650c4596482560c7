/** Alert rules and what became of them. */
export const alertsText = {
  title: 'Alerts',
}
