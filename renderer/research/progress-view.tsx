import { text } from '../text.ts'
import { Icon } from '../ui/icon.tsx'
import { StatusIcon, toStatus } from '../ui/status-icon.tsx'
import type { PageProgress, QuestionProgress, ResearchProgress, StepProgress } from './progress.ts'

const say = text.research.progress

/** What was planned, searched and read so far. */
export function ProgressView({ progress }: { progress: ResearchProgress }) {
  const { steps, questions, pages, quotes } = progress
  return (
    <div className="flex flex-col gap-5">
      <section aria-label={say.steps}>
        <h2 className="mb-1.5 font-semibold text-mute text-sm">{say.steps}</h2>
        <ol className="flex flex-col">
          {steps.map((step) => (
            <Step key={step.id} step={step} />
          ))}
        </ol>
      </section>
      <section aria-label={say.questions}>
        <h2 className="mb-1.5 flex items-baseline justify-between gap-2 font-semibold text-mute text-sm">
          {say.questions}
          {pages > 0 ? <span className="figures font-normal">{say.total(pages, quotes)}</span> : null}
        </h2>
        {questions.length === 0 ? <p className="text-mute text-sm">{say.nothing}</p> : null}
        <ul className="flex flex-col gap-3">
          {questions.map((question) => (
            <Question key={question.key} question={question} />
          ))}
        </ul>
      </section>
    </div>
  )
}

function Step({ step }: { step: StepProgress }) {
  return (
    <li className="flex h-6.5 items-center gap-2">
      <StatusIcon status={toStatus(step.status)} size={14} />
      <span className={step.status === 'idle' ? 'truncate text-mute' : 'truncate'}>{step.title}</span>
    </li>
  )
}

function Question({ question }: { question: QuestionProgress }) {
  const { status, problem, found, pages } = question
  return (
    <li>
      <p className="flex items-start gap-2">
        <StatusIcon status={toStatus(status)} size={14} className="mt-0.75" />
        <span className="min-w-0 flex-1 break-words font-medium">{question.question}</span>
        {found === null ? null : <span className="figures shrink-0 text-mute text-sm">{say.found(found)}</span>}
      </p>
      {problem ? <p className="ml-5.5 break-words text-sm text-warn">{problem}</p> : null}
      <ul className="mt-1 ml-5.5 flex flex-col gap-1">
        {pages.map((page) => (
          <Page key={page.key} page={page} />
        ))}
      </ul>
    </li>
  )
}

function Page({ page }: { page: PageProgress }) {
  const { place, title, status, problem, kept } = page
  return (
    <li className="text-sm" title={page.url}>
      <span className="flex items-center gap-1.5">
        {problem ? (
          <Icon name="circle-slash" size={13} label={say.left} className="text-warn" />
        ) : (
          <StatusIcon status={toStatus(status)} size={13} />
        )}
        <span className="min-w-0 flex-1 truncate">
          {place}
          {title !== '' && title !== place ? <span className="text-mute"> · {title}</span> : null}
        </span>
        {kept === null ? null : <span className="figures shrink-0 text-mute">{say.kept(kept)}</span>}
      </span>
      {problem ? <span className="ml-5 block break-words text-mute">{problem}</span> : null}
    </li>
  )
}
