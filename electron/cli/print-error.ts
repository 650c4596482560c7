import type { ErrorInfo } from '../../shared/errors.ts'
import type { Paint } from './terminal.ts'
import { printable } from './text-width.ts'

/**
 * An error in one line, a hint in a second: `niti: digest.niti.json: node summarise, params.prompt: message`. What the
 * message already names is not said again.
 */
export function formatError(info: ErrorInfo, { file, paint }: { file?: string; paint: Paint }): string {
  const unsaid = (text: string | undefined): text is string => text !== undefined && !info.message.includes(text)
  const place = [
    ...(unsaid(info.nodeId) ? [`node ${info.nodeId}`] : []),
    ...(info.field && unsaid(info.field) ? [info.field] : []),
    ...(info.position === undefined ? [] : [`character ${info.position + 1}`]),
  ].join(', ')
  const before = [...(unsaid(file) ? [file] : []), ...(place ? [place] : [])].map(printable)
  const line = `${paint('red', 'niti:')} ${[...before, printable(info.message)].join(': ')}`
  return info.hint ? `${line}\n  ${printable(info.hint)}\n` : `${line}\n`
}
