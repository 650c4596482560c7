import type { IntegrationSummary } from '../../shared/catalog/integration.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import type { Theme } from '../../shared/contract/shell.ts'
import { type MenuCommand, menuCommands } from '../../shared/contract/shell.ts'
import type { WorkflowSummary } from '../../shared/contract/workflows.ts'
import { summaryWords } from '../parts/run/run-state.tsx'
import { keyOf } from '../state/commands.ts'
import { type Route, settingsSections } from '../state/route-store.ts'
import { text } from '../text.ts'
import { formatRelativeTime } from '../ui/format.ts'
import type { IconName } from '../ui/icon.tsx'

/** What choosing an entry does; carried out by the palette. */
export type PaletteAction =
  | { kind: 'command'; command: MenuCommand }
  | { kind: 'go'; to: Route }
  | { kind: 'theme'; theme: Theme }

export type PaletteEntry = {
  /** Unique; cmdk tells entries apart by it. */
  id: string
  label: string
  icon: IconName
  /** Searched, not shown. */
  keywords?: string[]
  note?: string
  shortcut?: string
  action: PaletteAction
}

export type PaletteGroup = { heading: string; entries: PaletteEntry[] }

type PaletteInput = {
  canRun: (command: MenuCommand) => boolean
  workflows: readonly WorkflowSummary[]
  runs: readonly RunSummary[]
  integrations: readonly IntegrationSummary[]
  nowMs: number
  /** Nothing is typed yet: of each kind only the few most likely are shown. */
  isMenu: boolean
}

const menuLengths = { actions: 6, workflows: 5, runs: 4 }

const icons: Partial<Record<MenuCommand, IconName>> = {
  'new-workflow': 'plus',
  'import-workflow': 'upload',
  'export-workflow': 'download',
  'close-tab': 'x',
  undo: 'undo-2',
  redo: 'redo-2',
  duplicate: 'copy',
  delete: 'trash-2',
  find: 'search',
  run: 'play',
  'cancel-run': 'square',
  'zoom-in': 'zoom-in',
  'zoom-out': 'zoom-out',
  'zoom-fit': 'maximize',
  'auto-layout': 'wand-sparkles',
  'toggle-palette': 'panel-left',
  'toggle-inspector': 'panel-right',
  'toggle-dock': 'panel-bottom',
  'go-workflows': 'workflow',
  'go-chat': 'message-circle',
  'go-research': 'telescope',
  'go-agents': 'bot',
  'go-runs': 'activity',
  'go-costs': 'coins',
  'go-dashboard': 'chart',
  'go-integrations': 'plug',
  settings: 'settings',
  shortcuts: 'keyboard',
}

/** What a person most likely came for stands on top. */
const likelyCommands = new Set<MenuCommand>(['run', 'cancel-run'])

const goCommands = new Set<MenuCommand>([
  'go-workflows',
  'go-chat',
  'go-research',
  'go-agents',
  'go-runs',
  'go-dashboard',
  'go-costs',
  'go-integrations',
  'settings',
  'shortcuts',
])

/** Everything the palette offers now, in the order it shows them before anything is typed. */
export function buildPaletteGroups({
  canRun,
  workflows,
  runs,
  integrations,
  nowMs,
  isMenu,
}: PaletteInput): PaletteGroup[] {
  const first = (length: number) => (isMenu ? length : undefined)
  const available = menuCommands.filter((command) => command !== 'command-palette' && canRun(command))
  const actions = available
    .filter((command) => !goCommands.has(command))
    .sort((a, b) => Number(likelyCommands.has(b)) - Number(likelyCommands.has(a)))
  const groups: PaletteGroup[] = [
    {
      heading: text.frame.palette.groups.actions,
      entries: actions.slice(0, first(menuLengths.actions)).map(commandEntry),
    },
    {
      heading: text.frame.palette.groups.workflows,
      entries: workflows.slice(0, first(menuLengths.workflows)).map((workflow) => ({
        id: `workflow ${workflow.workflowId}`,
        label: workflow.name,
        icon: 'workflow',
        keywords: [workflow.description],
        note: text.workflows.nodes(workflow.nodeCount),
        action: { kind: 'go', to: { screen: 'workflow', workflowId: workflow.workflowId } },
      })),
    },
    {
      heading: text.frame.palette.groups.runs,
      entries: runs.slice(0, first(menuLengths.runs)).map((run) => ({
        id: `run ${run.runId}`,
        label: run.workflowName,
        icon: 'activity',
        keywords: [run.runId, run.status],
        note: `${summaryWords(run) ?? text.common.state[run.status]} · ${formatRelativeTime(run.startedAt, nowMs)}`,
        action: { kind: 'go', to: { screen: 'runs', runId: run.runId } },
      })),
    },
    {
      heading: text.frame.palette.groups.go,
      entries: [
        ...available.filter((command) => goCommands.has(command)).map(commandEntry),
        {
          id: 'go connections',
          label: text.frame.palette.connections,
          icon: 'plug',
          keywords: ['accounts', 'integrations'],
          action: { kind: 'go', to: { screen: 'connections' } },
        },
        ...settingsSections.map(
          (section): PaletteEntry => ({
            id: `settings ${section}`,
            label: text.frame.palette.settingsSection(text.settings.sections[section]),
            icon: 'settings',
            action: { kind: 'go', to: { screen: 'settings', section } },
          }),
        ),
      ],
    },
    {
      heading: text.frame.palette.groups.integrations,
      // Many, and nobody comes for one without typing its name.
      entries: (isMenu ? [] : integrations).map((integration) => ({
        id: `integration ${integration.id}`,
        label: integration.title,
        icon: 'plug',
        keywords: integration.keywords,
        note: stateNote(integration),
        action: { kind: 'go', to: { screen: 'integrations', integrationId: integration.id } },
      })),
    },
    {
      heading: text.frame.palette.groups.theme,
      entries: [
        themeEntry('system', text.frame.palette.themeSystem, 'monitor'),
        themeEntry('light', text.frame.palette.themeLight, 'sun'),
        themeEntry('dark', text.frame.palette.themeDark, 'moon'),
      ],
    },
  ]
  return groups.filter((group) => group.entries.length > 0)
}

function stateNote({ connections }: IntegrationSummary): string | undefined {
  if (connections.broken > 0) return text.integrations.states.broken
  return connections.working > 0 ? text.integrations.states.working : undefined
}

function commandEntry(command: MenuCommand): PaletteEntry {
  return {
    id: `command ${command}`,
    label: text.frame.commands[command],
    icon: icons[command] ?? 'command',
    shortcut: keyOf(command),
    action: { kind: 'command', command },
  }
}

function themeEntry(theme: Theme, label: string, icon: IconName): PaletteEntry {
  return { id: `theme ${theme}`, label, icon, keywords: ['appearance', 'mode'], action: { kind: 'theme', theme } }
}
