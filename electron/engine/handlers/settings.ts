import type { Host } from '../../../shared/contract/host.ts'
import type { SettingsStore } from '../store/settings.store.ts'
import type { ContractImplementer } from './implement-contract.ts'

type Parts = {
  workspaceId: string
  host: Host
  about: { version: string; dataDir: string; filesDir: string }
  /** Whatever follows from a change at once is part of it. */
  inChange<T>(work: () => T): T
  onChanged(): void
}

export function settingsHandlers(
  os: ContractImplementer['settings'],
  settings: SettingsStore,
  { workspaceId, host, about, inChange, onChanged }: Parts,
) {
  return {
    get: os.get.handler(() => settings.get(workspaceId)),
    change: os.change.handler(({ input }) => {
      const changed = inChange(() => settings.change(workspaceId, input))
      onChanged()
      return changed
    }),
    about: os.about.handler(async () => {
      const { kind, secrets, secretsNote } = await host.describe()
      return { ...about, host: kind, secrets, secretsNote }
    }),
  }
}
