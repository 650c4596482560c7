import type { Issue } from '../../shared/contract/workflows.ts'
import { NitiError } from '../../shared/errors.ts'
import { exitCode } from './exit-code.ts'
import { countOf } from './format.ts'
import { openEngine } from './open-engine.ts'
import { readWorkflowText } from './read-workflow-text.ts'
import type { Paint, Terminal } from './terminal.ts'
import { printable } from './text-width.ts'

/** `niti validate`: 0 where a run would start (there may be warnings), 2 where it would not. */
export async function validateCommand(terminal: Terminal, options: { file: string; json?: boolean }): Promise<number> {
  const { name, text } = await readWorkflowText(options.file, { cwd: terminal.cwd, stdin: process.stdin })
  const { engine, close } = await openEngine(terminal)
  let issues: Issue[]
  try {
    issues = await checkText(engine.check, text)
  } finally {
    await close()
  }
  const valid = !issues.some((issue) => issue.severity === 'error')
  if (options.json) await terminal.out(`${JSON.stringify({ file: name, valid, issues })}\n`)
  else await terminal.out(formatIssues(name, issues, terminal.paint))
  return valid ? exitCode.succeeded : exitCode.badInput
}

/** A text that is no workflow at all is one issue like the others. */
async function checkText(check: (text: string) => Promise<Issue[]>, text: string): Promise<Issue[]> {
  try {
    return await check(text)
  } catch (error) {
    if (!(error instanceof NitiError) || error.info.kind !== 'user') throw error
    const { code, message, nodeId, field, position } = error.info
    return [{ severity: 'error', code, message, at: [], nodeId, field, position }]
  }
}

/** `file: error: node perFile.summarise, params.prompt: message`, one line for each, then the verdict. */
export function formatIssues(file: string, issues: Issue[], paint: Paint): string {
  const lines = issues.map((issue) => {
    const severity = paint(issue.severity === 'error' ? 'red' : 'yellow', issue.severity)
    const node = issue.nodeId === undefined ? [] : [`node ${[...issue.at, issue.nodeId].join('.')}`]
    const field = issue.field ? [issue.field] : []
    const at = issue.position === undefined ? [] : [`character ${issue.position + 1}`]
    const place = [...node, ...field, ...at].join(', ')
    return [printable(file), severity, ...(place ? [printable(place)] : []), printable(issue.message)].join(': ')
  })
  const errors = issues.filter((issue) => issue.severity === 'error').length
  const warnings = issues.length - errors
  const counts = [...(errors ? [countOf(errors, 'error')] : []), ...(warnings ? [countOf(warnings, 'warning')] : [])]
  const verdict = errors > 0 ? 'would not run' : 'is valid'
  lines.push(`${printable(file)} ${verdict}${counts.length > 0 ? ` (${counts.join(', ')})` : ''}.`)
  return `${lines.join('\n')}\n`
}
