import { z } from 'zod'
import { defineNode, type InnerWork } from '../../electron/engine/nodes/define-node.ts'
import { collectNodes, nodeTypes } from '../../electron/engine/nodes/registry.ts'
import { NitiError } from '../../shared/errors.ts'
import { json, jsonObject } from '../../shared/json.ts'

const work = z.object({
  id: z.string(),
  type: z.string(),
  params: jsonObject,
  title: z.string().optional(),
  asks: z.string().optional(),
})

/** What persons answered, by the engine that was told; emptied by the test that looks. */
export const answersHeard: string[] = []

/** A node that has pieces of work done, one after the other or all at once, and tells what became of each. */
const foreman = defineNode({
  type: 'foreman',
  version: 1,
  title: 'Foreman',
  group: 'agent',
  icon: 'hammer',
  summary: 'Has pieces of work done.',
  params: z.object({
    works: z.array(work).meta({ raw: true }),
    atOnce: z.boolean().default(false),
    fails: z.boolean().default(false),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Results', type: 'list' }],
  runsOthers: true,
  async run(context, { params: { works, atOnce, fails } }) {
    const run = async ({ asks, ...one }: z.infer<typeof work>, index: number) => {
      const ask: InnerWork['ask'] = asks === undefined ? undefined : questionOf(asks)
      context.say({ from: 'foreman', to: one.id, about: 'task', text: 'Go.' })
      try {
        const onAnswer = (choice: string) => void answersHeard.push(choice)
        return json.parse(await context.runNode({ ...one, index, ...(ask && { ask, onAnswer }) }))
      } catch (thrown) {
        if (!(thrown instanceof NitiError) || thrown.info.kind === 'cancelled' || fails) throw thrown
        return `${thrown.info.code}: ${thrown.info.message}`
      }
    }
    if (atOnce) return { out: await Promise.all(works.map(run)) }
    const out = []
    for (const [index, one] of works.entries()) out.push(await run(one, index))
    return { out }
  },
})

function questionOf(title: string): InnerWork['ask'] {
  return {
    title,
    message: 'This will be sent.',
    choices: [
      { id: 'allow', title: 'Allow', tone: 'ok' },
      { id: 'refuse', title: 'Refuse', tone: 'bad' },
    ],
  }
}

/** The node types that come with Niti, and the foreman. */
export const withForeman = collectNodes([...nodeTypes.values(), foreman])
