import { assert } from '../../../shared/assert.ts'
import { userError } from '../../../shared/errors.ts'
import type { InnerWork, WaitRequest } from '../nodes/define-node.ts'
import type { Execution } from './execution.ts'
import type { PastWait } from './past-waits.ts'
import { waitFor } from './wait-for.ts'

/**
 * Asks a person whether a piece of work may be done. What was answered before a stop of the program holds for exactly what
 * was asked then, and for nothing else. Rejects with `tool.refused` where the answer is no.
 */
export async function askBeforeWork(execution: Execution, { ask, onAnswer }: InnerWork): Promise<void> {
  const { run, scope, planned } = execution
  const before = execution.tries === 1 ? run.history?.waits.takeApproval({ node: planned.id, scope }) : undefined
  const past = before && ask && isSameQuestion(before, ask) ? before : undefined
  if (before && !past) run.waits.drop(before)
  if (!ask) return
  const request: WaitRequest = { kind: 'person', fields: [], ...ask }
  const result = await waitFor(execution, { request, past, about: 'tool' })
  const choice = result.end === 'answered' && ask.choices.find(({ id }) => id === result.choice)
  assert(result.end === 'answered' && choice, 'a question without a time ends with one of its choices')
  // An answer that stands in the log has had its effect.
  if (!past?.ended) onAnswer?.(choice.id, result.by)
  if (choice.tone !== 'bad') return
  const said = result.comment.trim()
  throw userError('tool.refused', said === '' ? 'A person refused it.' : `A person refused it: “${said}”`)
}

function isSameQuestion({ ask: asked }: PastWait, { title, message, choices }: NonNullable<InnerWork['ask']>): boolean {
  if (asked.kind !== 'person' || asked.title !== title || asked.message !== message) return false
  return asked.choices.length === choices.length && asked.choices.every(({ id }, at) => id === choices[at]?.id)
}
