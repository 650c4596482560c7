import { z } from 'zod'
import { hint } from '../../../shared/catalog/param.ts'
import type { Json } from '../../../shared/json.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'merge',
  version: 1,
  title: 'Merge',
  group: 'logic',
  icon: 'merge',
  summary: 'Brings branches back together: all that were taken, or the first to arrive.',
  keywords: ['join', 'combine', 'collect', 'wait', 'first', 'race'],
  params: z.object({
    mode: z
      .enum(['all', 'first'])
      .default('all')
      .meta(
        hint({
          title: 'Wait for',
          choices: { all: 'Every branch that is taken', first: 'The first branch that arrives' },
        }),
      ),
    as: z
      .enum(['list', 'object'])
      .default('list')
      .meta(
        hint({
          title: 'Give',
          description: 'An object has one entry for each node that sent something, under its name.',
          choices: { list: 'A list', object: 'An object' },
          showWhen: { param: 'mode', is: ['all'] },
        }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Branches', firstWhen: { param: 'mode', is: 'first' } }],
  outputs: [{ id: 'out', title: 'Merged' }],
  cardParam: 'mode',
  run(_context, { params, arrived }) {
    const values = arrived.in ?? []
    if (params.mode === 'first') return { out: values[0]?.value ?? null }
    return { out: params.as === 'list' ? values.map(({ value }) => value) : byName(values) }
  },
})

/** Two wires from one node give `name` and `name2`. */
function byName(values: { from: string; value: Json }[]): Record<string, Json> {
  const named = new Map<string, Json>()
  for (const { from, value } of values) {
    let name = from
    for (let count = 2; named.has(name); count++) name = `${from}${count}`
    named.set(name, value)
  }
  return Object.fromEntries(named)
}
