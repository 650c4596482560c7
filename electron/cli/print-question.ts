import type { WaitAsk } from '../../shared/run/wait.ts'
import type { Paint } from './terminal.ts'
import { printable } from './text-width.ts'

export type PersonAsk = Extract<WaitAsk, { kind: 'person' }>

/** What is asked, and the command that answers it from another terminal. */
export function printQuestion(waitId: string, ask: PersonAsk, paint: Paint): string {
  const choices = ask.choices.map(({ id }) => id).join('|')
  const fields = ask.fields.map(({ name }) => ` --set ${name}=…`).join('')
  return `${paint('yellow', `Waits for an answer: ${printable(ask.title)}`)}\n  niti answer ${waitId} ${choices}${fields}\n`
}
