import { type FormEvent, useId, useState } from 'react'
import type { OpenWait, WaitAnswer } from '../../../shared/contract/waits.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { fieldsFor, type WaitAsk, type WaitChoice } from '../../../shared/run/wait.ts'
import { hrefOf } from '../../state/route-store.ts'
import type { AnswerOutcome } from '../../state/waits-store.ts'
import { text } from '../../text.ts'
import { Button, type ButtonVariant } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { TextArea } from '../../ui/input.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { Prose } from '../../ui/prose.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { useNow } from '../../ui/use-now.ts'
import { InputFields } from '../form/input-fields.tsx'
import { initialValues, inputsToSend, missingInputs } from '../form/input-values.ts'
import { formatClock, formatLeft, renewEveryMs } from './wait-words.ts'

type PersonAsk = Extract<WaitAsk, { kind: 'person' }>

type AnswerDialogProps = {
  wait: OpenWait
  /** Why the question is closed, where it is: in a sentence. */
  overWords: string | null
  onAnswer: (answer: WaitAnswer) => Promise<AnswerOutcome>
  /** `answered` is the choice that was taken; null: left as it was. */
  onClose: (answered: WaitChoice | null) => void
}

const variants: Record<WaitChoice['tone'], ButtonVariant> = { ok: 'good', bad: 'danger', plain: 'secondary' }

/** The choice that Ctrl+Enter takes: the first that says yes, else the first. */
export function mainChoice(choices: readonly WaitChoice[]): WaitChoice | undefined {
  return choices.find(({ tone }) => tone === 'ok') ?? choices[0]
}

/** Asks a person what a run waits for. Mounted while it is open. */
export function AnswerDialog({ wait, overWords, onAnswer, onClose }: AnswerDialogProps) {
  const { ask } = wait
  if (ask.kind !== 'person') return null
  return <Question wait={wait} ask={ask} overWords={overWords} onAnswer={onAnswer} onClose={onClose} />
}

function Question({ wait, ask, overWords, onAnswer, onClose }: AnswerDialogProps & { ask: PersonAsk }) {
  const [values, setValues] = useState(() => initialValues(ask.fields, {}))
  const [comment, setComment] = useState('')
  /** What was last chosen: the form shows what is missing for that. */
  const [tried, setTried] = useState<WaitChoice | null>(null)
  const [sending, setSending] = useState<string | null>(null)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const [isOver, setOver] = useState(false)
  const formId = useId()
  const main = mainChoice(ask.choices)
  const missingFor = (choice: WaitChoice) => missingInputs(fieldsFor(ask.fields, choice), values)
  // While the answer is on its way the list already loses the question: by this very answer.
  const isClosed = isOver || (overWords !== null && sending === null)

  const answer = async (choice: WaitChoice) => {
    if (sending !== null || isClosed) return
    const missing = missingFor(choice)
    setTried(choice)
    setError(null)
    if (missing.length > 0) return focusField(formId, ask, missing)
    setSending(choice.id)
    const given = inputsToSend(fieldsFor(ask.fields, choice), values)
    const outcome = await onAnswer({ choice: choice.id, values: given, comment })
    if (outcome.kind === 'answered') return onClose(choice)
    setSending(null)
    if (outcome.kind === 'over') return setOver(true)
    setError(outcome.error)
  }

  const errorAt = (name: string) => {
    if (!tried) return null
    if (missingFor(tried).includes(name)) return text.waits.dialog.missing
    return error !== null && fieldOf(error) === name ? error.message : null
  }
  const isElsewhere = error !== null && !ask.fields.some(({ name }) => fieldOf(error) === name)

  return (
    <Dialog
      isOpen
      onClose={() => onClose(null)}
      title={ask.title || text.waits.untitled}
      description={<AskedBy wait={wait} dueAt={isClosed ? null : ask.dueAt} />}
      footer={
        isClosed ? (
          <Button variant="primary" onClick={() => onClose(null)}>
            {text.common.close}
          </Button>
        ) : (
          <div className="flex flex-wrap justify-end gap-2">
            {ask.choices.map((choice) => (
              <Button
                key={choice.id}
                variant={variants[choice.tone]}
                isBusy={sending === choice.id}
                disabled={sending !== null && sending !== choice.id}
                className="max-w-full"
                onClick={() => void answer(choice)}
              >
                <span className="truncate">{choice.title}</span>
                {choice === main ? (
                  <Kbd shortcut="mod+enter" tone={choice.tone === 'ok' ? 'inverse' : undefined} className="ml-1" />
                ) : null}
              </Button>
            ))}
          </div>
        )
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          // Enter in a field answers only where there is nothing to choose between.
          if (main && ask.choices.length === 1) void answer(main)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !main) return
          event.preventDefault()
          void answer(main)
        }}
      >
        {ask.message.trim() === '' ? null : <Prose words={ask.message} className="select-text" />}
        {isClosed ? (
          <Closed words={overWords ?? text.waits.dialog.goneDetail} />
        ) : (
          <>
            <InputFields declared={ask.fields} values={values} onChange={setValues} errorAt={errorAt} />
            <Field label={text.waits.dialog.comment} hint={text.waits.dialog.commentHint} isOptional>
              <TextArea value={comment} onChange={setComment} rows={2} maxLength={10_000} />
            </Field>
            {isElsewhere ? <ErrorNote error={error} /> : null}
          </>
        )}
      </form>
    </Dialog>
  )
}

function Closed({ words }: { words: string }) {
  return (
    <div role="alert" className="flex items-start gap-2.5 rounded-lg bg-warn-soft px-3 py-2.5">
      <Icon name="info" size={16} className="mt-0.5 text-warn" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{text.waits.dialog.over}</p>
        <p className="break-words text-sm">{words}</p>
      </div>
    </div>
  )
}

/** Who asks, since when, and how long there is time for it. */
function AskedBy({ wait, dueAt }: { wait: OpenWait; dueAt: number | null }) {
  const [openedMs] = useState(() => Date.now())
  const now = useNow(renewEveryMs(dueAt, openedMs))
  return (
    <span className="flex flex-wrap items-baseline gap-x-1.5">
      <span>
        {text.waits.asked} <RelativeTime atMs={wait.openedAt} /> {text.waits.by(wait.workflowName)}
      </span>
      <span aria-hidden>·</span>
      <a
        href={hrefOf({ screen: 'runs', runId: wait.runId })}
        className="font-medium text-accent hover:underline"
        // A link in the head must not be where the keyboard begins: the form is.
        tabIndex={-1}
      >
        {text.waits.openRun}
      </a>
      {dueAt === null ? null : (
        <span className="w-full text-warn">
          {text.waits.answerUntil(formatClock(dueAt, now), formatLeft(dueAt, now))}
        </span>
      )}
    </span>
  )
}

/** `values.reason` or `inputs.reason`: the name of the field an error is about. */
function fieldOf({ field }: ErrorInfo): string | null {
  const match = field?.match(/^(?:values|inputs)\.(.+)$/)
  return match?.[1] ?? null
}

/** Leads the keyboard to the first field that is still empty. */
function focusField(formId: string, ask: PersonAsk, missing: readonly string[]): void {
  const at = ask.fields.findIndex(({ name }) => missing.includes(name))
  const labels = document.getElementById(formId)?.querySelectorAll('label')
  const id = labels?.[at]?.htmlFor
  if (id) document.getElementById(id)?.focus()
}
