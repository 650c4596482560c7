/** In the data folder; the backups and the way back need its name, too. */
export const databaseFileName = 'niti.db'
