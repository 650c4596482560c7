import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { userError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { joinLists } from '../../../shared/run/join-lists.ts'
import { defineNode } from './define-node.ts'

const byKey = { param: 'mode', is: ['key'] }

export default defineNode({
  type: 'merge',
  version: 1,
  title: 'Merge',
  group: 'logic',
  icon: 'merge',
  summary: 'Brings branches back together: all that were taken, the first to arrive, or lists joined by a key.',
  keywords: ['join', 'combine', 'collect', 'wait', 'first', 'race', 'lookup', 'key', 'sql'],
  params: z.object({
    mode: z
      .enum(['all', 'first', 'key'])
      .default('all')
      .meta(
        hint({
          title: 'Wait for',
          choices: {
            all: 'Every branch that is taken',
            first: 'The first branch that arrives',
            key: 'Lists, and join their entries by a key',
          },
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
    key: textParam()
      .default('id')
      .meta(
        hint({
          title: 'Key',
          description: 'The field by which entries belong together, such as id or user.id.',
          placeholder: 'id',
          showWhen: byKey,
        }),
      ),
    join: z
      .enum(['inner', 'left', 'full'])
      .default('inner')
      .meta(
        hint({
          title: 'Keep',
          description: 'Where entries have the same field, that of the later wire wins.',
          choices: {
            inner: 'Keys that every list has',
            left: 'All of the first list',
            full: 'All of every list',
          },
          showWhen: byKey,
        }),
      ),
    withoutKey: z
      .enum(['fail', 'skip'])
      .default('fail')
      .meta(
        hint({
          title: 'An entry without the key',
          choices: { fail: 'Fail', skip: 'Leave it out' },
          showWhen: byKey,
        }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Branches', firstWhen: { param: 'mode', is: 'first' } }],
  outputs: [{ id: 'out', title: 'Merged' }],
  cardParam: 'mode',
  run(_context, { params, arrived }) {
    const values = arrived.in ?? []
    if (params.mode === 'first') return { out: values[0]?.value ?? null }
    if (params.mode === 'key') {
      if (params.key.trim() === '') throw userError('merge.no-key', 'The key is empty.', { field: 'params.key' })
      return { out: joinLists(values, { key: params.key.trim(), keep: params.join, withoutKey: params.withoutKey }) }
    }
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
