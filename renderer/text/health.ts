import type { HealthCheckName, HealthState } from '../../shared/contract/health.ts'

const names: Record<HealthCheckName, string> = {
  database: 'Database',
  disk: 'Room on the disk',
  engine: 'Engine',
  queue: 'Queue',
  providers: 'Model providers',
  connections: 'Connections',
  clock: 'Clock',
  backup: 'Backups',
}

const states: Record<HealthState, string> = {
  ok: 'Well',
  warn: 'Look at it',
  bad: 'Does not work',
  off: 'Not in use',
}

/** Whether everything works. */
export const healthText = {
  title: 'Health',
  names,
  states,
  sums: {
    ok: 'Everything works',
    warn: 'Something wants looking at',
    bad: 'Something does not work',
  },
  light: {
    ok: 'Health: everything works.',
    warn: 'Health: something wants looking at.',
    bad: 'Health: something does not work.',
  },
  list: 'Checks',
  lookAgain: 'Look again now',
  looking: 'Looking…',
  lookAgainHint: '“Look again now” also reads the whole database. Nobody is asked over the network for any of this.',
  lookedAt: 'Looked at',
  facts: (version: string, up: string) => `Version ${version}, up for ${up}`,
  open: (name: string) => `Open what helps with: ${name}`,
  openWhere: 'Open',
  others: 'Other programs can read this as JSON: switch it on in Settings, Other programs.',
  parts: (name: string) => `${name}, one by one`,
} as const
