/** The Dashboard. */
export const dashboardText = {
  title: 'Dashboard',
}
