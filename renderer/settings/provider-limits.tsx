import { useState } from 'react'
import type { ConnectionLimits, ProviderState } from '../../shared/contract/connections.ts'
import { errorOf } from '../link/error-of.ts'
import { setLimits } from '../state/connections-store.ts'
import { text } from '../text.ts'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'

const words = text.settings.models.limits
const most = { atOnce: 1_000, perMinute: 100_000 }

/** How much is asked of a provider, by all runs together; each field is kept when it is left. */
export function ProviderLimits({ provider }: { provider: ProviderState }) {
  const { atOnce, perMinute } = provider.limits
  const saved = { ...(atOnce !== null && { atOnce }), ...(perMinute !== null && { perMinute }) }
  const keep = (name: keyof ConnectionLimits, value: number | undefined) =>
    setLimits(provider.id, { ...saved, [name]: value })
  return (
    <div className="flex shrink-0 flex-col gap-1">
      <div className="flex gap-3">
        <LimitField
          label={words.atOnce}
          saved={atOnce}
          most={most.atOnce}
          usual={words.atOnceUsual(provider.usualAtOnce)}
          invalid={words.atOnceInvalid}
          onKeep={(value) => keep('atOnce', value)}
        />
        <LimitField
          label={words.perMinute}
          saved={perMinute}
          most={most.perMinute}
          usual={words.perMinuteUsual}
          invalid={words.perMinuteInvalid}
          onKeep={(value) => keep('perMinute', value)}
        />
      </div>
      <p className="text-mute text-xs">{words.hint}</p>
    </div>
  )
}

type LimitFieldProps = {
  label: string
  saved: number | null
  most: number
  /** What holds where nothing is typed. */
  usual: string
  invalid: string
  onKeep(value: number | undefined): Promise<void>
}

function LimitField({ label, saved, most, usual, invalid, onKeep }: LimitFieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)

  const keep = async () => {
    if (typed === null) return
    const limit = typed.trim() === '' ? undefined : Number(typed)
    if (limit !== undefined && (!Number.isInteger(limit) || limit < 1 || limit > most)) return setError(invalid)
    try {
      await onKeep(limit)
      setTyped(null)
    } catch (thrown) {
      setError(errorOf(thrown).message)
    }
  }

  return (
    <Field label={label} error={error} className="w-36">
      <Input
        size="sm"
        inputMode="numeric"
        value={typed ?? (saved === null ? '' : String(saved))}
        placeholder={usual}
        onChange={(next) => {
          setTyped(next)
          setError(null)
        }}
        onBlur={() => void keep()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void keep()
        }}
      />
    </Field>
  )
}
