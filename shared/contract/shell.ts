import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { errorInfo } from '../errors.ts'

/**
 * What the page asks of the desktop shell around it. There is no shell under the local web host: the page then has no
 * shell port and does these things the browser's way.
 */

/** Menu items the page carries out. Their keys belong to the page, so that they are the same in a browser. */
export const menuCommands = [
  'new-workflow',
  'import-workflow',
  'export-workflow',
  'close-tab',
  'undo',
  'redo',
  'duplicate',
  'delete',
  'find',
  'command-palette',
  'run',
  'cancel-run',
  'zoom-in',
  'zoom-out',
  'zoom-fit',
  'zoom-reset',
  'auto-layout',
  'toggle-palette',
  'toggle-inspector',
  'toggle-dock',
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
] as const
export const menuCommand = z.enum(menuCommands)
export type MenuCommand = z.infer<typeof menuCommand>

/** What the shell asks of the page. */
export const shellCommand = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('menu'), command: menuCommand }),
  /** A workflow file was opened with the app; `text` is unchecked, as read. */
  z.object({ kind: z.literal('open-file'), name: z.string(), text: z.string() }),
  /** A file could not be read. */
  z.object({ kind: z.literal('open-failed'), name: z.string(), message: z.string() }),
  /** A `niti://` address was opened: its host and path as segments (`niti://runs/run_1` is `['runs', 'run_1']`). */
  z.object({ kind: z.literal('open-link'), path: z.array(z.string()), query: z.record(z.string(), z.string()) }),
])
export type ShellCommand = z.infer<typeof shellCommand>

/** `starting` also while it is being started again; after `failed` nothing happens until `restartEngine`. */
export const engineState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('starting'), restarts: z.number().int() }),
  z.object({ state: z.literal('running'), restarts: z.number().int() }),
  z.object({ state: z.literal('failed'), restarts: z.number().int(), error: errorInfo }),
])
export type EngineState = z.infer<typeof engineState>

export const shellInfo = z.object({
  version: z.string(),
  platform: z.string(),
  electron: z.string(),
  chrome: z.string(),
  node: z.string(),
  dataDir: z.string(),
})
export type ShellInfo = z.infer<typeof shellInfo>

export const theme = z.enum(['system', 'light', 'dark'])
export type Theme = z.infer<typeof theme>

const done = z.object({})

export const shellContract = {
  info: oc.output(shellInfo),
  /** Menu clicks, opened files and links; those that came before the page listened are delivered first, once. */
  commands: oc.output(eventIterator(shellCommand)),
  /** The engine's state now, then every change. */
  engine: oc.output(eventIterator(engineState)),
  /** Starts the engine again after it `failed`. */
  restartEngine: oc.output(done),
  openDataFolder: oc.output(done),
  /** The window's title; the app's name is added after it. */
  setTitle: oc.input(z.object({ title: z.string().max(300) })).output(done),
  /** What the native parts (menus, dialogs, title bar) and `prefers-color-scheme` follow; kept for the next start. */
  setTheme: oc.input(z.object({ theme })).output(done),
}
