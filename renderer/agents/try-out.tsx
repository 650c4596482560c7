import { useEffect, useRef, useState } from 'react'
import type { ErrorInfo } from '../../shared/errors.ts'
import { isOver } from '../../shared/run/events.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { AnswerView } from '../parts/chat/answer-view.tsx'
import { Composer } from '../parts/chat/composer.tsx'
import type { ShownAnswer } from '../parts/chat/use-answer.ts'
import { InputFields } from '../parts/form/input-fields.tsx'
import { initialValues, inputsToSend, missingInputs } from '../parts/form/input-values.ts'
import { useAgentDraft } from '../state/agent-drafts-store.ts'
import { hrefOf } from '../state/route-store.ts'
import { useRun } from '../state/run-store.ts'
import { text } from '../text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { formatCount } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { Money } from '../ui/money.tsx'
import { attempt } from './attempt.ts'
import { addTurn, clearTalk, historyOf, noteAnswer, setVariables, totalOf, useTalk } from './try-out-store.ts'

const say = text.agents.tryOut

type TryOutProps = { agentId: string; onHide: () => void }

/** A small conversation with the draft as it is on screen. Each answer is a run like any other. */
export function TryOut({ agentId, onHide }: TryOutProps) {
  const document = useAgentDraft(agentId, (draft) => draft.document)
  const talk = useTalk(agentId)
  const [message, setMessage] = useState('')
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const end = useRef<HTMLDivElement>(null)
  const last = talk.turns.at(-1)
  const isDone = useRun(last?.runId ?? null, ({ view }) => isOver(view.status))
  // A run that was only just asked for is not known yet.
  const isRunning = last !== undefined && !(isDone ?? last.answer !== null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is what it is about
  useEffect(() => void end.current?.scrollIntoView({ block: 'end' }), [talk.turns.length])
  if (!document) return null
  const values = initialValues(document.variables, talk.variables)
  const missing = missingInputs(document.variables, values)

  const send = async () => {
    setSending(true)
    setError(null)
    try {
      const given = { document, message: message.trim(), history: historyOf(talk) }
      const variables = inputsToSend(document.variables, values)
      const { runId } = await client.agents.tryOut({ agentId, ...given, variables })
      addTurn(agentId, { runId, question: given.message, answer: null })
      setMessage('')
    } catch (thrown) {
      setError(errorOf(thrown))
    } finally {
      setSending(false)
    }
  }
  const stop = () => last && attempt(() => client.runs.cancel({ runId: last.runId }).then(() => {}))

  return (
    <>
      <header className="flex h-14 shrink-0 items-center gap-2 px-4">
        <h2 className="min-w-0 flex-1 truncate font-semibold">{say.title}</h2>
        {talk.turns.length > 0 ? (
          <>
            <Total agentId={agentId} />
            <Button size="sm" variant="ghost" icon="eraser" disabled={isRunning} onClick={() => clearTalk(agentId)}>
              {say.clear}
            </Button>
          </>
        ) : null}
        <IconButton icon="x" size="sm" label={say.hide} onClick={onHide} />
      </header>
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        role="log"
        aria-label={say.label}
        className="min-h-0 flex-1 overflow-y-auto px-4 pb-4"
      >
        {talk.turns.length === 0 ? (
          <EmptyState icon="message-circle" title={say.empty} body={say.emptyBody} className="h-full" />
        ) : (
          <div className="flex flex-col gap-5">
            {talk.turns.map(({ runId, question }) => (
              <div key={runId} className="flex flex-col gap-2.5">
                <p className="wrap-anywhere ml-8 select-text self-end whitespace-pre-wrap rounded-xl bg-accent-soft px-3 py-2">
                  <span className="sr-only">{say.you}: </span>
                  {question}
                </p>
                <AnswerView runId={runId} foot={(answer) => <Foot agentId={agentId} runId={runId} answer={answer} />} />
              </div>
            ))}
          </div>
        )}
        <div ref={end} />
      </div>
      <div className="flex shrink-0 flex-col gap-2 px-4 pb-4">
        {document.variables.length > 0 ? (
          <details className="rounded-lg border bg-panel" open={talk.turns.length === 0}>
            <summary className="flex h-8 items-center gap-1.5 px-2.5 font-medium text-sm">{say.variables}</summary>
            <div className="flex max-h-56 flex-col gap-3 overflow-y-auto border-t px-2.5 py-2.5">
              <InputFields
                declared={document.variables}
                values={values}
                onChange={(next) => setVariables(agentId, next)}
                errorAt={() => null}
              />
            </div>
          </details>
        ) : null}
        {error ? <ErrorNote error={error} /> : null}
        <Composer
          value={message}
          onChange={setMessage}
          onSend={() => void send()}
          isSending={isSending}
          isRunning={isRunning}
          onStop={stop}
          name={document.name}
          disabledReason={missing.length > 0 ? say.missing(missing.join(', ')) : null}
        />
      </div>
    </>
  )
}

/** What an answer came to, and the way to its run. Notes the answer itself, which goes along with the next question. */
function Foot({ agentId, runId, answer }: { agentId: string; runId: string; answer: ShownAnswer }) {
  const { cost, isOver: isDone, text: words } = answer
  const tokens = cost.inputTokens + cost.outputTokens
  useEffect(() => {
    if (isDone) noteAnswer(agentId, runId, { text: words, cost })
  }, [agentId, runId, isDone, words, cost])
  return (
    <p className="flex items-center gap-2.5 text-mute text-sm">
      {cost.calls > 0 ? (
        <Money
          microUsd={cost.unknownCalls === cost.calls ? null : cost.microUsd}
          isPartlyUnknown={cost.unknownCalls > 0 && cost.unknownCalls < cost.calls}
          className="font-semibold text-text"
        />
      ) : null}
      {tokens > 0 ? <span className="figures">{say.tokens(formatCount(tokens))}</span> : null}
      <a
        href={hrefOf({ screen: 'runs', runId })}
        className="ml-auto flex items-center gap-1 rounded-sm hover:text-text hover:underline"
      >
        <Icon name="activity" size={13} />
        {say.run}
      </a>
    </p>
  )
}

function Total({ agentId }: { agentId: string }) {
  const { microUsd, unknownCalls, calls } = totalOf(useTalk(agentId))
  if (calls === 0) return null
  return (
    <span className="shrink-0 text-mute text-sm" title={say.total}>
      <Money
        microUsd={unknownCalls === calls ? null : microUsd}
        isPartlyUnknown={unknownCalls > 0 && unknownCalls < calls}
        className="font-semibold text-text"
      />
    </span>
  )
}
