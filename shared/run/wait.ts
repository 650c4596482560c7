import { z } from 'zod'
import { runInput } from '../workflow/run-inputs.ts'

/** One way to answer a person is offered. */
export const waitChoice = z.object({
  id: z.string(),
  title: z.string(),
  tone: z.enum(['ok', 'bad', 'plain']).default('plain'),
  /** Names of the fields it asks for; all of them where it does not say. */
  fields: z.array(z.string()).optional(),
})
export type WaitChoice = z.infer<typeof waitChoice>

/** One field of a question's form; `notes` says more about single choices of it, such as what each would cost. */
export const waitField = runInput.extend({ notes: z.record(z.string(), z.string()).optional() })
export type WaitField = z.infer<typeof waitField>

/** The form that goes with a choice; nobody has to fill in a form to say no. */
export function fieldsFor(fields: WaitField[], { fields: names, tone }: WaitChoice): WaitField[] {
  const asked = names === undefined ? fields : fields.filter(({ name }) => names.includes(name))
  return tone === 'bad' ? asked.map((field) => ({ ...field, required: false })) : asked
}

/** A budget has too little left: whose it is, and what an answer `raise` makes its limits. */
export const budgetAsk = z.object({
  budgetId: z.string(),
  raiseTo: z.object({ limitMicroUsd: z.number().int().nullable(), limitTokens: z.number().int().nullable() }),
})
export type BudgetAsk = z.infer<typeof budgetAsk>

/**
 * What a node waits for; plain data, kept in the log and in the database, so that the wait outlives the program.
 * Times are milliseconds since the Unix epoch.
 */
export const waitAsk = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('time'), dueAt: z.number() }),
  /** A call from outside to the local listener; `url` is where. */
  z.object({ kind: z.literal('call'), url: z.string().nullable(), dueAt: z.number().nullable() }),
  z.object({
    kind: z.literal('person'),
    title: z.string(),
    message: z.string(),
    /** A form to fill in, declared as a run's inputs are. */
    fields: z.array(waitField),
    choices: z.array(waitChoice).min(1),
    dueAt: z.number().nullable(),
    /** Asked by the engine, because a model call does not fit into this budget. */
    budget: budgetAsk.optional(),
  }),
])
export type WaitAsk = z.infer<typeof waitAsk>

/**
 * What the engine asks a person about by itself: a node that a stop of the program cut off, a model call that does not fit
 * into a budget, a tool that an agent wants to use. Left out: the node's own question.
 */
export type WaitAbout = 'stop' | 'budget' | 'tool'

/**
 * How a wait ended. `due`: its time came; for a person or a call that means nobody answered in time. `skipped`: somebody
 * ended it by hand. `cancelled`: the run ended, or failed elsewhere, and nothing is waited for any longer.
 */
export type WaitEnd = 'due' | 'called' | 'answered' | 'skipped' | 'cancelled'
