import { useEffect } from 'react'
import type { OpenWait } from '../../../shared/contract/waits.ts'
import type { PastWait } from '../../../shared/run/past-wait.ts'
import type { RunView } from '../../../shared/run/view.ts'
import type { WaitChoice } from '../../../shared/run/wait.ts'
import { runs, useRun } from '../../state/run-store.ts'
import { useWaits, waits } from '../../state/waits-store.ts'
import { text } from '../../text.ts'
import { createLatePiece, whenIdle } from '../../ui/late-piece.ts'
import { showToast } from '../../ui/toast.tsx'
import { hasQuestionsHere } from './shown-here.ts'
import { choiceTitle } from './wait-words.ts'

// The form brings Markdown and all kinds of fields along, which the first screen can do without.
const form = createLatePiece(async () => (await import('./answer-dialog.tsx')).AnswerDialog)

/** Once in the app: tells of new questions, and shows the form of the one that is being answered. */
export function AnswerHost() {
  const answering = useWaits((state) => state.answering)
  useEffect(() => whenIdle(() => void form.fetch()), [])
  useEffect(() => waits.onQuestions(announce), [])
  return answering ? <Answering key={answering.waitId} wait={answering} /> : null
}

function Answering({ wait }: { wait: OpenWait }) {
  const { piece: AnswerDialog, hasFailed } = form.usePiece()
  const isListed = useWaits(({ list }) => list?.some(({ waitId }) => waitId === wait.waitId) ?? true)
  // Why it is over stands in the run's own log, which is asked for only then.
  useEffect(() => (isListed ? undefined : runs.watch(wait.runId)), [isListed, wait.runId])
  const past = useRun(wait.runId, ({ view }) => pastWaitOf(view, wait))
  useEffect(() => {
    if (!hasFailed) return
    waits.close()
    showToast(text.common.editorNotLoaded, {
      tone: 'bad',
      action: { label: text.common.retry, onSelect: () => void form.retry().then(() => answerWait(wait.waitId)) },
    })
  }, [hasFailed, wait.waitId])
  if (!AnswerDialog) return null
  return (
    <AnswerDialog
      wait={wait}
      overWords={isListed ? null : overWords(past)}
      onAnswer={(answer) => waits.answer(wait.waitId, answer)}
      onClose={(choice) => {
        waits.close()
        if (choice) tellAnswered(choice, wait)
      }}
    />
  )
}

function pastWaitOf(view: RunView, { node, scope, waitId }: OpenWait): PastWait | undefined {
  return Object.values(view.nodes)
    .find((each) => each.node === node && each.scope === scope)
    ?.pastWaits?.find((past) => past.waitId === waitId)
}

/** Why a question is closed, as far as the run's log says. */
export function overWords(past: Pick<PastWait, 'ask' | 'end' | 'by' | 'answer'> | undefined): string {
  const say = text.waits.dialog
  if (!past) return say.overWhy
  if (past.end !== 'answered') return past.end === 'due' ? say.overDue : say.overWhy
  return say.overAnswered(choiceTitle(past.ask, past.answer), past.by)
}

function tellAnswered(choice: WaitChoice, { workflowName }: OpenWait): void {
  showToast(text.waits.dialog.answered(choice.title), { tone: 'ok', detail: text.waits.dialog.goesOn(workflowName) })
}

/** Each new question, once; where several come at once, the first of them and the badge tell. */
function announce(questions: OpenWait[]): void {
  for (const { waitId, workflowName, ask } of questions.filter(({ runId }) => !hasQuestionsHere(runId)).slice(0, 3)) {
    if (ask.kind !== 'person') continue
    showToast(text.waits.newQuestion(ask.title || text.waits.untitled), {
      detail: text.waits.newQuestionIn(workflowName),
      action: { label: text.waits.answer, onSelect: () => void answerWait(waitId) },
    })
  }
}

/** Opens the form of a question, or says that nobody is asked it any more. */
export async function answerWait(waitId: string): Promise<void> {
  if (await waits.open(waitId)) return
  showToast(text.waits.dialog.gone, { detail: text.waits.dialog.goneDetail })
}
