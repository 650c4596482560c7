import type { RunTrigger } from '../../shared/run/events.ts'

const count = (runs: number) => runs.toLocaleString('en-US')
const runs = (number: number) => (number === 1 ? '1 run' : `${count(number)} runs`)

/** What began a run, as a short name. */
const triggers: Record<RunTrigger, string> = {
  manual: 'By hand',
  cli: 'Terminal',
  schedule: 'Schedule',
  file: 'File',
  webhook: 'Webhook',
  run: 'Another run',
  service: 'Service',
  chat: 'Chat',
}

/** The list of runs: search, filters, saved views, many at once. */
export const runListText = {
  title: 'Runs',
  list: 'Runs, newest first',
  resize: 'Width of the list',
  runs,
  triggers,
  search: 'Search runs',
  searchHint: 'Search inputs, outputs, errors',
  clearSearch: 'Clear the search',
  fresh: (number: number) => (number === 1 ? '1 new run' : `${count(number)} new runs`),
  unread: (number: number) =>
    number === 1 ? '1 run cannot be searched yet.' : `${count(number)} runs cannot be searched yet; they follow.`,
  none: 'No run fits',
  noneBody: 'No run fits all that the list is narrowed to.',
  showAll: 'Show all runs',
  where: { input: 'Input', output: 'Output', error: 'Error', name: 'Name' },
  select: (name: string, when: string) => `Select ${name}, ${when}`,
  filter: {
    open: 'Filter',
    label: 'What the list is narrowed to',
    any: 'Any',
    clear: 'Clear all',
    remove: (name: string, title: string) => `${name} ${title}, remove this filter`,
    names: {
      status: 'State',
      workflowId: 'Workflow',
      trigger: 'Started by',
      agentId: 'Agent',
      integrationId: 'Service',
      model: 'Model',
      from: 'Since',
      to: 'Before',
      failedNode: 'Failed at',
      errorCode: 'Error',
    },
    time: 'Began',
    lately: {
      hour: 'In the last hour',
      day: 'In the last 24 hours',
      week: 'In the last 7 days',
      month: 'In the last 30 days',
    },
    between: 'Between two times…',
  },
  views: {
    open: 'Saved lists',
    none: 'No lists saved yet',
    save: 'Save this list…',
    remove: 'Remove',
    title: 'Save this list',
    body: 'It keeps what is searched for and how the list is narrowed. One with the same name is replaced.',
    name: 'Name',
    confirm: 'Save',
    saved: (name: string) => `“${name}” is saved`,
    removed: (name: string) => `“${name}” is removed`,
    failed: 'The saved lists could not be changed',
  },
  many: {
    label: 'Selected runs',
    selected: (number: number) => `${count(number)} selected`,
    all: (number: number) => `Select all ${count(number)}`,
    clear: 'Clear the selection',
    again: 'Run again',
    cancel: 'Cancel',
    export: 'Export',
    delete: 'Delete',
    failed: 'That could not be done',
    askAgain: (number: number) => `Run ${runs(number)} again?`,
    askAgainBody:
      'Failed and cancelled runs go on from where they ended, the others start anew with the same inputs; on the workflows as they are now. Model calls cost money once more.',
    askCancel: (number: number) => `Cancel ${runs(number)}?`,
    askCancelBody: 'Those that have not ended yet are stopped. What they have done so far stays.',
    keep: 'Keep them running',
    askDelete: (number: number) => `Delete ${runs(number)}?`,
    askDeleteBody:
      'What their nodes did, their inputs and their outputs are deleted for good. What they cost stays in Costs, and they stay in the figures of the dashboard. Runs that have not ended are left.',
    done: {
      again: (number: number) =>
        number === 1 ? '1 run was started again' : `${count(number)} runs were started again`,
      cancel: (number: number) => (number === 1 ? '1 run was cancelled' : `${count(number)} runs were cancelled`),
      delete: (number: number) => (number === 1 ? '1 run was deleted' : `${count(number)} runs were deleted`),
      export: (number: number) => (number === 1 ? '1 run was exported' : `${count(number)} runs were exported`),
    },
    left: (number: number, why: string) => `${number === 1 ? '1 was' : `${count(number)} were`} left: ${why}`,
    exporting: (done: number, all: number) => `Exporting ${count(done)} of ${count(all)}…`,
    tooMany: (most: number) => `At most ${count(most)} runs are exported at once.`,
  },
} as const
