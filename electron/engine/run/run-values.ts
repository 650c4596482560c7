import type { ValuePage } from '../../../shared/contract/runs.ts'
import { userError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { readStored } from '../../../shared/run/stored-value.ts'
import type { RunsStore } from '../store/runs.store.ts'
import { pageOfValue } from './page-of-value.ts'

export type ValueAt = { runId: string; scope: string; node: string; port: string }
type Part = Parameters<typeof pageOfValue>[1]

/** JSON of values kept for the next page at most, in bytes, and milliseconds they are kept after the last look. */
const mostKeptBytes = 32 * 1024 * 1024
const keptForMs = 60_000

type Kept = { value: Json; bytes: number }

/**
 * Values of runs as a person looks at them, part by part. The last few stay parsed, so that the next page of a large one
 * costs no more than the page.
 */
export function createRunValues(store: Pick<RunsStore, 'identity' | 'storedOutputs' | 'wholeValue' | 'summary'>) {
  const kept = new Map<string, Kept>()
  let forget: NodeJS.Timeout | undefined

  function read(at: ValueAt): Kept {
    const key = JSON.stringify([at.runId, at.scope, at.node, at.port])
    const known = kept.get(key)
    if (known) {
      keep(key, known)
      return known
    }
    const run = store.identity(at.runId)
    const stored = run && store.storedOutputs(run, at)?.[at.port]
    if (stored === undefined) throw noValue(store, at)
    const there = readStored(stored)
    if ('value' in there) return { value: there.value, bytes: 0 }
    const found = { value: store.wholeValue(stored), bytes: there.ref.bytes }
    // A node that is tried again, or goes on after a stop, may give another value.
    const { status } = store.summary(at.runId) ?? { status: 'running' }
    if (status !== 'running') keep(key, found)
    return found
  }

  function keep(key: string, value: Kept): void {
    kept.delete(key)
    kept.set(key, value)
    let bytes = 0
    for (const one of kept.values()) bytes += one.bytes
    for (const [oldest, one] of kept) {
      // The one just asked for stays, however large: its next page will be asked for.
      if (bytes <= mostKeptBytes || oldest === key) break
      kept.delete(oldest)
      bytes -= one.bytes
    }
    clearTimeout(forget)
    forget = setTimeout(() => kept.clear(), keptForMs).unref()
  }

  return {
    whole(at: ValueAt): { value: Json; characters: number } {
      const { value } = read(at)
      return { value, characters: JSON.stringify(value).length }
    },
    page: (at: ValueAt, part: Part): ValuePage => pageOfValue(read(at).value, part),
  }
}

export type RunValues = ReturnType<typeof createRunValues>

function noValue(store: Pick<RunsStore, 'summary'>, { runId, node, port }: ValueAt) {
  const run = store.summary(runId)
  if (!run) return userError('run.not-found', `There is no run \`${runId}\`.`)
  if (run.clearedAt !== null) return clearedError(run.clearedAt)
  return userError('run.no-value', `\`${node}\` gave nothing on \`${port}\` in this run.`)
}

/** What a person is told who asks for what retention has removed. */
export function clearedError(clearedAt: number) {
  const day = new Date(clearedAt).toISOString().slice(0, 10)
  return userError('run.cleared', `What this run did was removed on ${day} to make room.`, {
    hint: 'Its status and its costs are kept.',
    details: { clearedAt },
  })
}

/** What a person is told who asks for a run that somebody removed. */
export function removedError(removedAt: number) {
  const day = new Date(removedAt).toISOString().slice(0, 10)
  return userError('run.removed', `This run was removed on ${day}.`, {
    hint: 'What it cost is kept in Costs.',
    details: { removedAt },
  })
}
