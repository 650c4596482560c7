import { waitAnswer } from '../../../shared/contract/waits.ts'
import type { Json } from '../../../shared/json.ts'
import { nodePath } from '../../../shared/run/events.ts'
import type { WaitAsk } from '../../../shared/run/wait.ts'

type At = { node: string; scope: string }

/** The choice of a budget's question that names another model, and the field it names it in. */
export const switchChoice = 'switch'
export const modelField = 'model'

/** Where a node stands, whichever round it is in: a model that was chosen for it holds for all of them. */
export function placeOf({ node, scope }: At): string {
  return nodePath(scope, node)
}

/** The model that an answer to a budget's question names; null where it says something else, or the question is another. */
export function switchedTo(ask: WaitAsk, answer: Json): string | null {
  if (ask.kind !== 'person' || !ask.budget) return null
  const { data } = waitAnswer.safeParse(answer)
  const model = data?.choice === switchChoice ? data.values[modelField] : null
  return typeof model === 'string' ? model : null
}

/**
 * The models that persons chose for nodes whose own did not fit into a budget. Each holds to the end of the run, also after
 * a stop of the program: `past` is what the log says of them, by place.
 */
export function createModelSwitches(past: ReadonlyMap<string, string> | undefined) {
  const chosen = new Map(past)
  return {
    of: (at: At): string | undefined => chosen.get(placeOf(at)),

    /** False where it was chosen already. */
    choose(at: At, model: string): boolean {
      const place = placeOf(at)
      if (chosen.get(place) === model) return false
      chosen.set(place, model)
      return true
    },
  }
}

export type ModelSwitches = ReturnType<typeof createModelSwitches>
