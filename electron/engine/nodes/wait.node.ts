import { z } from 'zod'
import { hint, valueParam } from '../../../shared/catalog/param.ts'
import { externalError, userError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { defineNode, type NodeOutputs, type WaitResult } from './define-node.ts'

const unitMs = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const
const units = ['seconds', 'minutes', 'hours', 'days'] as const
const unitTitles = { seconds: 'Seconds', minutes: 'Minutes', hours: 'Hours', days: 'Days' }
/** JavaScript's last moment (ECMA-262, 21.4.1.1): no date is later. */
const lastMoment = 8_640_000_000_000_000

const when = (...modes: string[]) => ({ param: 'mode', is: modes })

const params = z.object({
  mode: z
    .enum(['duration', 'until', 'call'])
    .default('duration')
    .meta(
      hint({
        title: 'Wait',
        choices: { duration: 'For a while', until: 'Until a date and time', call: 'Until it is called from outside' },
      }),
    ),
  amount: z
    .number()
    .min(0)
    .max(1_000_000)
    .default(1)
    .meta(hint({ title: 'How long', showWhen: when('duration') })),
  unit: z
    .enum(units)
    .default('minutes')
    .meta(hint({ title: 'Counted in', choices: unitTitles, showWhen: when('duration') })),
  until: valueParam()
    .default('')
    .meta(
      hint({
        title: 'Date and time',
        description: 'ISO 8601, such as 2027-03-01T09:00; a time that has passed is not waited for.',
        control: 'text',
        placeholder: '2027-03-01T09:00',
        showWhen: when('until'),
      }),
    ),
  limit: z
    .number()
    .min(0)
    .max(1_000_000)
    .default(0)
    .meta(hint({ title: 'At most', description: '0: as long as it takes.', showWhen: when('call') })),
  limitUnit: z
    .enum(units)
    .default('hours')
    .meta(hint({ title: 'At most, counted in', choices: unitTitles, showWhen: when('call') })),
  onLimit: z
    .enum(['fail', 'go-on'])
    .default('fail')
    .meta(
      hint({
        title: 'When nobody calls in time',
        choices: { fail: 'Fail', 'go-on': 'Go on with nothing' },
        showWhen: when('call'),
      }),
    ),
})
type Params = z.output<typeof params>

export default defineNode({
  type: 'wait',
  version: 1,
  title: 'Wait',
  group: 'logic',
  icon: 'hourglass',
  summary: 'Waits for a while, until a time, or until it is called from outside; also while Niti is closed.',
  keywords: ['delay', 'sleep', 'pause', 'timer', 'until', 'webhook', 'callback', 'resume'],
  params,
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Time or payload' }],
  cardParam: 'mode',
  async run(context, { params }) {
    if (params.mode === 'call') {
      const dueAt = params.limit > 0 ? context.now() + params.limit * unitMs[params.limitUnit] : undefined
      return afterCall(params, await context.waitFor({ kind: 'call', ...(dueAt !== undefined && { dueAt }) }))
    }
    const dueAt =
      params.mode === 'duration' ? context.now() + params.amount * unitMs[params.unit] : momentOf(params.until)
    const { at } = await context.waitFor({ kind: 'time', dueAt: Math.round(dueAt) })
    return { out: new Date(at).toISOString() }
  },
})

function afterCall({ limit, limitUnit, onLimit }: Params, result: WaitResult): NodeOutputs {
  if (result.end === 'called') return { out: result.payload }
  if (result.end === 'due' && onLimit === 'fail') {
    throw externalError('wait.not-called', `Nobody called within ${limit} ${limitUnit}.`, { field: 'params.limit' })
  }
  return { out: null }
}

/** Milliseconds since the Unix epoch, from ISO text (local time where it names no zone) or from such a number. */
function momentOf(until: Json): number {
  const moment = typeof until === 'number' ? until : typeof until === 'string' ? Date.parse(until.trim()) : Number.NaN
  if (Number.isFinite(moment) && Math.abs(moment) <= lastMoment) return moment
  throw userError(
    'wait.bad-time',
    `“${typeof until === 'string' ? until : JSON.stringify(until)}” is no date and time.`,
    {
      field: 'params.until',
      hint: 'Write it as 2027-03-01T09:00, or with its zone: 2027-03-01T09:00:00Z.',
    },
  )
}
