import type { ErrorInfo } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'

/** Characters of one result that a model is told. */
const mostTold = 40_000

/** What a tool gave, as its model is told of it. The whole stands in the run. */
export function tellResult(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (text.length <= mostTold) return text
  const note = `[Cut here: these are the first ${mostTold} of ${text.length} characters. Ask for less, or for a part, to see the rest.]`
  return `${text.slice(0, mostTold)}\n${note}`
}

/** Why a tool gave nothing, in words; of a mistake of ours, no more than its id. */
export function tellError({ message, hint, kind }: ErrorInfo): string {
  return kind === 'bug' || !hint ? message : `${message} ${hint}`
}
