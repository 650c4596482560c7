import type { RunChoice } from '../../shared/contract/runs.ts'
import { client } from '../link/client.ts'

/** Runs in one file at most: it is put together in memory. */
export const mostExported = 1_000
const pageSize = 200

/** The runs a choice names, newest first. */
async function idsOf(choice: RunChoice): Promise<string[]> {
  if (choice.kind === 'these') return choice.runIds
  const { filter, upTo } = choice
  const except = new Set(choice.except)
  const ids: string[] = []
  for (let offset = 0; ; offset += pageSize) {
    const { runs } = await client.runs.find({ filter, upTo, offset, limit: pageSize })
    ids.push(...runs.flatMap(({ runId }) => (except.has(runId) ? [] : [runId])))
    if (runs.length < pageSize) return ids
  }
}

/**
 * The runs as JSON lines: each a line with its document and its events. `onProgress` hears how many of how many are done.
 */
export async function exportRuns(
  choice: RunChoice,
  { onProgress, signal }: { onProgress: (done: number, all: number) => void; signal: AbortSignal },
): Promise<Blob> {
  const ids = await idsOf(choice)
  const lines: BlobPart[] = []
  for (const [done, runId] of ids.entries()) {
    onProgress(done, ids.length)
    let text = ''
    for await (const part of await client.runs.export({ runId, format: 'json' }, { signal })) text += part.text
    // One line each, however the export is laid out.
    lines.push(new Blob([`${JSON.stringify(JSON.parse(text))}\n`]))
  }
  return new Blob(lines, { type: 'application/x-ndjson' })
}
