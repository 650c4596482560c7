import { createStore, useStore } from 'zustand'
import type { BackupSettings, BackupSettingsChange } from '../../shared/contract/backups.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { loadAtNews } from './follow-news.ts'

export type BackupsView = Awaited<ReturnType<EngineClient['backups']['list']>>

export type BackupsState = {
  /** null until the first answer. */
  view: BackupsView | null
  settings: BackupSettings | null
  error: ErrorInfo | null
}

type Page = { loadedAt: number; reload(): void }

/** The backups of the data folder. All calls throw what the engine says. */
export function createBackupsStore(backups: EngineClient['backups'], page: Page) {
  const store = createStore<BackupsState>(() => ({ view: null, settings: null, error: null }))
  /** Answers may overtake each other; only the newest question's counts. */
  let asked = 0

  async function load(): Promise<void> {
    const mine = ++asked
    try {
      const [view, settings] = await Promise.all([backups.list(), backups.settings()])
      if (mine === asked) store.setState({ view, settings, error: null })
    } catch (thrown) {
      if (mine === asked) store.setState({ error: errorOf(thrown) })
    }
  }

  async function thenLoad<Answer>(done: Promise<Answer>): Promise<Answer> {
    try {
      return await done
    } finally {
      await load()
    }
  }

  return {
    store,
    load,

    /** Loads, and keeps what is shown fresh, also after the engine was lost. The answer stops that. */
    follow: () => loadAtNews(load, (signal) => backups.changes(undefined, { signal })),

    create: () => thenLoad(backups.create({})),
    verify: (fileName: string) => thenLoad(backups.verify({ fileName })),
    remove: (fileName: string) => thenLoad(backups.remove({ fileName })),
    preview: (fileName: string) => backups.preview({ fileName }),
    restore: (fileName: string) => backups.restore({ fileName }),
    async change(change: BackupSettingsChange): Promise<void> {
      const settings = await backups.change(change)
      store.setState({ settings })
      await load()
    },

    /** Everything this page knows may be of the database that was replaced: each page, whoever restored it, begins anew. */
    async reloadIfRestored(): Promise<void> {
      try {
        const { restoredAt } = await backups.list()
        if (restoredAt !== null && restoredAt > page.loadedAt) page.reload()
      } catch {
        // The engine is gone again; it is asked once more when it is back.
      }
    },
  }
}

export const backups = createBackupsStore(client.backups, {
  loadedAt: Date.now(),
  reload: () => window.location.reload(),
})

export function useBackups(): BackupsState {
  return useStore(backups.store)
}
