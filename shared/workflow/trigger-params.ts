import { z } from 'zod'
import { hint, textParam, valueParam } from '../catalog/param.ts'
import { isTimeZone } from './time-zone.ts'

/*
 * What the start nodes that begin runs by themselves are set up with. They stand here because two read them: the node,
 * and the engine that keeps watch while no run is there. So none of them holds expressions (`raw`).
 */

const minuteSteps = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30]
const hourSteps = [1, 2, 3, 4, 6, 8, 12]

export const scheduleParams = z
  .object({
    every: z
      .enum(['minutes', 'hours', 'day', 'week', 'cron'])
      .default('day')
      .meta(
        hint({
          title: 'How often',
          choices: {
            minutes: 'Every few minutes',
            hours: 'Every few hours',
            day: 'Every day',
            week: 'On some days of the week',
            cron: 'As a cron line says',
          },
        }),
      ),
    minutes: z
      .number()
      .int()
      .min(1)
      .max(30)
      .default(15)
      .meta(
        hint({
          title: 'Minutes',
          description: `Counted from the full hour, so it divides 60: ${minuteSteps.join(', ')}.`,
          showWhen: { param: 'every', is: ['minutes'] },
        }),
      ),
    hours: z
      .number()
      .int()
      .min(1)
      .max(12)
      .default(1)
      .meta(
        hint({
          title: 'Hours',
          description: `Counted from midnight, so it divides 24: ${hourSteps.join(', ')}.`,
          showWhen: { param: 'every', is: ['hours'] },
        }),
      ),
    days: z
      .enum(['mon-fri', 'sat-sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
      .default('mon-fri')
      .meta(
        hint({
          title: 'Days',
          choices: {
            'mon-fri': 'Monday to Friday',
            'sat-sun': 'Saturday and Sunday',
            mon: 'Monday',
            tue: 'Tuesday',
            wed: 'Wednesday',
            thu: 'Thursday',
            fri: 'Friday',
            sat: 'Saturday',
            sun: 'Sunday',
          },
          showWhen: { param: 'every', is: ['week'] },
        }),
      ),
    time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00 or 17:30')
      .default('09:00')
      .meta(
        hint({
          title: 'Time',
          description: 'Hours and minutes, such as 17:30.',
          placeholder: '09:00',
          raw: true,
          showWhen: { param: 'every', is: ['day', 'week'] },
        }),
      ),
    cron: z
      .string()
      .max(200)
      .default('0 9 * * 1-5')
      .meta(
        hint({
          title: 'Cron line',
          description: 'Minute, hour, day of the month, month, day of the week.',
          placeholder: '0 9 * * 1-5',
          raw: true,
          showWhen: { param: 'every', is: ['cron'] },
        }),
      ),
    timeZone: z
      .string()
      .refine((zone) => zone === '' || isTimeZone(zone), 'must be a time zone such as Europe/Berlin')
      .default('')
      .meta(
        hint({
          title: 'Time zone',
          description: 'Left empty: the one of this machine.',
          placeholder: 'Europe/Berlin',
          raw: true,
        }),
      ),
    catchUp: z
      .enum(['skip', 'once', 'all'])
      .default('once')
      .meta(
        hint({
          title: 'After sleep, or while Niti was closed',
          description: 'What becomes of the times that were missed.',
          choices: { skip: 'Leave them out', once: 'Make up for them with one run', all: 'Make up for each of them' },
        }),
      ),
    catchUpLimit: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .default(10)
      .meta(
        hint({
          title: 'Runs made up for at most',
          description: 'Where more were missed, the newest count.',
          showWhen: { param: 'catchUp', is: ['all'] },
        }),
      ),
  })
  .superRefine(({ every, minutes, hours }, context) => {
    if (every === 'minutes' && !minuteSteps.includes(minutes)) {
      context.addIssue({ code: 'custom', path: ['minutes'], message: `must be one of ${minuteSteps.join(', ')}` })
    }
    if (every === 'hours' && !hourSteps.includes(hours)) {
      context.addIssue({ code: 'custom', path: ['hours'], message: `must be one of ${hourSteps.join(', ')}` })
    }
  })
export type ScheduleParams = z.output<typeof scheduleParams>

const sample = () =>
  valueParam()
    .optional()
    .meta(
      hint({
        title: 'Example',
        description: 'What it gives when the workflow is started by hand, to try it.',
        control: 'json',
        raw: true,
        advanced: true,
      }),
    )

export const fileWatchParams = z
  .object({
    folder: textParam({ required: true })
      .default('.')
      .meta(
        hint({
          title: 'Folder',
          description: 'Folders inside it count too.',
          control: 'path',
          placeholder: 'inbox',
          raw: true,
        }),
      ),
    pattern: textParam({ required: true })
      .default('**/*')
      .meta(
        hint({
          title: 'Pattern',
          description: '`*` is any name, `**` any folders, `{a,b}` either.',
          placeholder: '**/*.pdf',
          raw: true,
        }),
      ),
    added: z
      .boolean()
      .default(true)
      .meta(hint({ title: 'A file was added' })),
    changed: z
      .boolean()
      .default(true)
      .meta(hint({ title: 'A file was changed' })),
    removed: z
      .boolean()
      .default(false)
      .meta(hint({ title: 'A file was removed' })),
    together: z
      .boolean()
      .default(false)
      .meta(hint({ title: 'One run for all files that come together', description: 'Else each file begins a run.' })),
    settleSeconds: z
      .number()
      .min(0)
      .max(3_600)
      .default(2)
      .meta(
        hint({
          title: 'Seconds without a change before it counts',
          description: 'So that a file is written to its end.',
          advanced: true,
        }),
      ),
    sample: sample(),
  })
  .superRefine(({ added, changed, removed }, context) => {
    if (!added && !changed && !removed) {
      context.addIssue({ code: 'custom', path: ['added'], message: 'nothing is chosen that it should look for' })
    }
  })
export type FileWatchParams = z.output<typeof fileWatchParams>

export const webhookParams = z.object({
  method: z
    .enum(['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'any'])
    .default('POST')
    .meta(
      hint({
        title: 'Method',
        choices: { POST: 'POST', GET: 'GET', PUT: 'PUT', PATCH: 'PATCH', DELETE: 'DELETE', any: 'Any of them' },
      }),
    ),
  answer: z
    .enum(['at-once', 'result'])
    .default('at-once')
    .meta(
      hint({
        title: 'Answer',
        choices: { 'at-once': 'At once, with the id of the run', result: 'When the run has ended, with its result' },
      }),
    ),
  waitSeconds: z
    .number()
    .int()
    .min(1)
    .max(300)
    .default(60)
    .meta(
      hint({
        title: 'Wait at most',
        description: 'In seconds. A run that takes longer goes on; the caller is told its id.',
        showWhen: { param: 'answer', is: ['result'] },
      }),
    ),
  secretHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]{0,100}$/, 'must be the name of a header, such as X-Secret')
    .default('')
    .meta(
      hint({
        title: 'Header with a secret',
        description:
          'Calls without it are refused. The secret itself is set below once this is published, and kept sealed. Left empty: whoever knows the address may call.',
        placeholder: 'X-Secret',
        raw: true,
        advanced: true,
      }),
    ),
  maxBytes: z
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .default(1_000_000)
    .meta(hint({ title: 'Largest body', description: 'In bytes. Larger calls are refused.', advanced: true })),
  sample: sample(),
})
export type WebhookParams = z.output<typeof webhookParams>

export const afterRunParams = z
  .object({
    workflow: textParam()
      .default('')
      .meta(
        hint({
          title: 'Workflow',
          description: 'In a file, the id or the exact name of another workflow.',
          control: 'workflow',
          placeholder: 'Every other workflow',
          raw: true,
        }),
      ),
    succeeded: z
      .boolean()
      .default(true)
      .meta(hint({ title: 'When it succeeded' })),
    failed: z
      .boolean()
      .default(false)
      .meta(hint({ title: 'When it failed' })),
    cancelled: z
      .boolean()
      .default(false)
      .meta(hint({ title: 'When it was cancelled' })),
    sample: sample(),
  })
  .superRefine(({ succeeded, failed, cancelled }, context) => {
    if (!succeeded && !failed && !cancelled) {
      context.addIssue({ code: 'custom', path: ['succeeded'], message: 'no outcome is chosen' })
    }
  })
export type AfterRunParams = z.output<typeof afterRunParams>
