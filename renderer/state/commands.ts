import { useEffect, useRef } from 'react'
import { type MenuCommand, menuCommands } from '../../shared/contract/shell.ts'
import { isDesktop } from '../link/client.ts'
import { isMac } from '../ui/is-mac.ts'

/**
 * What a key, a menu item of the desktop shell and the command palette all mean the same thing by. A screen says which
 * commands it carries out while it is shown (`useCommands`); a command nobody carries out does nothing, and its key
 * is left to the browser.
 */
export const commandKeys: Record<MenuCommand, readonly string[]> = {
  'new-workflow': ['mod+n', 'alt+n'],
  'import-workflow': ['mod+o'],
  'export-workflow': ['mod+shift+e'],
  'close-tab': ['mod+w', 'alt+w'],
  undo: ['mod+z'],
  redo: ['mod+shift+z', 'mod+y'],
  duplicate: ['mod+d'],
  delete: ['delete'],
  find: ['mod+f'],
  'command-palette': ['mod+k'],
  run: ['mod+enter'],
  'cancel-run': ['mod+.'],
  'zoom-in': ['mod+plus'],
  'zoom-out': ['mod+-'],
  'zoom-fit': ['shift+1'],
  'zoom-reset': ['mod+0'],
  'auto-layout': ['shift+l'],
  'toggle-palette': ['mod+b'],
  'toggle-inspector': ['mod+i'],
  'toggle-dock': ['mod+j'],
  'go-workflows': ['alt+1'],
  'go-runs': ['alt+2'],
  'go-costs': ['alt+3'],
  'go-integrations': ['alt+4'],
  'go-agents': ['alt+5'],
  'go-chat': ['alt+6'],
  'go-research': ['alt+7'],
  'go-dashboard': ['alt+8'],
  settings: ['mod+,'],
  shortcuts: ['mod+/'],
}

/** Browsers keep these for themselves; a page never sees them pressed. */
const keptByBrowsers = new Set(['mod+n', 'mod+w'])

/** The key to print beside a command: the first that works here. */
export function keyOf(command: MenuCommand): string | undefined {
  return commandKeys[command].find((keys) => isDesktop || !keptByBrowsers.has(keys))
}

/** These mean something else, or a letter, while one types; the field keeps them. */
const notWhileTyping = new Set<MenuCommand>([
  ...(['undo', 'redo', 'duplicate', 'delete', 'find', 'zoom-fit', 'auto-layout'] as const),
  ...(['toggle-palette', 'toggle-inspector'] as const),
])

type Handler = () => void

/** The one registered last is on top and is the one that runs. */
const handlers = new Map<MenuCommand, Handler[]>()

/** Carries out the command from now on; the answer takes that back. */
export function onCommand(command: MenuCommand, handler: Handler): () => void {
  handlers.set(command, [...(handlers.get(command) ?? []), handler])
  return () => {
    const rest = (handlers.get(command) ?? []).filter((other) => other !== handler)
    if (rest.length > 0) handlers.set(command, rest)
    else handlers.delete(command)
  }
}

export function canRunCommand(command: MenuCommand): boolean {
  return handlers.has(command)
}

/** False where nobody carries it out at this moment. */
export function runCommand(command: MenuCommand): boolean {
  const handler = handlers.get(command)?.at(-1)
  handler?.()
  return handler !== undefined
}

/** Carries out these commands while the component is shown. Leave a command out (`undefined`) to let it be. */
export function useCommands(map: Partial<Record<MenuCommand, Handler | undefined>>): void {
  const latest = useRef(map)
  latest.current = map
  const names = menuCommands.filter((command) => map[command]).join(' ')
  useEffect(() => {
    const offs = menuCommands
      .filter((command) => names.split(' ').includes(command))
      .map((command) => onCommand(command, () => latest.current[command]?.()))
    return () => {
      for (const off of offs) off()
    }
  }, [names])
}

/** Popovers call themselves dialogs, too, but leave the rest of the page in use. */
const modals = '[role="dialog"]:not([data-radix-popper-content-wrapper] *),[role="alertdialog"],[role="menu"]'

/** Listens to the keyboard for all of the page; the answer stops it. Once, in the app. */
export function watchKeys(target: Window): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const command = menuCommands.find(
      (name) => canRunCommand(name) && commandKeys[name].some((keys) => matchesShortcut(event, keys, isMac)),
    )
    if (!command) return
    if (notWhileTyping.has(command) && isTyping(event.target)) return
    // A dialog or a menu has the keyboard to itself; only the palette's key also closes the palette.
    const modal = document.querySelector(modals)
    if (modal && !(command === 'command-palette' && modal.querySelector('[cmdk-root]'))) return
    event.preventDefault()
    runCommand(command)
  }
  target.addEventListener('keydown', listen)
  return () => target.removeEventListener('keydown', listen)
}

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** Whether what was pressed is exactly this shortcut, such as `mod+shift+z`. */
export function matchesShortcut(pressed: Pressed, shortcut: string, mac: boolean): boolean {
  const parts = shortcut.split('+')
  const wanted = parts.at(-1) ?? ''
  const mod = mac ? pressed.metaKey : pressed.ctrlKey
  const other = mac ? pressed.ctrlKey : pressed.metaKey
  if (mod !== parts.includes('mod') || other !== parts.includes(mac ? 'ctrl' : 'meta')) return false
  if (pressed.altKey !== parts.includes('alt')) return false
  // `+` lies on a shifted key on most keyboards.
  if (wanted === 'plus') return pressed.key === '+' || (pressed.key === '=' && !pressed.shiftKey)
  if (pressed.shiftKey !== parts.includes('shift')) return false
  if (wanted === 'delete') return pressed.key === 'Delete' || pressed.key === 'Backspace'
  if (pressed.key.toLowerCase() === wanted) return true
  // With Alt or Shift held the key reports another character; then its place on the keyboard decides.
  return codeOf(wanted) === pressed.code && (pressed.altKey || pressed.shiftKey)
}

function codeOf(key: string): string {
  if (/^[a-z]$/.test(key)) return `Key${key.toUpperCase()}`
  if (/^\d$/.test(key)) return `Digit${key}`
  return key === '/' ? 'Slash' : key
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}
