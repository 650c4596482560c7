import { NitiError } from '../../../../shared/errors.ts'
import { openSqliteProcess } from '../../integrations/protocols/sqlite-process.ts'
import { integrityQuestion } from '../../store/health.store.ts'

const mostProblems = 20

/**
 * Reads the database from end to end, in a process and with a connection of its own, so that nothing waits for it, and
 * answers what is wrong with it in words; nothing: it is whole. Rejects where it was told to stop, or could not look.
 */
export async function readIntegrity(file: string, signal: AbortSignal): Promise<string[]> {
  signal.throwIfAborted()
  let reader: Awaited<ReturnType<typeof openSqliteProcess>>
  try {
    reader = await openSqliteProcess({ file, readOnly: true, signal })
  } catch (thrown) {
    signal.throwIfAborted()
    // What cannot even be opened any more is the finding.
    if (thrown instanceof NitiError) return [trim(thrown.info.message)]
    throw thrown
  }
  signal.addEventListener('abort', reader.close, { once: true })
  try {
    const answer = await reader.ask({
      statement: integrityQuestion,
      parameters: [],
      most: mostProblems,
      onlyReads: true,
    })
    if (answer.error) {
      if (/^SQLITE_(CORRUPT|NOTADB)/.test(answer.error.code)) return [trim(answer.error.message)]
      throw new Error(`the database could not be read: ${answer.error.code}`)
    }
    const said = (answer.rows ?? []).flatMap((row) =>
      typeof row === 'object' && row !== null ? Object.values(row).map(String) : [],
    )
    return said.filter((line) => line !== 'ok').map(trim)
  } finally {
    signal.removeEventListener('abort', reader.close)
    reader.close()
  }
}

/** SQLite begins some of its findings with where it looked, between stars. */
function trim(line: string): string {
  return line
    .replace(/^\*{3} in database \w+ \*{3}\s*/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '')
    .slice(0, 300)
}
