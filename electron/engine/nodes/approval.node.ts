import { z } from 'zod'
import { hint, textParam, valueParam, valueToText } from '../../../shared/catalog/param.ts'
import { externalError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { runInputs } from '../../../shared/workflow/run-inputs.ts'
import { defineNode } from './define-node.ts'

const unitMs = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const
/** Characters of what is shown that go into the question: a person reads no more, and the whole is in the run. */
const mostShown = 20_000

const params = z.object({
  title: textParam({ required: true }).meta(
    hint({ title: 'Question', description: 'What the person is asked.', control: 'text', placeholder: 'Send it?' }),
  ),
  message: textParam()
    .default('')
    .meta(hint({ title: 'Explanation', description: 'Markdown.', control: 'long-text' })),
  show: valueParam()
    .default('{{ input }}')
    .meta(hint({ title: 'What is shown', description: 'Stands below the explanation.', control: 'text' })),
  fields: runInputs
    .default([])
    .meta(hint({ title: 'Form', description: 'What the person fills in.', control: 'inputs' })),
  approveTitle: textParam({ required: true })
    .default('Approve')
    .meta(hint({ title: 'Word for yes', advanced: true })),
  rejectTitle: textParam({ required: true })
    .default('Reject')
    .meta(hint({ title: 'Word for no', advanced: true })),
  limit: z
    .number()
    .min(0)
    .max(1_000_000)
    .default(0)
    .meta(hint({ title: 'Answer within', description: '0: as long as it takes.' })),
  limitUnit: z
    .enum(['minutes', 'hours', 'days'])
    .default('days')
    .meta(hint({ title: 'Counted in', choices: { minutes: 'Minutes', hours: 'Hours', days: 'Days' } })),
  onLimit: z
    .enum(['fail', 'reject'])
    .default('fail')
    .meta(hint({ title: 'When nobody answers in time', choices: { fail: 'Fail', reject: 'Take it as a no' } })),
})

export default defineNode({
  type: 'approval',
  version: 1,
  title: 'Approval',
  group: 'logic',
  icon: 'user-check',
  summary: 'Asks a person, with a form if need be, and goes on with the answer; also after Niti was closed.',
  keywords: ['human', 'review', 'confirm', 'ask', 'question', 'form', 'sign off', 'decision'],
  params,
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [
    { id: 'approved', title: 'approved', type: 'object' },
    { id: 'rejected', title: 'rejected', type: 'object' },
  ],
  cardParam: 'title',
  example: { title: 'Go on?' },
  async run(context, { params }) {
    const { title, message, show, fields, approveTitle, rejectTitle, limit, limitUnit, onLimit } = params
    const result = await context.waitFor({
      kind: 'person',
      title,
      message: [message, shownText(show)].filter((text) => text.trim() !== '').join('\n\n'),
      fields,
      choices: [
        { id: 'approve', title: approveTitle, tone: 'ok' },
        { id: 'reject', title: rejectTitle, tone: 'bad' },
      ],
      ...(limit > 0 && { dueAt: Math.round(context.now() + limit * unitMs[limitUnit]) }),
    })
    const at = new Date(result.at).toISOString()
    if (result.end === 'answered') {
      const { choice, values, comment, by } = result
      return { [choice === 'approve' ? 'approved' : 'rejected']: { choice, values, comment, by, at } }
    }
    if (onLimit === 'reject') return { rejected: { choice: 'reject', values: {}, comment: '', by: '', at } }
    throw externalError('approval.no-answer', `Nobody answered “${title}” within ${limit} ${limitUnit}.`, {
      field: 'params.limit',
    })
  },
})

/** Text as it stands; lists and objects as JSON, set apart. */
function shownText(value: Json): string {
  const whole = valueToText(value)
  const text = whole.length > mostShown ? `${whole.slice(0, mostShown)}… (${whole.length} characters)` : whole
  return typeof value === 'object' && value !== null ? `\`\`\`json\n${text}\n\`\`\`` : text
}
