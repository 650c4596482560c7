import { create } from 'zustand'
import type { Theme } from '../../shared/contract/shell.ts'

/** Read by public/first-paint.js before anything else runs. */
const storageKey = 'niti.theme'

/** What the person chose, and what that comes to on this machine now. */
type ThemeState = { theme: Theme; shown: 'light' | 'dark' }

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)')

export const useThemeStore = create<ThemeState>(() => {
  const theme = readStored()
  return { theme, shown: resolve(theme) }
})

systemIsDark.addEventListener('change', () => {
  useThemeStore.setState((state) => ({ shown: resolve(state.theme) }))
})

/**
 * Shows the theme and remembers it for the first paint of the next start. The settings are the record of it: call
 * `changeSettings({ theme })` to choose one.
 */
export function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    if (theme === 'system') localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, theme)
  } catch {
    // Storage is closed to this page: the next start shows the system's theme until the settings have arrived.
  }
  useThemeStore.setState({ theme, shown: resolve(theme) })
}

function resolve(theme: Theme): 'light' | 'dark' {
  if (theme !== 'system') return theme
  return systemIsDark.matches ? 'dark' : 'light'
}

function readStored(): Theme {
  const shown = document.documentElement.dataset.theme
  return shown === 'light' || shown === 'dark' ? shown : 'system'
}
