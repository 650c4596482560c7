import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../../shared/contract/shell.ts'

type Options = {
  platform: NodeJS.Platform
  isPackaged: boolean
  send(command: MenuCommand): void
  openDataFolder(): void
}

/**
 * The native menus. Items the page carries out show their keys but do not claim them (`registerAccelerator`): the page
 * handles its own keys, as it must in a browser, where there is no menu. On macOS a menu sees a key only after the page
 * left it alone.
 */
export function buildMenu({ platform, isPackaged, send, openDataFolder }: Options): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    registerAccelerator: false,
    click: () => send(command),
  })
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const settings = item('Settings…', 'settings', 'CmdOrCtrl+,')

  const app: MenuItemConstructorOptions = {
    label: 'Niti',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  }
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [
      item('New Workflow', 'new-workflow', 'CmdOrCtrl+N'),
      item('Import…', 'import-workflow', 'CmdOrCtrl+O'),
      item('Export…', 'export-workflow', 'CmdOrCtrl+Shift+E'),
      separator,
      { label: 'Open Data Folder', click: openDataFolder },
      ...(isMac ? [] : [separator, settings]),
      separator,
      item('Close Tab', 'close-tab', 'CmdOrCtrl+W'),
      ...(isMac ? [] : [{ role: 'quit' } as const]),
    ],
  }
  const edit: MenuItemConstructorOptions = {
    label: '&Edit',
    submenu: [
      item('Undo', 'undo', 'CmdOrCtrl+Z'),
      item('Redo', 'redo', isMac ? 'Cmd+Shift+Z' : 'Ctrl+Y'),
      separator,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
      separator,
      item('Duplicate', 'duplicate', 'CmdOrCtrl+D'),
      item('Delete', 'delete', 'Delete'),
      separator,
      item('Find…', 'find', 'CmdOrCtrl+F'),
      item('Command Palette…', 'command-palette', 'CmdOrCtrl+K'),
    ],
  }
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [
      item('Workflows', 'go-workflows'),
      item('Chat', 'go-chat'),
      item('Research', 'go-research'),
      item('Agents', 'go-agents'),
      item('Runs', 'go-runs'),
      item('Dashboard', 'go-dashboard'),
      item('Costs', 'go-costs'),
      item('Integrations', 'go-integrations'),
      separator,
      item('Palette', 'toggle-palette'),
      item('Inspector', 'toggle-inspector'),
      item('Dock', 'toggle-dock'),
      separator,
      item('Zoom Canvas In', 'zoom-in', 'CmdOrCtrl+Plus'),
      item('Zoom Canvas Out', 'zoom-out', 'CmdOrCtrl+-'),
      item('Fit Canvas', 'zoom-fit', 'Shift+1'),
      item('Canvas at 100 %', 'zoom-reset', 'CmdOrCtrl+0'),
      item('Arrange', 'auto-layout'),
      separator,
      { role: 'togglefullscreen' },
      ...(isPackaged ? [] : [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
    ],
  }
  const run: MenuItemConstructorOptions = {
    label: '&Run',
    submenu: [item('Run', 'run', 'CmdOrCtrl+Enter'), item('Cancel', 'cancel-run', 'CmdOrCtrl+.')],
  }
  const help: MenuItemConstructorOptions = {
    role: 'help',
    submenu: [
      item('Keyboard Shortcuts', 'shortcuts', 'CmdOrCtrl+/'),
      ...(isMac ? [] : [separator, { role: 'about' } as const]),
    ],
  }
  return [...(isMac ? [app] : []), file, edit, view, run, { role: 'windowMenu' }, help]
}
