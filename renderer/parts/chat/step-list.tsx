import { memo, useState } from 'react'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import type { AnswerStep, ToolStep } from '../../../shared/run/answer.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Duration } from '../../ui/duration.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Money } from '../../ui/money.tsx'
import { type Status, StatusIcon } from '../../ui/status-icon.tsx'
import { LongText } from '../run/long-text.tsx'
import { ValueTree } from '../value/value-tree.tsx'
import { AnswerProse } from './answer-prose.tsx'
import { toolIcon } from './tool-icon.ts'

const say = text.chat.answer

/** What was done on the way to an answer, one line each. */
export function StepList({ steps }: { steps: readonly AnswerStep[] }) {
  if (steps.length === 0) return null
  return (
    <ol aria-label={say.steps} className="flex flex-col gap-1.5">
      {steps.map((step) => (
        <li key={step.key}>
          <Step step={step} />
        </li>
      ))}
    </ol>
  )
}

const Step = memo(
  function Step({ step }: { step: AnswerStep }) {
    switch (step.step) {
      case 'tool':
        return <ToolLine step={step} />
      case 'said':
        return <AnswerProse words={step.text} className="py-0.5" />
      case 'talk':
        return <Folded icon="message-square" title={say.talk[step.about](step.from, step.to)} body={step.text} />
      case 'cut':
        return (
          <p className="flex items-center gap-2 py-0.5 text-mute text-sm">
            <Icon name="scroll-text" size={14} />
            {say.cut[step.how](step.messages)}
          </p>
        )
    }
  },
  // Steps are made anew from the run's view with each batch of events; most of them say the same.
  ({ step: before }, { step }) => before === step || JSON.stringify(before) === JSON.stringify(step),
)

const looks: Record<ToolStep['status'], Status> = {
  queued: 'queued',
  running: 'running',
  waiting: 'waiting',
  succeeded: 'succeeded',
  failed: 'failed',
  refused: 'cancelled',
  stopped: 'cancelled',
}

function ToolLine({ step }: { step: ToolStep & { inside?: AnswerStep[] } }) {
  const [isOpen, setOpen] = useState(false)
  const { title, tool, kind, status, input, startedAt, durationMs, microUsd, unknownCalls } = step
  const name = title || tool
  return (
    <article className="rounded-lg border bg-panel">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex h-8 w-full items-center gap-2 rounded-lg px-2.5 text-left text-sm hover:bg-hover"
      >
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={14} className="text-mute" />
        <Icon name={toolIcon(kind)} size={14} className="text-mute" />
        <span className="max-w-[50%] shrink-0 truncate font-medium">{name}</span>
        <span className="min-w-0 flex-1 truncate text-mute">{inputWords(input)}</span>
        {status === 'queued' ? null : (
          <Duration
            startedAt={startedAt}
            endedAt={durationMs === null ? (status === 'stopped' ? startedAt : null) : startedAt + durationMs}
            className="text-mute"
          />
        )}
        {microUsd > 0 || unknownCalls > 0 ? (
          <Money microUsd={microUsd} isPartlyUnknown={unknownCalls > 0} className="font-medium" />
        ) : null}
        <StatusIcon status={looks[status]} size={14} />
        <span className="sr-only">{say.states[status]}</span>
      </button>
      {isOpen ? <ToolDetails step={step} /> : null}
    </article>
  )
}

function ToolDetails({ step }: { step: ToolStep & { inside?: AnswerStep[] } }) {
  const { input, output, error, why, inside = [] } = step
  return (
    <div className="flex flex-col gap-3 border-t px-2.5 py-2.5">
      <section className="flex flex-col gap-1">
        <h4 className="font-semibold text-sm">{say.input}</h4>
        <ValueTree value={input} />
      </section>
      {inside.length > 0 ? (
        <section className="flex flex-col gap-1">
          <h4 className="font-semibold text-sm">{say.inside}</h4>
          <StepList steps={inside} />
        </section>
      ) : null}
      {error ? (
        <ErrorNote error={{ message: why ? say.why[why] : error.message, hint: why ? error.message : error.hint }} />
      ) : null}
      {output === undefined ? null : (
        <section className="flex flex-col gap-1">
          <h4 className="font-semibold text-sm">{say.output}</h4>
          <ValueTree value={readable(output)} />
        </section>
      )}
    </div>
  )
}

function Folded({ icon, title, body }: { icon: 'message-square'; title: string; body: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <article className="rounded-lg border bg-panel">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex h-8 w-full items-center gap-2 rounded-lg px-2.5 text-left text-sm hover:bg-hover"
      >
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={14} className="text-mute" />
        <Icon name={icon} size={14} className="text-mute" />
        <span className="shrink-0 font-medium">{title}</span>
        <span className={classNames('min-w-0 flex-1 truncate text-mute', isOpen && 'invisible')}>{body}</span>
      </button>
      {isOpen ? <LongText value={body} most={4_000} className="border-t px-2.5 py-2" /> : null}
    </article>
  )
}

/** What a tool was called with, in a few words. */
function inputWords(input: Json): string {
  if (!isJsonObject(input)) return typeof input === 'string' ? input : JSON.stringify(input)
  return Object.entries(input)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ')
    .replace(/\s+/g, ' ')
    .slice(0, 200)
}

/** JSON as the value it is; every other text stays as it was said. */
function readable(output: string): Json {
  if (!/^\s*[[{]/.test(output)) return output
  try {
    return JSON.parse(output)
  } catch {
    return output
  }
}
