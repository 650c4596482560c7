import { valueToText } from '../../shared/catalog/param.ts'
import type { WaitAnswer } from '../../shared/contract/waits.ts'
import { NitiError } from '../../shared/errors.ts'
import type { JsonObject } from '../../shared/json.ts'
import { fieldsFor, type WaitChoice, type WaitField } from '../../shared/run/wait.ts'
import { parseRunInputs } from '../../shared/workflow/run-inputs.ts'
import type { LineReader } from './line-reader.ts'
import { noted, type PersonAsk } from './print-question.ts'
import type { Paint } from './terminal.ts'
import { printable, printableLines } from './text-width.ts'

type Means = { reader: LineReader; signal: AbortSignal; paint: Paint }

/**
 * Asks at the terminal: what it is about, which choice, then the form, one line for each field. Null where the person ends
 * the input; rejects where the question is answered elsewhere or called off.
 */
export async function askPerson(ask: PersonAsk, means: Means): Promise<WaitAnswer | null> {
  const { reader, paint } = means
  const message = ask.message.trim() === '' ? '' : `${printableLines(ask.message)}\n`
  reader.write(`\n${paint('yellow', printable(ask.title))}\n${message}`)
  ask.choices.forEach(({ title }, index) => {
    reader.write(`  ${index + 1}  ${printable(title)}\n`)
  })
  const choice = await askChoice(ask.choices, means)
  if (!choice) return null
  const values: JsonObject = {}
  // Nobody is asked for a form that need not be filled in to say no.
  for (const field of choice.tone === 'bad' ? [] : fieldsFor(ask.fields, choice)) {
    const value = await askField(field, means)
    if (value === null) return null
    Object.assign(values, value)
  }
  const comment = await reader.ask('Comment (may be empty): ', means.signal)
  return comment === null ? null : { choice: choice.id, values, comment }
}

async function askChoice(choices: WaitChoice[], { reader, signal }: Means): Promise<WaitChoice | null> {
  for (;;) {
    const line = await reader.ask(`Your choice (1-${choices.length}): `, signal)
    if (line === null) return null
    const said = line.trim().toLowerCase()
    const chosen =
      choices[Number(said) - 1] ?? choices.find(({ id, title }) => [id, title.toLowerCase()].includes(said))
    if (chosen) return chosen
  }
}

/** The field under its name, as text: the engine turns it into its type, as it is checked here once more. */
async function askField(field: WaitField, { reader, signal, paint }: Means): Promise<JsonObject | null> {
  // What needs more words than one line holds is chosen by its number.
  const numbered = field.notes === undefined ? [] : field.choices
  for (const [index, choice] of numbered.entries()) {
    reader.write(`  ${index + 1}  ${printable(noted(field, choice))}\n`)
  }
  for (;;) {
    const line = await reader.ask(labelOf(field), signal)
    if (line === null) return null
    const value = line === '' ? {} : { [field.name]: numbered[Number(line) - 1] ?? line }
    try {
      parseRunInputs([field], value)
      return value
    } catch (thrown) {
      if (!(thrown instanceof NitiError)) throw thrown
      reader.write(`${paint('red', printable(thrown.message))}\n`)
    }
  }
}

function labelOf({ name, title, type, choices, required, default: preset, notes: explained }: WaitField): string {
  const listed = explained ? `1-${choices.length}` : choices.join(' / ')
  const kind = type === 'choice' ? listed : type === 'boolean' ? 'yes or no' : type === 'number' ? 'a number' : ''
  const empty = preset === undefined || preset === null ? '' : `[${valueToText(preset)}]`
  const notes = [kind, required && empty === '' ? 'required' : '', empty].filter((note) => note !== '')
  return `${printable(`${title || name}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`)}: `
}
