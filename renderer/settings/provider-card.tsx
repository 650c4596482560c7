import { useState } from 'react'
import type { ProviderState } from '../../shared/contract/connections.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { errorOf } from '../link/error-of.ts'
import { removeKey, saveBaseUrl, testConnection } from '../state/connections-store.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { formatDuration } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { Menu, type MenuItem } from '../ui/menu.tsx'
import { AddressForm } from './address-form.tsx'
import { KeyForm } from './key-form.tsx'
import { ProviderDetails } from './provider-details.tsx'
import { providerStatus } from './provider-status.ts'
import { ProviderTile } from './provider-tile.tsx'

type Form = 'key' | 'address' | null
type Outcome = { kind: 'works'; models: number; latencyMs: number } | { kind: 'failed'; error: ErrorInfo } | null

const words = text.settings.models

/** One provider: whether it can be called, its key and address, a test, its models with their prices. */
export function ProviderCard({ provider }: { provider: ProviderState }) {
  const [form, setForm] = useState<Form>(null)
  const [areDetailsOpen, setDetailsOpen] = useState(false)
  const [isRemoving, setRemoving] = useState(false)
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<Outcome>(null)
  const status = providerStatus(provider)
  const isAddressFirst = provider.key !== 'required' && (provider.local || provider.id === 'compatible')

  /** Runs one call for this card; what goes wrong is shown on it. */
  const attempt = async (action: () => Promise<Outcome>) => {
    setBusy(true)
    setOutcome(null)
    try {
      setOutcome(await action())
    } catch (thrown) {
      setOutcome({ kind: 'failed', error: errorOf(thrown) })
    } finally {
      setBusy(false)
    }
  }
  const test = () =>
    attempt(async () => {
      const { models, latencyMs } = await testConnection(provider.id)
      return { kind: 'works', models: models.length, latencyMs }
    })
  const openForm = (next: Form) => {
    setOutcome(null)
    setForm(next)
  }

  const items = menuItems()
  return (
    <article aria-label={provider.title} className="rounded-xl border bg-panel shadow-card">
      <div className="flex items-center gap-3 p-3.5">
        <ProviderTile provider={provider} />
        <div className="min-w-0 flex-1">
          <div className="flex items-center gap-2">
            <h4 className="truncate font-semibold">{provider.title}</h4>
            <Badge tone={status.tone} icon={status.icon}>
              {status.label}
            </Badge>
          </div>
          <p className="text-mute text-sm">{provider.summary}</p>
        </div>
        {provider.ready && provider.key !== 'none' ? (
          <Button size="sm" isBusy={busy} onClick={test}>
            {words.test}
          </Button>
        ) : null}
        {!provider.ready && form === null ? (
          <Button
            size="sm"
            variant={provider.local ? 'secondary' : 'primary'}
            onClick={() => openForm(isAddressFirst ? 'address' : 'key')}
          >
            {isAddressFirst ? words.setAddress : words.setKey}
          </Button>
        ) : null}
        <IconButton
          icon={areDetailsOpen ? 'chevron-up' : 'chevron-down'}
          size="sm"
          label={words.more(provider.title)}
          aria-expanded={areDetailsOpen}
          onClick={() => setDetailsOpen(!areDetailsOpen)}
        />
        {items.length > 0 ? (
          <Menu trigger={<IconButton icon="ellipsis" size="sm" label={text.common.more} />} items={items} />
        ) : null}
      </div>

      {form === 'key' ? <KeyForm provider={provider} onDone={() => openForm(null)} /> : null}
      {form === 'address' ? <AddressForm provider={provider} onDone={() => openForm(null)} /> : null}
      {outcome?.kind === 'works' ? (
        <p role="status" className="flex items-center gap-2 border-t px-3.5 py-2.5 text-ok">
          <Icon name="circle-check" size={15} />
          {words.testOk(outcome.models, formatDuration(outcome.latencyMs))}
        </p>
      ) : null}
      {outcome?.kind === 'failed' ? <ErrorNote error={outcome.error} className="mx-3.5 mb-3.5" /> : null}
      {areDetailsOpen ? <ProviderDetails provider={provider} /> : null}

      <ConfirmDialog
        isOpen={isRemoving}
        onClose={() => setRemoving(false)}
        title={words.removeTitle(provider.title)}
        description={words.removeBody}
        confirmLabel={words.removeKey}
        isDanger
        onConfirm={() =>
          attempt(async () => {
            await removeKey(provider.id)
            return null
          })
        }
      />
    </article>
  )

  function menuItems(): MenuItem[] {
    if (provider.key === 'none') return []
    const key: MenuItem = {
      label: provider.keyFrom === 'saved' ? words.replaceKey : words.setKey,
      icon: 'key-round',
      onSelect: () => openForm('key'),
    }
    const address: MenuItem = { label: words.changeAddress, icon: 'link', onSelect: () => openForm('address') }
    const reset: MenuItem = {
      label: words.resetAddress,
      icon: 'rotate-ccw',
      onSelect: () =>
        attempt(async () => {
          await saveBaseUrl(provider.id, null)
          return null
        }),
    }
    const remove: MenuItem = {
      label: words.removeKey,
      icon: 'trash-2',
      isDanger: true,
      onSelect: () => setRemoving(true),
    }
    return [
      key,
      address,
      ...(provider.baseUrlFrom === 'saved' ? [reset] : []),
      ...(provider.keyFrom === 'saved' ? [{ kind: 'separator' } as const, remove] : []),
    ]
  }
}
