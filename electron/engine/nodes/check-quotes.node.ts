import { z } from 'zod'
import { describeKind, hint, valueParam, valueToText } from '../../../shared/catalog/param.ts'
import { userError } from '../../../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { createQuoteFinder } from '../../../shared/research/find-quote.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'check-quotes',
  version: 1,
  title: 'Check quotes',
  group: 'data',
  icon: 'quote',
  summary: 'Keeps notes whose quote stands word for word in its source, and says which do not.',
  keywords: ['verify', 'citations', 'facts', 'sources', 'research', 'hallucination', 'claims'],
  params: z.object({
    notes: valueParam()
      .default('{{ input }}')
      .meta(
        hint({
          title: 'Notes',
          description: 'A list of { claim, quote }; where there are several sources, `url` names the one of a note.',
          control: 'text',
        }),
      ),
    sources: valueParam().meta(
      hint({
        title: 'Sources',
        description: 'What “Read a page” gave: one page, or a list of them.',
        control: 'text',
        placeholder: '{{ page }}',
      }),
    ),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [
    { id: 'out', title: 'Notes', type: 'list' },
    { id: 'dropped', title: 'Left out', type: 'list' },
  ],
  cardParam: 'notes',
  example: { sources: '{{ input }}' },
  run(context, { params }) {
    const sources = sourcesOf(params.sources ?? null)
    const notes = notesOf(params.notes)
    const [kept, dropped]: [Json[], Json[]] = [[], []]
    const seen = new Set<string>()
    for (const note of notes) {
      const { claim, quote } = textsOf(note)
      const url = typeof note.url === 'string' ? note.url : null
      const source = url === null && sources.length === 1 ? sources[0] : sources.find((one) => one.url === url)
      const found = source?.find(quote) ?? null
      if (!source || !found || claim === '') {
        const why = !source ? 'There is no such source.' : 'The quote does not stand in its source.'
        dropped.push({ claim, quote, url: url ?? source?.url ?? null, why: claim === '' ? 'It says nothing.' : why })
        continue
      }
      const key = `${source.url} ${found.start} ${claim}`
      if (seen.has(key)) continue
      seen.add(key)
      const { url: at, title, byline, publishedAt } = source
      kept.push({ ...note, claim, ...found, url: at, title, byline, publishedAt })
    }
    if (dropped.length > 0)
      context.log(
        'warn',
        `${dropped.length} of ${notes.length} notes were left out: their quotes do not stand in the source.`,
      )
    return { out: kept, dropped }
  },
})

type Source = {
  url: string
  title: string
  byline: Json
  publishedAt: Json
  find: ReturnType<typeof createQuoteFinder>
}

function sourcesOf(value: Json): Source[] {
  return (Array.isArray(value) ? value : [value]).flatMap((source) => {
    if (!isJsonObject(source) || typeof source.text !== 'string') return []
    const { url = '', title = '', byline = null, publishedAt = null, text } = source
    return { url: valueToText(url), title: valueToText(title), byline, publishedAt, find: createQuoteFinder(text) }
  })
}

/** A list, or an object that holds it as `notes`. */
function notesOf(value: Json): JsonObject[] {
  const list = isJsonObject(value) ? value.notes : value
  if (!Array.isArray(list)) {
    throw userError('check-quotes.no-list', `The notes are ${describeKind(value)}, not a list.`, {
      field: 'params.notes',
    })
  }
  return list.filter(isJsonObject)
}

function textsOf({ claim, quote }: JsonObject) {
  const text = (value: Json | undefined) => (typeof value === 'string' ? value.trim() : '')
  return { claim: text(claim), quote: text(quote) }
}
