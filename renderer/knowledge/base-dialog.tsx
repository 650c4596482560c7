import { type FormEvent, useId, useState } from 'react'
import type { EmbeddingModel, KnowledgeBase } from '../../shared/contract/knowledge.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { errorOf } from '../link/error-of.ts'
import { knowledge, useKnowledge } from '../state/knowledge-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { formatListPrice } from '../ui/format.ts'
import { Input, TextArea } from '../ui/input.tsx'
import { Select, type SelectOption } from '../ui/select.tsx'
import { Switch } from '../ui/switch.tsx'

const say = text.knowledge.form
/** A choice that is no model: a select has no empty value. */
const wordsOnly = 'words'

type BaseDialogProps = {
  /** null: a new one. */
  base: KnowledgeBase | null
  onClose: () => void
  onSaved?: (base: KnowledgeBase) => void
}

/** What a knowledge base is called, made from, and found by. */
export function BaseDialog({ base, onClose, onSaved }: BaseDialogProps) {
  const formId = useId()
  const models = useKnowledge((state) => state.models)
  const [name, setName] = useState(base?.name ?? '')
  const [description, setDescription] = useState(base?.description ?? '')
  const [paths, setPaths] = useState('')
  const [model, setModel] = useState(base?.embeddingModel ?? wordsOnly)
  const [automatic, setAutomatic] = useState(base?.automatic ?? true)
  const [isChecked, setChecked] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const hasVectors = model !== wordsOnly

  function choose(next: string): void {
    setModel(next)
    // Vectors cost something each time, so that is for the person to say.
    if ((next === wordsOnly) !== (model === wordsOnly)) setAutomatic(next === wordsOnly)
  }

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    setChecked(true)
    if (name.trim() === '' || isBusy) return
    setBusy(true)
    setError(null)
    const wish = { name: name.trim(), description, embeddingModel: hasVectors ? model : null, automatic }
    const lines = paths.split('\n').flatMap((line) => line.trim() || [])
    try {
      const saved = base
        ? await knowledge.update(base.knowledgeId, wish)
        : await knowledge.create({ ...wish, paths: lines })
      onClose()
      onSaved?.(saved)
    } catch (thrown) {
      setError(errorOf(thrown))
      setBusy(false)
    }
  }

  const isOtherModel = base !== null && base.chunks > 0 && hasVectors && model !== base.embeddingModel
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={base ? say.editTitle(base.name) : say.createTitle}
      footer={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={isBusy}>
            {base ? say.save : say.create}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void save(event)} className="flex flex-col gap-4">
        <Field label={say.name} error={isChecked && name.trim() === '' ? say.nameMissing : null}>
          <Input value={name} onChange={setName} autoFocus maxLength={100} />
        </Field>
        <Field label={say.description} hint={say.descriptionHint} isOptional>
          <Input value={description} onChange={setDescription} maxLength={1_000} />
        </Field>
        {base ? null : (
          <Field label={say.paths} hint={say.pathsHint} isOptional>
            <TextArea value={paths} onChange={setPaths} placeholder={say.pathsPlaceholder} rows={2} isMono />
          </Field>
        )}
        <Field label={say.model} hint={isOtherModel ? say.modelChange : say.modelHint}>
          <Select value={model} onChange={choose} options={optionsOf(models ?? [], base)} showsNote />
        </Field>
        <Field
          label={say.automatic}
          hint={hasVectors && automatic ? say.automaticCosts : say.automaticHint}
          layout="row"
        >
          <Switch isOn={automatic} onChange={setAutomatic} />
        </Field>
        {error ? <ErrorNote error={error} /> : null}
      </form>
    </Dialog>
  )
}

function optionsOf(models: readonly EmbeddingModel[], base: KnowledgeBase | null): SelectOption[] {
  const known = models.map(({ ref, title, usdPerMillion }) => ({
    value: ref,
    label: title,
    note:
      usdPerMillion === null
        ? say.unknownPrice
        : usdPerMillion === 0
          ? say.free
          : say.price(formatListPrice(usdPerMillion)),
  }))
  const own = base?.embeddingModel
  // The one it has, although it cannot be asked just now.
  const kept = own && !models.some(({ ref }) => ref === own) ? [{ value: own, label: own }] : []
  return [{ value: wordsOnly, label: text.knowledge.wordsOnly, note: say.free }, ...known, ...kept]
}
