/** Backups and the way back to one. */
export const backupsText = {
  title: 'Backups',
}
