import type { TriggerKind } from '../../shared/contract/triggers.ts'

const kinds: Record<TriggerKind, string> = {
  schedule: 'Schedule',
  file: 'Files',
  webhook: 'Webhook',
  run: 'After a run',
  service: 'Service',
}

/** What begins runs by itself: on cards, in the inspector, when publishing, in the list of workflows. */
export const triggersText = {
  kinds,
  title: 'Triggers',
  on: 'Triggers on',
  off: 'Triggers off',
  switchOf: (name: string) => `Triggers of ${name}`,
  onHint: 'The published version begins runs by itself. Switch this off to let it rest; running by hand still works.',
  offHint: 'Nothing begins by itself. Switch this on, and the published version begins runs again.',
  failed: 'The triggers could not be switched',
  runs: 'Runs',
  next: 'next',
  last: 'last',
  unpublished: 'Runs once published',
  resting: 'Switched off',
  columns: { nextRun: 'Next run' },
  count: (count: number) => (count === 1 ? '1 trigger' : `${count} triggers`),
  listening: 'waiting',
  inspector: {
    state: 'As published',
    notPublished: 'Triggers run what is published. Publish the workflow, and this one begins runs by itself.',
    changed: 'The draft has changes that are not published; what is said here is about the published version.',
    resting: 'The triggers of this workflow are switched off.',
    nextAt: 'Next',
    lastAt: 'Last',
    openRun: 'Open that run',
    never: 'not yet',
  },
  schedule: {
    title: 'When it runs',
    next: 'Next times, by this computer’s clock',
    none: 'It never comes again.',
    looking: 'Working out the times',
  },
  webhook: {
    address: 'Address',
    addressHint: 'Whoever knows it can begin runs. It works on this computer, while Niti is running.',
    notYet: 'It gets its address when you publish: triggers run what is published, not the draft.',
    copy: 'Copy the address',
    copied: 'Address copied',
    renew: 'New address',
    renewTitle: 'Give it a new address?',
    renewBody: 'The old address stops working at once. Everyone who calls it must be told the new one.',
    renewed: 'It has a new address',
    renewFailed: 'The address could not be changed',
  },
  publish: {
    will: (count: number) =>
      count === 1 ? 'Once published, this begins runs by itself:' : 'Once published, these begin runs by themselves:',
    now: (count: number) => (count === 1 ? 'This begins runs by itself:' : 'These begin runs by themselves:'),
    gone: (count: number) =>
      count === 1
        ? 'A trigger of the published version is not in the draft; publishing ends it.'
        : `${count} triggers of the published version are not in the draft; publishing ends them.`,
  },
  start: {
    menu: 'Other ways to run',
    heading: 'Begin at',
    sampleHeading: 'Try a trigger',
    sample: (title: string) => `${title}, with a sample…`,
    dialog: (title: string) => `Try “${title}”`,
    dialogBody: 'The run begins as if the trigger had fired with this. It runs the draft.',
    trigger: 'Trigger',
    payload: 'What the trigger gives',
    notJson: (why: string) => `This is not JSON yet: ${why}`,
    reset: 'Back to the sample',
  },
} as const
