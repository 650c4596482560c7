import { useState } from 'react'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { fieldsFor, type WaitAsk, type WaitChoice } from '../../../shared/run/wait.ts'
import { waits } from '../../state/waits-store.ts'
import { text } from '../../text.ts'
import { Button, type ButtonVariant } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { NodeWait } from '../wait/run-waits.ts'
import { useOpenAsk } from '../wait/use-open-ask.ts'
import { WaitNote } from '../wait/wait-note.tsx'
import { AnswerProse } from './answer-prose.tsx'

const variants: Record<WaitChoice['tone'], ButtonVariant> = { ok: 'good', bad: 'danger', plain: 'secondary' }

/** What a run asks, answered where it is read; a question with a form to fill in opens the form. */
export function AskHere({ wait }: { wait: Pick<NodeWait, 'waitId' | 'ask'> }) {
  const ask = useOpenAsk(wait)
  if (ask.kind !== 'person' || ask.choices.some((choice) => fieldsFor(ask.fields, choice).length > 0)) {
    return <WaitNote wait={wait} />
  }
  return <Choices waitId={wait.waitId} ask={ask} />
}

function Choices({ waitId, ask }: { waitId: string; ask: Extract<WaitAsk, { kind: 'person' }> }) {
  const [sending, setSending] = useState<string | null>(null)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const answer = async ({ id }: WaitChoice) => {
    setSending(id)
    setError(null)
    const outcome = await waits.answer(waitId, { choice: id, values: {}, comment: '' })
    // The run goes on, and with the news of that the question goes away.
    if (outcome.kind === 'answered') return
    setSending(null)
    setError(
      outcome.kind === 'refused'
        ? outcome.error
        : { kind: 'user', code: 'wait.over', message: text.waits.dialog.gone, hint: text.waits.dialog.goneDetail },
    )
  }
  return (
    <section
      aria-label={ask.title || text.waits.untitled}
      className="flex items-start gap-2.5 rounded-lg border border-warn/40 bg-warn-soft px-3 py-2.5"
    >
      <Icon name="hand" size={16} className="mt-0.5 text-warn" />
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <p className="wrap-anywhere font-medium">{ask.title || text.waits.untitled}</p>
        {ask.message.trim() === '' ? null : (
          <AnswerProse words={ask.message} className="max-h-72 overflow-y-auto text-sm" />
        )}
        <div className="flex flex-wrap gap-2">
          {ask.choices.map((choice) => (
            <Button
              key={choice.id}
              size="sm"
              variant={variants[choice.tone]}
              isBusy={sending === choice.id}
              disabled={sending !== null && sending !== choice.id}
              onClick={() => void answer(choice)}
            >
              {choice.title}
            </Button>
          ))}
        </div>
        {error ? <ErrorNote error={error} /> : null}
      </div>
    </section>
  )
}
