import ElectronStore from 'electron-store'
import { z } from 'zod'
import { type Theme, theme } from '../../shared/contract/shell.ts'

const windowState = z.object({
  bounds: z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int() }),
  isMaximized: z.boolean(),
})
export type WindowState = z.infer<typeof windowState>

/** What the shell itself remembers, beside the engine's data: where the window stood, and the theme. */
export type Preferences = {
  window(): WindowState | null
  setWindow(state: WindowState): void
  theme(): Theme
  setTheme(theme: Theme): void
}

/** Kept in `shell.json` in Electron's user data folder. A file that was damaged starts afresh: nothing in it is work. */
export function openPreferences(): Preferences {
  const store = new ElectronStore<{ window?: unknown; theme?: unknown }>({ name: 'shell', clearInvalidConfig: true })
  return {
    window: () => windowState.safeParse(store.get('window')).data ?? null,
    setWindow: (state) => store.set('window', state),
    theme: () => theme.safeParse(store.get('theme')).data ?? 'system',
    setTheme: (chosen) => store.set('theme', chosen),
  }
}
