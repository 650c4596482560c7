/** The Dashboard, and the frame it shares with alerts and health. */
export const dashboardText = {
  title: 'Dashboard',
  frame: {
    title: 'Monitoring',
    label: 'Monitoring',
    openAlerts: (count: number) => (count === 1 ? '1 open alert' : `${count} open alerts`),
    health: { ok: 'Everything works', warn: 'Something needs attention', bad: 'Something does not work' },
  },
}
