import { z } from 'zod'
import { describeKind, hint, textParam, valueParam, valueToText } from '../../../shared/catalog/param.ts'
import { userError } from '../../../shared/errors.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import { type NamedNote, numberCitations } from '../../../shared/research/number-citations.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'number-citations',
  version: 1,
  title: 'Number citations',
  group: 'data',
  icon: 'superscript',
  summary: 'Turns notes that a text names, such as [n3], into numbered citations with their quotes and sources.',
  keywords: ['references', 'footnotes', 'sources', 'report', 'research', 'quotes'],
  params: z.object({
    report: textParam()
      .default('{{ input }}')
      .meta(hint({ title: 'Text', description: 'It names notes as [n3] or [n3, n5].', control: 'long-text' })),
    notes: valueParam().meta(
      hint({
        title: 'Notes',
        description: 'A list of { id, claim, quote, url, title }, as “Check quotes” gives them.',
        control: 'text',
        placeholder: '{{ notes }}',
      }),
    ),
    restTitle: textParam()
      .default('')
      .meta(
        hint({
          title: 'Heading of what is not named',
          description: 'Notes the text does not name are listed under it; empty leaves them out.',
          placeholder: 'Also found',
        }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Report', type: 'object' }],
  cardParam: 'report',
  example: { notes: '{{ input }}' },
  run(context, { params }) {
    const { report, citations, unknown } = numberCitations({
      ...{ report: params.report, notes: notesOf(params.notes ?? null), restTitle: params.restTitle.trim() },
    })
    if (unknown.length > 0) {
      context.log(
        'warn',
        `The text names notes that are not there; they were taken out: ${unknown.join(', ').slice(0, 300)}.`,
      )
    }
    return { out: { report, citations } }
  },
})

function notesOf(value: Json): NamedNote[] {
  if (!Array.isArray(value)) {
    throw userError('number-citations.no-list', `The notes are ${describeKind(value)}, not a list.`, {
      field: 'params.notes',
    })
  }
  return value.flatMap((note, index) => {
    if (!isJsonObject(note)) return []
    const text = (name: string) => valueToText(note[name] ?? '')
    const publishedAt = typeof note.publishedAt === 'string' ? note.publishedAt : null
    return {
      id: text('id') || `n${index + 1}`,
      ...{
        claim: text('claim'),
        quote: text('quote'),
        passage: text('passage'),
        url: text('url'),
        title: text('title'),
      },
      publishedAt,
    }
  })
}
