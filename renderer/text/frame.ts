import type { MenuCommand } from '../../shared/contract/shell.ts'

const commands: Record<MenuCommand, string> = {
  'new-workflow': 'New workflow',
  'import-workflow': 'Import a workflow file',
  'export-workflow': 'Export this workflow',
  'close-tab': 'Close this tab',
  undo: 'Undo',
  redo: 'Redo',
  duplicate: 'Duplicate the selection',
  delete: 'Delete the selection',
  find: 'Find on this screen',
  'command-palette': 'Search or command',
  run: 'Run this workflow',
  'cancel-run': 'Stop this run',
  'zoom-in': 'Zoom in',
  'zoom-out': 'Zoom out',
  'zoom-fit': 'Show the whole canvas',
  'zoom-reset': 'Zoom to 100 %',
  'auto-layout': 'Tidy up the canvas',
  'toggle-palette': 'Show or hide the palette',
  'toggle-inspector': 'Show or hide the inspector',
  'toggle-dock': 'Show or hide the dock',
  'go-workflows': 'Go to Workflows',
  'go-runs': 'Go to Runs',
  settings: 'Open Settings',
  shortcuts: 'Keyboard shortcuts',
}

/** The rail, the top bar, the command palette and what the app says around its screens. */
export const frameText = {
  commands,
  rail: {
    label: 'Main',
    workflows: 'Workflows',
    runs: 'Runs',
    settings: 'Settings',
    running: (count: number) => `${count} running`,
  },
  tabs: {
    label: 'Open workflows',
    close: (name: string) => `Close ${name}`,
    closeTab: 'Close',
    closeOthers: 'Close the others',
    closeAll: 'Close all',
    newWorkflow: 'New workflow',
    running: 'Running',
    notSaved: 'Not saved yet',
  },
  palette: {
    button: 'Search or command',
    placeholder: 'Search workflows, runs and commands',
    title: 'Search or command',
    empty: (query: string) => `Nothing found for “${query}”.`,
    groups: { actions: 'On this screen', workflows: 'Workflows', runs: 'Recent runs', go: 'Go to', theme: 'Theme' },
    themeLight: 'Light theme',
    themeDark: 'Dark theme',
    themeSystem: 'Theme like the system',
    settingsSection: (section: string) => `Settings: ${section}`,
    hints: { choose: 'choose', move: 'move', close: 'close' },
  },
  costs: {
    label: 'What models cost',
    today: 'Today',
    thisMonth: 'This month',
    tokensIn: 'Tokens in',
    tokensOut: 'Tokens out',
    cost: 'Cost',
    unknownCalls: (count: number) =>
      count === 1
        ? 'One call this month went to a model whose price nobody knows. It is not in these sums.'
        : `${count} calls this month went to models whose price nobody knows. They are not in these sums.`,
    note: 'Computed from the tokens the providers report, at the price of the day of each call.',
  },
  connection: {
    lost: 'The connection to the engine is lost. Connecting again…',
    lostDetail: 'What you see may be old.',
    failed: 'The engine stopped and did not come back.',
    restart: 'Start it again',
    reload: 'Reload',
  },
  openFailed: (name: string) => `${name} could not be opened`,
  notFound: {
    title: 'There is no such page',
    body: 'It may have been deleted, or the address is mistyped.',
    action: 'Go to Workflows',
  },
  broken: {
    title: 'This screen stopped working',
    body: 'What was saved is still there. The details are in the console.',
    action: 'Show it again',
  },
} as const
