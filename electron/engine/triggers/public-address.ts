import type { Clock } from '../../../shared/clock.ts'
import type { Settings } from '../../../shared/contract/settings.ts'
import type { PublicAddress } from '../../../shared/contract/triggers.ts'
import type { Tunnel } from './tunnel.ts'

export type PublicSettings = Pick<Settings, 'publicUrl' | 'tunnelCommand'>

type Parts = { settings(): PublicSettings; clock: Clock; onChange(): void }

/** Under which address this computer is reached from elsewhere, and the tunnel that sees to it. */
export function createPublicAddress({ settings, clock, onChange }: Parts) {
  let open: { tunnel: Tunnel; key: string } | null = null

  return {
    /** Starts, ends or leaves the tunnel as is asked by now. `port` null: nothing listens. */
    async arrange(port: number | null): Promise<void> {
      const { tunnelCommand } = settings()
      const key = port === null || tunnelCommand === '' ? null : `${port} ${tunnelCommand}`
      if (open && open.key !== key) {
        const { tunnel } = open
        open = null
        await tunnel.close()
        onChange()
      }
      if (key === null || port === null || open) return
      const { openTunnel } = await import('./tunnel.ts')
      open = { key, tunnel: openTunnel({ command: tunnelCommand, port, clock, onChange }) }
      onChange()
    },

    address: (): PublicAddress => addressBy(settings(), open?.tunnel.address() ?? null),

    async close(): Promise<void> {
      await open?.tunnel.close()
      open = null
    },
  }
}

/** An address that was entered holds also where a tunnel says another: a named tunnel prints none, or not that one. */
export function addressBy({ publicUrl }: PublicSettings, tunnel: PublicAddress | null): PublicAddress {
  const url = publicUrl.replace(/\/+$/, '')
  if (tunnel) return url === '' ? tunnel : { ...tunnel, state: tunnel.error ? 'failing' : 'running', url }
  return url === '' ? { state: 'off', url: null, error: null } : { state: 'set', url, error: null }
}
