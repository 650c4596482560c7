import type { ProviderState } from '../../shared/contract/connections.ts'
import { text } from '../text.ts'
import type { BadgeTone } from '../ui/badge.tsx'
import type { IconName } from '../ui/icon.tsx'

/** What a provider's badge says: whether it can be called, and thanks to what. */
export function providerStatus(provider: ProviderState): { label: string; tone: BadgeTone; icon: IconName } {
  const words = text.settings.models.state
  if (provider.local) {
    if (!provider.ready) return { label: words.notFound, tone: 'plain', icon: 'circle-dashed' }
    return { label: provider.baseUrlFrom === 'found' ? words.found : words.ready, tone: 'ok', icon: 'circle-check' }
  }
  if (provider.keyFrom === 'saved') return { label: words.saved, tone: 'ok', icon: 'key-round' }
  if (provider.keyFrom === 'environment') {
    const label = provider.keyEnv ? words.environment(provider.keyEnv) : words.environmentUnnamed
    return { label, tone: 'ok', icon: 'terminal' }
  }
  if (provider.key === 'none') return { label: words.noKeyNeeded, tone: 'ok', icon: 'circle-check' }
  if (provider.key === 'required') return { label: words.noKey, tone: 'plain', icon: 'circle-dashed' }
  if (provider.ready) return { label: words.optionalKey, tone: 'ok', icon: 'circle-check' }
  return { label: words.noAddress, tone: 'plain', icon: 'circle-dashed' }
}
