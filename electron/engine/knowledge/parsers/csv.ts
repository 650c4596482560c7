import papaparse from 'papaparse'
import { userError } from '../../../../shared/errors.ts'
import type { Block } from '../chunk.ts'
import { decodeText } from './decode.ts'
import type { Parser } from './parser.ts'

/** Of one cell, so that a row stays a row. */
const mostCellCharacters = 2_000

/** Rows with the names of their columns, so that a row found alone says what its figures are. */
export const parseCsv: Parser = (bytes, { name }) => {
  const text = decodeText(bytes, name)
  const { data, errors } = papaparse.parse<string[]>(text, { skipEmptyLines: 'greedy' })
  const [header, ...rows] = data
  if (!header) return { title: null, blocks: [] }
  if (errors.some(({ type }) => type === 'Quotes') && data.length < 3) {
    throw userError('knowledge.broken-file', `${name} is not a table: a quotation mark in it is never closed.`)
  }
  const names = header.map((cell, index) => cell.trim() || `Column ${index + 1}`)
  const only: Block = { text: names.join(', '), heading: '', page: null, line: 1 }
  if (rows.length === 0) return { title: null, blocks: [only] }
  return {
    title: null,
    blocks: rows.flatMap((cells, index): Block[] => {
      const said = cells.flatMap((cell, column) => {
        const value = cell.trim().slice(0, mostCellCharacters)
        return value === '' ? [] : [`${names[column] ?? `Column ${column + 1}`}: ${value}`]
      })
      // Of a row whose cells hold line breaks, and of all after it, nobody knows the line: what is counted are rows.
      return said.length === 0 ? [] : [{ text: said.join('; '), heading: '', page: null, line: index + 2, joint: '\n' }]
    }),
  }
}
