import type { Json, JsonObject } from '../../shared/json.ts'
import type { TableStyle } from './print-run.ts'
import { cutText, printable, printableLines } from './text-width.ts'

const mostLines = 20
const mostCharacters = 400

/** What a run gave, a few lines each; the whole is in `--json`. */
export function formatOutputs(
  outputs: JsonObject,
  { columns, paint }: Pick<TableStyle, 'columns' | 'paint'>,
): string[] {
  return Object.entries(outputs).flatMap(([name, value]) => {
    const label = paint('bold', printable(name))
    const lines = linesOf(value)
    const [first = ''] = lines
    if (lines.length === 1) return [`${label}: ${first}`]
    const shown = lines.slice(0, mostLines).map((line) => `  ${cutText(line, Math.max(10, columns - 2))}`)
    const rest = lines.length - shown.length
    return [`${label}:`, ...shown, ...(rest > 0 ? [paint('gray', `  and ${rest} more lines`)] : [])]
  })
}

function linesOf(value: Json): string[] {
  if (typeof value === 'string') return printableLines(value).trimEnd().split('\n')
  const text = printable(JSON.stringify(value))
  return [text.length > mostCharacters ? `${text.slice(0, mostCharacters)}… (${text.length} characters)` : text]
}
