import { fieldsFor, type WaitAsk, type WaitField } from '../../shared/run/wait.ts'
import type { Paint } from './terminal.ts'
import { printable } from './text-width.ts'

export type PersonAsk = Extract<WaitAsk, { kind: 'person' }>

/** Choices of one field that are printed: the others are a look at `niti waits --json` away. */
const mostPrinted = 5

/** What is asked, and the commands that answer it from another terminal: one for all choices with the same form. */
export function printQuestion(waitId: string, ask: PersonAsk, paint: Paint): string {
  const choicesOf = new Map<string, string[]>()
  for (const choice of ask.choices) {
    // A form that need not be filled in still may be, to say no.
    const fields = fieldsFor(ask.fields, choice).map(({ name }) => ` --set ${name}=…`)
    const form = fields.join('')
    choicesOf.set(form, [...(choicesOf.get(form) ?? []), choice.id])
  }
  const commands = [...choicesOf].map(([form, ids]) => `  niti answer ${waitId} ${ids.join('|')}${form}\n`)
  const notes = ask.fields.filter(({ notes }) => notes !== undefined).map(printNotes)
  return [paint('yellow', `Waits for an answer: ${printable(ask.title)}`), '\n', ...commands, ...notes].join('')
}

/** `openai/gpt-4o-mini (at most $0.0006)`. */
export function noted({ notes }: WaitField, choice: string): string {
  const note = notes?.[choice]
  return note === undefined ? choice : `${choice} (${note})`
}

function printNotes(field: WaitField): string {
  const shown = field.choices.slice(0, mostPrinted).map((choice) => printable(noted(field, choice)))
  const more = field.choices.length - shown.length
  const lines = more > 0 ? [...shown, `and ${more} more`] : shown
  return lines
    .map((line, index) => `  ${index === 0 ? `${field.name}: ` : ' '.repeat(field.name.length + 2)}${line}\n`)
    .join('')
}
