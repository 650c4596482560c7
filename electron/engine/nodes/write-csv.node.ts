import { z } from 'zod'
import { describeKind, hint, textParam, valueParam, valueToText } from '../../../shared/catalog/param.ts'
import { userError } from '../../../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { defineNode } from './define-node.ts'

const delimiters = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const

export default defineNode({
  type: 'write-csv',
  version: 1,
  title: 'Write CSV',
  group: 'data',
  icon: 'sheet',
  summary: 'Turns a list of objects into CSV text with a row for each.',
  keywords: ['csv', 'table', 'spreadsheet', 'excel', 'export', 'rows', 'tsv'],
  params: z.object({
    rows: valueParam()
      .default('{{ input }}')
      .meta(hint({ title: 'Rows', description: 'A list of objects, or of lists.', control: 'text' })),
    columns: z
      .array(textParam())
      .default([])
      .meta(
        hint({
          title: 'Columns',
          description: 'Which fields, in this order. Left empty: all, as they first appear.',
          control: 'text-list',
        }),
      ),
    delimiter: z
      .enum(['comma', 'semicolon', 'tab', 'pipe'])
      .default('comma')
      .meta(
        hint({
          title: 'Between the columns',
          choices: { comma: 'Comma ,', semicolon: 'Semicolon ;', tab: 'Tab', pipe: 'Bar |' },
        }),
      ),
    header: z
      .boolean()
      .default(true)
      .meta(hint({ title: 'Name the columns in the first row' })),
    guardFormulas: z
      .boolean()
      .default(true)
      .meta(
        hint({
          title: 'Keep texts from becoming formulas',
          description: 'Puts a ’ before texts that a spreadsheet would run, such as those that start with =.',
          advanced: true,
        }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Text', type: 'text' }],
  cardParam: 'columns',
  async run(_context, { params }) {
    const rows = checkRows(params.rows)
    const objects = rows.filter(isJsonObject)
    const columns = params.columns.length > 0 ? params.columns : columnsOf(objects)
    const toCell = (value: Json | undefined) => {
      const text = valueToText(value ?? null)
      return params.guardFormulas && typeof value === 'string' ? guardFormula(text) : text
    }
    const data = rows.map((row) =>
      isJsonObject(row)
        ? columns.map((column) => toCell(Object.hasOwn(row, column) ? row[column] : null))
        : row.map(toCell),
    )
    if (params.header && columns.length > 0) data.unshift(columns.map(toCell))
    const { default: Papa } = await import('papaparse')
    const text = Papa.unparse(data, { delimiter: delimiters[params.delimiter], newline: '\n' })
    return { out: text === '' ? '' : `${text}\n` }
  },
})

function checkRows(rows: Json): (JsonObject | Json[])[] {
  if (!Array.isArray(rows)) throw wrongRows(`The rows are ${describeKind(rows)}, not a list.`)
  return rows.map((row, index) => {
    if (Array.isArray(row) || isJsonObject(row)) return row
    throw wrongRows(`Row ${index + 1} is ${describeKind(row)}; each row must be an object or a list.`)
  })
}

function wrongRows(message: string) {
  return userError('write-csv.wrong-rows', message, { field: 'params.rows' })
}

function columnsOf(rows: JsonObject[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))]
}

/**
 * Spreadsheets run a cell that starts with one of these as a formula, and its text may come from a stranger (OWASP, CSV
 * injection). Numbers and telephone numbers are let through.
 */
function guardFormula(text: string): string {
  const isFormula = /^[=@\t\r]/.test(text) || (/^[+-]/.test(text) && !/^[+-][\d\s().,/-]*$/.test(text))
  return isFormula ? `'${text}` : text
}
