import type { BackupWhy } from '../../shared/contract/backups.ts'

const why: Record<BackupWhy, string> = {
  'by-hand': 'By hand',
  regular: 'By itself',
  'before-update': 'Before an update',
  'before-restore': 'Before a restore',
  'before-migration': 'Before the database changed',
}

const many = (count: number, one: string, more = `${one}s`) =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : more}`

/** Backups and the way back to one. */
export const backupsText = {
  title: 'Backups',
  intro:
    'Copies of the whole database: workflows, agents, runs, costs and settings. Each is read back once it is written. Keys in it stay sealed; those that this computer’s keychain sealed can be opened on this computer alone.',
  now: 'Back up now',
  last: 'Last backup',
  never: 'There is none so far.',
  next: 'Next one',
  soon: 'as soon as something changes',
  off: 'Off: none is made by itself.',
  into: 'They are written to',
  writing: (why: string, percent: number) => `${why}: writing, ${percent} %`,
  reading: (why: string) => `${why}: reading it back`,
  made: 'Backup made',
  isWhole: 'The backup is whole',
  rules: {
    on: 'Back up by itself',
    onHint: 'While Niti is open. Left out while nothing changes.',
    every: 'How often',
    hours: (hours: number) =>
      hours === 1
        ? 'Every hour'
        : hours === 24
          ? 'Every day'
          : hours === 168
            ? 'Every week'
            : hours % 24 === 0
              ? `Every ${hours / 24} days`
              : `Every ${hours} hours`,
    days: 'Keep one a day, in days',
    daysHint: 'All of the last 24 hours are kept besides.',
    weeks: 'Then one a week, in weeks',
    weeksHint: 'Those made by hand, before an update or before a restore stay until you remove them.',
    folder: 'Folder',
    folderHint: 'A folder on another disk survives this one. Empty: in the data folder.',
    folderDefault: 'In the data folder',
  },
  list: 'Backups',
  listHint: 'Newest first.',
  emptyTitle: 'No backup so far',
  emptyBody: 'Backups will be listed here. The first is made by itself soon after Niti starts, or by you.',
  why,
  columns: { at: 'When', why: 'Why', bytes: 'Size', holds: 'Holds', state: 'Read back' },
  whole: 'Whole',
  unread: 'Not yet',
  broken: 'Not whole',
  counts: (counts: { workflows: number; agents: number; runs: number; calls: number; conversations: number }) =>
    [
      many(counts.workflows, 'workflow'),
      many(counts.agents, 'agent'),
      many(counts.runs, 'run'),
      many(counts.calls, 'model call'),
      many(counts.conversations, 'conversation'),
    ].join(', '),
  shortCounts: (counts: { workflows: number; runs: number }) =>
    `${many(counts.workflows, 'workflow')}, ${many(counts.runs, 'run')}`,
  unknownCounts: 'Not known',
  more: (name: string) => `More for the backup of ${name}`,
  restore: 'Restore',
  restoreOne: (name: string) => `Restore the backup of ${name}`,
  verify: 'Read it again',
  copyPath: 'Copy path',
  pathCopied: 'Path copied',
  remove: 'Remove',
  removeTitle: 'Remove this backup?',
  removeBody: (fileName: string) => `${fileName} is deleted from the disk. It cannot be gone back to any more.`,
  restoring: {
    title: 'Restore this backup?',
    looking: 'Reading the backup',
    backup: 'It holds',
    made: (at: string, why: string) => `${at} · ${why}`,
    now: 'It takes the place of',
    nowUnreadable: 'A database that cannot be read any more',
    kept: 'The database of now is kept beside it as a backup, so that you can come back.',
    runsNow: (count: number) => `${many(count, 'run')} under way or waiting now will be stopped.`,
    runsThen: (count: number) =>
      `${many(count, 'run')} that had not ended when the backup was made will be ended and not gone on with: nobody knows what they did since.`,
    triggers:
      'Triggers begin at this moment: what happened since the backup is neither begun again nor made up for. Messages that waited to be sent are not sent.',
    costs: 'What was spent since does not count in costs and budgets any more.',
    accounts: 'A service that gave a new token since may ask you to sign in again.',
    restart: 'Niti opens its database again. The page loads anew by itself.',
    confirm: 'Restore',
    waiting: 'Niti opens the database again',
  },
} as const
