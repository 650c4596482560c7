import { redactText } from '../http/redact.ts'

const mostLines = 200
const longestLine = 500

/** The newest lines about one server, without its secrets. */
export function createServerLog(onChanged: () => void) {
  const lines: string[] = []
  let hidden: string[] = []
  return {
    hide(secrets: string[]): void {
      hidden = secrets
    },
    add(line: string): void {
      // Cut after its secrets are gone: half of one would be no match.
      const safe = redactText(line.slice(0, 20_000), hidden).slice(0, longestLine)
      if (safe.trim() === '') return
      lines.push(safe)
      if (lines.length > mostLines) lines.splice(0, lines.length - mostLines)
      onChanged()
    },
    lines: (): string[] => [...lines],
    last: (): string => lines.at(-1) ?? '',
  }
}
