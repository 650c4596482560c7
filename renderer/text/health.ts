/** Whether everything works. */
export const healthText = {
  title: 'Health',
}
