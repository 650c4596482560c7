import { type FormEvent, useId, useState } from 'react'
import type { ModelPrice } from '../../../shared/contract/prices.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { errorOf } from '../../link/error-of.ts'
import { removePrice, setPrice } from '../../state/prices-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { draftOf, type PriceDraft, type PriceErrors, readDraft } from './price-draft.ts'

const words = text.prices.dialog
const noErrors: PriceErrors = { short: {}, long: {} }

/** Sets, changes or takes back a person's own price. `of` null: of a model that is not listed. */
export function PriceDialog({ of, onClose }: { of: ModelPrice | null; onClose: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(of))
  const [errors, setErrors] = useState(noErrors)
  const [failure, setFailure] = useState<ErrorInfo | null>(null)
  const [isBusy, setBusy] = useState(false)
  const formId = useId()

  const change = (next: Partial<PriceDraft>) => {
    setDraft({ ...draft, ...next })
    setErrors(noErrors)
    setFailure(null)
  }
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true)
    try {
      await work()
      onClose()
    } catch (thrown) {
      setFailure(errorOf(thrown))
      setBusy(false)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = readDraft(draft)
    if ('errors' in read) setErrors(read.errors)
    else void attempt(() => setPrice(read.model, read.price))
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={of ? words.titleFor(of.title) : words.title}
      description={words.description}
      footer={
        <>
          {of?.own ? (
            <Button className="mr-auto" onClick={() => void attempt(() => removePrice(of.model))}>
              {of.listed ? words.reset : words.resetUnknown}
            </Button>
          ) : null}
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button variant="primary" type="submit" form={formId} isBusy={isBusy}>
            {text.common.save}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {of ? null : (
          <Field label={words.model} hint={words.modelHint} error={errors.model}>
            <Input isMono value={draft.model} onChange={(model) => change({ model })} />
          </Field>
        )}
        <Rates rates={draft.short} errors={errors.short} onChange={(short) => change({ short })} />
        <Checkbox isOn={draft.hasLong} onChange={(hasLong) => change({ hasLong })} label={words.hasLong} />
        {draft.hasLong ? (
          <fieldset className="flex flex-col gap-4 border-l-2 pl-3">
            <legend className="sr-only">{words.hasLong}</legend>
            <Field label={words.overTokens} note={words.tokens} error={errors.overTokens} className="w-52">
              <Input inputMode="numeric" value={draft.overTokens} onChange={(overTokens) => change({ overTokens })} />
            </Field>
            <p className="text-mute text-sm">{words.longTitle}</p>
            <Rates rates={draft.long} errors={errors.long} onChange={(long) => change({ long })} />
          </fieldset>
        ) : null}
        {failure ? <ErrorNote error={failure} /> : null}
      </form>
    </Dialog>
  )
}

type RatesProps = {
  rates: PriceDraft['short']
  errors: PriceErrors['short']
  onChange: (rates: PriceDraft['short']) => void
}

function Rates({ rates, errors, onChange }: RatesProps) {
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-3">
      {(['input', 'output', 'cached', 'cacheWrite'] as const).map((name) => {
        const isExtra = name === 'cached' || name === 'cacheWrite'
        return (
          <Field key={name} label={words[name]} isOptional={isExtra} error={errors[name]}>
            <Input
              inputMode="decimal"
              value={rates[name]}
              placeholder={isExtra ? words.extraPlaceholder : undefined}
              trailing="$"
              onChange={(next) => onChange({ ...rates, [name]: next })}
            />
          </Field>
        )
      })}
    </div>
  )
}
