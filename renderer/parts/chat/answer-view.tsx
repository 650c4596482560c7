import type { ReactNode } from 'react'
import type { ErrorInfo } from '../../../shared/errors.ts'
import type { AnswerStep } from '../../../shared/run/answer.ts'
import type { RunStatus } from '../../../shared/run/events.ts'
import { hrefOf } from '../../state/route-store.ts'
import { text } from '../../text.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Icon } from '../../ui/icon.tsx'
import { AnswerProse } from './answer-prose.tsx'
import { AskHere } from './ask-here.tsx'
import { StepList } from './step-list.tsx'
import { type ShownAnswer, useAnswer } from './use-answer.ts'

const say = text.chat.answer

type AnswerViewProps = {
  runId: string
  /** Buttons of the answer's foot, which need to know how it stands. */
  foot?: (answer: ShownAnswer) => ReactNode
}

/** The answer that a run gives: as it comes in, and once it is there. */
export function AnswerView({ runId, foot }: AnswerViewProps) {
  const answer = useAnswer(runId)
  if (!answer) return <Thinking words={say.thinking} />
  const { waits, working, trouble, isOver } = answer
  return (
    <AnswerBody runId={runId} answer={answer} isWriting={!isOver}>
      {waits.map((wait) => (
        <AskHere key={wait.waitId} wait={wait} />
      ))}
      {trouble ? <ErrorNote error={trouble} /> : null}
      {!isOver && answer.text === '' && waits.length === 0 && !trouble ? (
        <Thinking words={thinkingWords(answer.status, working)} />
      ) : null}
      {foot?.(answer)}
    </AnswerBody>
  )
}

function thinkingWords(status: RunStatus, working: readonly string[]): string {
  if (status === 'queued') return say.queued
  return working.length > 0 ? say.working(working.join(', ')) : say.thinking
}

type AnswerBodyProps = {
  runId: string | null
  answer: {
    status: RunStatus
    steps: readonly AnswerStep[]
    text: string
    error: Pick<ErrorInfo, 'message' | 'hint'> | null
  }
  isWriting?: boolean
  children?: ReactNode
}

/** An answer as far as it is there: what was done for it, then what it says. */
export function AnswerBody({ runId, answer, isWriting = false, children }: AnswerBodyProps) {
  const { steps, status, error } = answer
  const isEmpty = status === 'succeeded' && answer.text.trim() === ''
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <StepList steps={steps} />
      {answer.text.trim() === '' ? null : <AnswerProse words={answer.text} isWriting={isWriting} />}
      {isEmpty ? <p className="text-mute italic">{say.nothing}</p> : null}
      {status === 'cancelled' ? (
        <p className="flex items-center gap-1.5 text-mute text-sm">
          <Icon name="ban" size={14} />
          {say.stopped}
        </p>
      ) : null}
      {status === 'failed' && error ? (
        <ErrorNote
          error={error}
          action={
            runId === null ? null : (
              <a
                href={hrefOf({ screen: 'runs', runId })}
                className="shrink-0 self-center font-medium text-accent text-sm hover:underline"
              >
                {say.openRun}
              </a>
            )
          }
        />
      ) : null}
      {children}
    </div>
  )
}

function Thinking({ words }: { words: string }) {
  return (
    <p className="flex items-center gap-2 py-0.5 text-mute text-sm">
      <Icon name="loader-circle" size={14} className="animate-spin" />
      {words}
    </p>
  )
}
