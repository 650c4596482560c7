import { assert } from '../../../shared/assert.ts'
import { errorPort } from '../../../shared/catalog/ports.ts'
import type { WaitChoice } from '../../../shared/run/wait.ts'
import { showFields } from '../agents/show-values.ts'
import type { WaitRequest } from '../nodes/define-node.ts'
import type { Execution } from './execution.ts'
import { waitFor } from './wait-for.ts'

const choices = {
  again: { id: 'again', title: 'Run it again', tone: 'ok' },
  skip: { id: 'skip', title: 'Go on without it', tone: 'plain' },
  fail: { id: 'fail', title: 'Let it fail', tone: 'bad' },
} satisfies Record<string, WaitChoice>

export type AfterStop = keyof typeof choices

/**
 * Asks a person what is to become of a node that a stop of the program cut off. The question outlives further stops as any
 * other wait does. Rejects as cancelled where the run ends meanwhile.
 */
export async function askAfterStop(execution: Execution): Promise<AfterStop> {
  const { run, scope, planned } = execution
  const past = run.history?.waits.takeQuestion({ node: planned.id, scope })
  const result = await waitFor(execution, { request: questionAbout(execution), past, about: 'stop' })
  assert(
    result.end === 'answered' && result.choice in choices,
    'a question without a time ends with one of its choices',
  )
  return result.choice as AfterStop // just checked
}

function questionAbout({ planned, scope }: Execution): WaitRequest {
  const title = planned.node.title ?? planned.definition.title
  const { work } = planned
  const round = work ? undefined : /#(\d+)$/.exec(scope)?.[1]
  const where = round === undefined ? '' : ` (round ${Number(round) + 1})`
  const hasOutput = planned.outputPorts.some((port) => port !== errorPort)
  return {
    kind: 'person',
    title: `“${title}”${where} was cut off`,
    message:
      'Niti stopped while this node was under way. It may have done what it does, wholly or in part. ' +
      'Look whether it was done, then say how the run goes on.' +
      // What it was asked to do stands in no document.
      (work && Object.keys(work.params).length > 0 ? `\n\n${showFields(work.params)}` : ''),
    fields: [],
    choices: [choices.again, ...(hasOutput ? [choices.skip] : []), choices.fail],
  }
}
