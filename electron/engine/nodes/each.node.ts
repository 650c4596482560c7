import { z } from 'zod'
import { describeKind, hint, valueParam } from '../../../shared/catalog/param.ts'
import { cancelledError, NitiError, userError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { defineNode, type NodeContext } from './define-node.ts'

export default defineNode({
  type: 'each',
  version: 1,
  title: 'For each',
  group: 'logic',
  icon: 'repeat',
  summary:
    'Runs the nodes inside it once for every entry of a list, several at a time, and gives their results in order.',
  keywords: ['loop', 'map', 'iterate', 'list', 'batch', 'parallel', 'for each'],
  params: z.object({
    items: valueParam()
      .default('{{ input }}')
      .meta(
        hint({
          title: 'List',
          description: 'Inside, `item` is the entry and `index` counts from 0.',
          control: 'text',
          placeholder: '{{ input }}',
        }),
      ),
    concurrency: z
      .number()
      .int()
      .min(1)
      .max(100)
      .default(4)
      .meta(hint({ title: 'At the same time', description: 'How many entries are worked on at once.' })),
    onError: z
      .enum(['fail', 'keep-going'])
      .default('fail')
      .meta(
        hint({
          title: 'When an entry fails',
          choices: { fail: 'Stop and fail', 'keep-going': 'Go on, with null as its result' },
        }),
      ),
    limit: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .default(100_000)
      .meta(hint({ title: 'Most entries', description: 'A longer list is refused.', advanced: true })),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Results', type: 'list' }],
  container: true,
  roundsParam: 'limit',
  cardParam: 'items',
  async run(context, { params }) {
    if (!Array.isArray(params.items)) {
      throw userError('each.not-a-list', `The list to go through is ${describeKind(params.items)}.`, {
        field: 'params.items',
        hint: 'Write an expression that gives a list, such as {{ input }} after a node that gives one.',
      })
    }
    if (params.items.length > params.limit) throw tooLong(params.items.length, params.limit)
    context.countIterations(params.items.length)
    return { out: await runRounds(context, params.items, params) }
  },
})

function tooLong(length: number, limit: number) {
  const message = `The list has ${length} entries, more than the ${limit} this node may go through.`
  return userError('each.too-long', message, {
    field: 'params.limit',
    hint: 'Raise the limit, or give it a part of the list.',
  })
}

/**
 * Rounds under way when one fails are waited for, never left behind: what they spend is still recorded under this node.
 */
async function runRounds(
  context: NodeContext,
  items: Json[],
  { concurrency, onError }: { concurrency: number; onError: 'fail' | 'keep-going' },
): Promise<Json[]> {
  const results = items.map((): Json => null)
  const failures: unknown[] = []
  const rounds = items.entries()
  const work = async () => {
    // All workers draw from the same iterator, so each round is run once.
    for (const [index, item] of rounds) {
      try {
        results[index] = await context.runGraph({ index, item })
      } catch (thrown) {
        // A round that was called off means that the run has failed elsewhere: it has no result, not even null. Where the
        // run may spend no more, no other round can do better.
        if (context.signal.aborted || onError === 'fail' || isTheEnd(thrown)) failures.push(thrown)
        else context.log('warn', `Entry ${index + 1} failed: ${messageOf(thrown)}`)
      }
      if (failures.length > 0) context.giveUpRounds()
      if (context.signal.aborted || failures.length > 0) return
    }
  }
  if (context.signal.aborted) throw cancelledError()
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, work))
  if (context.signal.aborted) throw cancelledError()
  if (failures.length > 0) throw failures[0]
  return results
}

function isTheEnd(thrown: unknown): boolean {
  return thrown instanceof NitiError && (thrown.info.kind === 'cancelled' || thrown.info.code === 'run.limit-reached')
}

/** The text of a foreign error stays hidden: it may hold secrets. */
function messageOf(thrown: unknown): string {
  return thrown instanceof NitiError ? thrown.info.message : 'Something went wrong inside Niti.'
}
