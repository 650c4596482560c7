import { type FormEvent, useState } from 'react'
import type { ProviderState } from '../../shared/contract/connections.ts'
import { errorOf } from '../link/error-of.ts'
import { saveBaseUrl } from '../state/connections-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'

type AddressFormProps = { provider: ProviderState; onDone: () => void }

const words = text.settings.models

/** Where the provider is called. */
export function AddressForm({ provider, onDone }: AddressFormProps) {
  const [address, setAddress] = useState(provider.baseUrl)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const wanted = address.trim()
    if (!isWebAddress(wanted)) return setError(words.addressInvalid)
    setBusy(true)
    try {
      await saveBaseUrl(provider.id, wanted)
      onDone()
    } catch (thrown) {
      const told = errorOf(thrown)
      setError([told.message, told.hint].filter(Boolean).join(' '))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-3 border-t px-3.5 py-3">
      <Field
        label={words.address}
        hint={words.addressHint}
        error={error}
        note={provider.baseUrl ? words.addressFrom[provider.baseUrlFrom] : undefined}
      >
        <Input
          inputMode="url"
          value={address}
          onChange={(next) => {
            setAddress(next)
            setError(null)
          }}
          placeholder={words.addressPlaceholder}
          isMono
          autoFocus
        />
      </Field>
      <div className="flex justify-end gap-2">
        <Button size="sm" onClick={onDone}>
          {text.common.cancel}
        </Button>
        <Button size="sm" variant="primary" type="submit" isBusy={isBusy}>
          {text.common.save}
        </Button>
      </div>
    </form>
  )
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
}
