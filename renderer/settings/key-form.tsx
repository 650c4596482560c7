import { type FormEvent, useState } from 'react'
import type { ProviderState } from '../../shared/contract/connections.ts'
import { errorOf } from '../link/error-of.ts'
import { saveKey } from '../state/connections-store.ts'
import { text } from '../text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Icon } from '../ui/icon.tsx'
import { Input } from '../ui/input.tsx'

type KeyFormProps = { provider: ProviderState; onDone: () => void }

const words = text.settings.models

/** Takes a key and hands it to be sealed; it lives in this field only until then. */
export function KeyForm({ provider, onDone }: KeyFormProps) {
  const [key, setKey] = useState('')
  const [isShown, setShown] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const wanted = key.trim()
    if (wanted === '') return
    setBusy(true)
    try {
      await saveKey(provider.id, wanted)
      onDone()
    } catch (thrown) {
      const told = errorOf(thrown)
      setError([told.message, told.hint].filter(Boolean).join(' '))
    } finally {
      setBusy(false)
    }
  }

  const hint =
    provider.keyFrom === 'environment' && provider.keyEnv
      ? `${words.environmentKeyHint(provider.keyEnv)} ${words.keyHint}`
      : words.keyHint
  return (
    <form onSubmit={submit} className="flex flex-col gap-3 border-t px-3.5 py-3">
      <Field
        label={words.key}
        hint={hint}
        error={error}
        note={
          provider.keyUrl ? (
            <a
              href={provider.keyUrl}
              target="_blank"
              rel="noreferrer"
              className="inline-flex items-center gap-1 rounded-xs font-medium text-accent hover:underline"
            >
              {words.getKey}
              <Icon name="external-link" size={12} />
            </a>
          ) : undefined
        }
      >
        <Input
          type={isShown ? 'text' : 'password'}
          value={key}
          onChange={(next) => {
            setKey(next)
            setError(null)
          }}
          placeholder={words.keyPlaceholder}
          isMono
          autoFocus
          trailing={
            <IconButton
              icon={isShown ? 'eye-off' : 'eye'}
              size="sm"
              label={isShown ? words.hideKey : words.showKey}
              onClick={() => setShown(!isShown)}
            />
          }
        />
      </Field>
      <div className="flex justify-end gap-2">
        <Button size="sm" onClick={onDone}>
          {text.common.cancel}
        </Button>
        <Button size="sm" variant="primary" type="submit" isBusy={isBusy} disabled={key.trim() === ''}>
          {text.common.save}
        </Button>
      </div>
    </form>
  )
}
