import type { Host } from '../../../shared/contract/host.ts'
import type { SettingsStore } from '../store/settings.store.ts'
import type { ContractImplementer } from './implement-contract.ts'

type Parts = {
  workspaceId: string
  host: Host
  about: { version: string; dataDir: string; filesDir: string }
  onChanged(): void
}

export function settingsHandlers(
  os: ContractImplementer['settings'],
  settings: SettingsStore,
  { workspaceId, host, about, onChanged }: Parts,
) {
  return {
    get: os.get.handler(() => settings.get(workspaceId)),
    change: os.change.handler(({ input }) => {
      const changed = settings.change(workspaceId, input)
      onChanged()
      return changed
    }),
    about: os.about.handler(async () => {
      const { kind, secrets, secretsNote } = await host.describe()
      return { ...about, host: kind, secrets, secretsNote }
    }),
  }
}
