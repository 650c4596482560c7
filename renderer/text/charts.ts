/** Charts over time and the choice of the time: Costs and Dashboard. */
export const chartsText = {
  buckets: { hour: 'by the hour', day: 'by day', week: 'by week', month: 'by month' },
  time: { hour: 'Hour', day: 'Day', week: 'Week of', month: 'Month' },
  total: 'Total',
  asTable: 'Show as table',
  legend: 'Series',
  keys: 'Arrow keys move from one to the next.',
  keysAndEnter: 'Arrow keys move from one to the next, Enter opens its runs.',
  saveCsv: (title: string) => `Save “${title}” as CSV`,
  saved: (lines: number, fileName: string) =>
    `${lines === 1 ? '1 line' : `${lines.toLocaleString('en-US')} lines`} saved as ${fileName}`,
  showAll: (rows: number) => `Show all ${rows.toLocaleString('en-US')}`,
  showFewer: 'Show fewer',
  range: {
    own: 'Two dates',
    from: 'From',
    to: 'To',
    show: 'Show',
    backwards: 'The first date must not be after the second.',
    incomplete: 'Choose both dates.',
    span: (first: string, last: string) => (first === last ? first : `${first} to ${last}`),
  },
  filter: {
    remove: (name: string, value: string) => `${name} ${value}, remove this filter`,
    clear: 'Show all',
    narrow: (title: string) => `Show only ${title}`,
  },
} as const
