import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { userError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { defineNode } from './define-node.ts'

const delimiters = { auto: '', comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const

export default defineNode({
  type: 'parse-csv',
  version: 1,
  title: 'Parse CSV',
  group: 'data',
  icon: 'table',
  summary: 'Turns CSV text into a list with one object for each row.',
  keywords: ['csv', 'table', 'spreadsheet', 'excel', 'rows', 'columns', 'tsv'],
  params: z.object({
    text: textParam()
      .default('{{ input }}')
      .meta(hint({ title: 'Text', control: 'long-text' })),
    delimiter: z
      .enum(['auto', 'comma', 'semicolon', 'tab', 'pipe'])
      .default('auto')
      .meta(
        hint({
          title: 'Between the columns',
          choices: {
            auto: 'Find out',
            comma: 'Comma ,',
            semicolon: 'Semicolon ;',
            tab: 'Tab',
            pipe: 'Bar |',
          },
        }),
      ),
    header: z
      .boolean()
      .default(true)
      .meta(hint({ title: 'The first row names the columns', description: 'Otherwise each row is a list.' })),
    values: z
      .enum(['text', 'typed'])
      .default('text')
      .meta(
        hint({
          title: 'Numbers',
          description: 'Only plain numbers, true and false change; 007 stays text.',
          choices: { text: 'Leave everything text', typed: 'Turn into numbers' },
        }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Rows', type: 'list' }],
  cardParam: 'text',
  async run(context, { params }) {
    const rows = await readRows(params.text, delimiters[params.delimiter])
    const convert = (cell: string): Json => (params.values === 'typed' ? toTyped(cell) : cell)
    if (!params.header) return { out: rows.map((row) => row.map(convert)) }
    const [head = [], ...body] = rows
    const names = nameColumns(head)
    const longest = body.reduce((most, row) => Math.max(most, row.length), names.length)
    if (longest > names.length) {
      context.log('warn', `Some rows have ${longest} cells, but the first row names ${names.length} columns.`)
      for (let column = names.length; column < longest; column++) names.push(unusedName(names, `column ${column + 1}`))
    }
    const toObject = (row: string[]) =>
      Object.fromEntries(names.map((name, column) => [name, convert(row[column] ?? '')]))
    return { out: body.map(toObject) }
  },
})

async function readRows(text: string, delimiter: string): Promise<string[][]> {
  const { default: Papa } = await import('papaparse')
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), {
    delimiter,
    skipEmptyLines: 'greedy',
  })
  const broken = errors.find((error) => error.type === 'Quotes')
  if (broken) {
    const row = (broken.row ?? 0) + 1
    throw userError(
      'parse-csv.broken-quotes',
      `In row ${row} a quotation mark is never closed or stands in the wrong place.`,
      {
        field: 'params.text',
      },
    )
  }
  return data
}

/** Every column gets a name of its own: blank ones their number, repeated ones a count. */
function nameColumns(head: string[]): string[] {
  const names: string[] = []
  for (const [column, cell] of head.entries()) {
    names.push(unusedName(names, cell.trim() === '' ? `column ${column + 1}` : cell.trim()))
  }
  return names
}

function unusedName(taken: string[], wanted: string): string {
  let name = wanted
  for (let count = 2; taken.includes(name); count++) name = `${wanted} ${count}`
  return name
}

/** Leading zeros, dates, and numbers too long to be kept exactly stay text: they are mostly codes. */
function toTyped(cell: string): Json {
  const text = cell.trim()
  if (text === 'true' || text === 'false') return text === 'true'
  const isNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) && text.replace(/\D/g, '').length <= 15
  return isNumber && Number.isFinite(Number(text)) ? Number(text) : cell
}
