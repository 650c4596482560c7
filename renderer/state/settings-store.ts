import type { z } from 'zod'
import { create } from 'zustand'
import type { About, Settings, settingsChange } from '../../shared/contract/settings.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { showTheme } from './theme-store.ts'

type SettingsState = {
  /** null until the first answer. */
  settings: Settings | null
  about: About | null
  error: ErrorInfo | null
}

export const useSettings = create<SettingsState>(() => ({ settings: null, about: null, error: null }))

export async function loadSettings(): Promise<void> {
  try {
    const settings = await client.settings.get()
    showTheme(settings.theme)
    useSettings.setState({ settings, error: null })
  } catch (error) {
    useSettings.setState({ error: errorOf(error) })
  }
}

export async function loadAbout(): Promise<void> {
  try {
    useSettings.setState({ about: await client.settings.about() })
  } catch (error) {
    useSettings.setState({ error: errorOf(error) })
  }
}

/** Shows the theme at once; everything else appears when the engine has kept it. */
export async function changeSettings(change: z.input<typeof settingsChange>): Promise<void> {
  if (change.theme) showTheme(change.theme)
  try {
    const settings = await client.settings.change(change)
    useSettings.setState({ settings, error: null })
  } catch (error) {
    useSettings.setState({ error: errorOf(error) })
  }
}
