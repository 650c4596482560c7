import { z } from 'zod'
import { hint, valueParam } from '../../../shared/catalog/param.ts'
import { cancelledError, userError } from '../../../shared/errors.ts'
import { isTruthy } from '../../../shared/truthy.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'while',
  version: 1,
  title: 'While',
  group: 'logic',
  icon: 'refresh-cw',
  summary:
    'Runs the nodes inside it again and again for as long as a condition holds; each round goes on from the last.',
  keywords: ['loop', 'repeat', 'until', 'condition', 'retry', 'poll', 'iterate'],
  params: z.object({
    start: valueParam()
      .default('{{ input }}')
      .meta(
        hint({
          title: 'Start with',
          description: 'What `item` is in the first round. After that it is what the last round gave.',
          control: 'text',
          placeholder: '{{ input }}',
        }),
      ),
    condition: z
      .string()
      .min(1, 'must not be empty')
      .default('index < 3')
      .meta(
        hint({
          title: 'While',
          description:
            'JavaScript, looked at before each round. It sees `item`, `index` (from 0) and the nodes before this one. False is also: nothing, empty text, 0 and an empty list.',
          control: 'code',
          language: 'javascript',
          placeholder: 'item.pagesLeft > 0',
          raw: true,
          expressionOf: ['item', 'index'],
        }),
      ),
    limit: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(100)
      .meta(hint({ title: 'Most rounds', description: 'So that a condition that always holds comes to an end.' })),
    atLimit: z
      .enum(['fail', 'stop'])
      .default('fail')
      .meta(
        hint({
          title: 'At the limit',
          choices: { fail: 'Fail', stop: 'Stop and go on with the last value' },
        }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [
    { id: 'out', title: 'Last value' },
    { id: 'rounds', title: 'Rounds', type: 'number' },
  ],
  container: true,
  roundsParam: 'limit',
  cardParam: 'condition',
  async run(context, { params }) {
    const { condition, limit, atLimit } = params
    context.countIterations(null)
    let item = params.start
    let index = 0
    const goesOn = async () => {
      if (context.signal.aborted) throw cancelledError()
      return isTruthy(await context.evaluate({ source: condition, names: { item, index }, field: 'params.condition' }))
    }
    for (; await goesOn(); index++) {
      if (index === limit) {
        if (atLimit === 'fail') throw tooMany(limit)
        context.log('warn', `Stopped after ${limit} rounds, although the condition still holds.`)
        break
      }
      item = await context.runGraph({ index, item })
    }
    context.countIterations(index)
    return { out: item, rounds: index }
  },
})

function tooMany(limit: number) {
  return userError('while.limit', `The condition still holds after ${limit} rounds, the most this node may make.`, {
    field: 'params.limit',
    hint: 'Raise the limit, or see whether a round changes what the condition looks at.',
  })
}
