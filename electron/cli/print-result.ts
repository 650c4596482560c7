import type { RunView } from '../../shared/run/view.ts'
import { formatOutputs } from './print-outputs.ts'
import { formatErrors, formatTotal, formatWarnings, type TableStyle } from './print-run.ts'
import type { Terminal } from './terminal.ts'

/** The total, what failed, and what came out. */
export async function printResult(terminal: Terminal, view: RunView): Promise<void> {
  const style: TableStyle = { columns: terminal.size().columns, unicode: terminal.unicode, paint: terminal.paint }
  const outputs = formatOutputs(view.outputs, style)
  const parts = [
    [formatTotal(view, Date.now(), style)],
    formatErrors(view, style),
    formatWarnings(view, style),
    outputs,
  ]
  await terminal.out(`\n${parts.flatMap((part) => (part.length > 0 ? [part.join('\n')] : [])).join('\n\n')}\n`)
}
