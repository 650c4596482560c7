import type { Clock } from '../../../shared/clock.ts'
import type { Json } from '../../../shared/json.ts'
import type { TraceParent } from '../../../shared/run/events.ts'
import { type AfterRunParams, afterRunParams } from '../../../shared/workflow/trigger-params.ts'
import type { RunEnding, TriggerRow, TriggersStore } from '../store/triggers.store.ts'
import type { Fire } from './fire.ts'
import type { RunResult } from './run-result.ts'

/** Runs in a row that begin one another, at most: workflows that start each other in a circle are cut here. */
export const longestChain = 10

const pageSize = 200

type Parts = {
  store: TriggersStore
  engineId: string
  clock: Clock
  fire: Fire
  resultOf(runId: string): RunResult | null
  depthOf(runId: string): number
  /** The trace that a run goes on with which begins because this one ended. */
  traceAfter(runId: string): TraceParent | undefined
  tell(): void
}

/**
 * Begins the runs that follow on the end of others. Ends are numbered as they are committed; each trigger knows the last
 * one it has dealt with, and moves on in the transaction that records the run it begins.
 */
export function createFollower(parts: Parts) {
  const { store, engineId, clock, fire, resultOf, depthOf, tell } = parts

  /** Deals with all that has ended. Answers whether a start is to be tried again. */
  async function look(): Promise<boolean> {
    let stuck = false
    for (const row of store.list()) {
      if (row.kind === 'run' && row.active && row.cursor !== null) stuck = (await follow(row)) || stuck
    }
    store.pruneEndings()
    return stuck
  }

  async function follow(row: TriggerRow): Promise<boolean> {
    const params = afterRunParams.parse(row.params)
    let before = row
    for (;;) {
      const page = store.endings(before.cursor ?? 0, pageSize)
      for (const ending of page) {
        if (!isMeant(ending, row, params)) continue
        const moved = await begin({ ...before, cursor: before.cursor }, ending)
        if (moved !== 'on') return moved === 'stuck'
        before = { ...before, cursor: ending.ending }
      }
      const last = page.at(-1)
      if (!last) return false
      if (last.ending !== before.cursor) {
        if (!passOver(before, last.ending)) return false
        before = { ...before, cursor: last.ending }
      }
    }
  }

  async function begin(row: TriggerRow, ending: RunEnding): Promise<'on' | 'stuck' | 'taken'> {
    const depth = depthOf(ending.runId) + 1
    if (depth > longestChain) {
      if (!passOver(row, ending.ending)) return 'taken'
      store.setError(row, tooLong(ending))
      tell()
      return 'on'
    }
    const fired = await fire({
      ...{ row, cursor: ending.ending, payload: payloadOf(ending, depth) },
      trace: parts.traceAfter(ending.runId),
    })
    return fired.kind === 'stuck' || fired.kind === 'taken' ? fired.kind : 'on'
  }

  function passOver(row: TriggerRow, cursor: number): boolean {
    return store.claim(row, { engineId, at: clock.now(), runId: null, cursor })
  }

  function payloadOf({ runId, workflowId, workflowName, status }: RunEnding, depth: number): Json {
    const result = resultOf(runId)
    const error = result?.error ? { code: result.error.code, message: result.error.message } : null
    return { runId, workflowId, workflowName, status, outputs: result?.outputs ?? {}, error, depth }
  }

  return { look }
}

export type Follower = ReturnType<typeof createFollower>

function isMeant({ workflowId, workflowName, status }: RunEnding, row: TriggerRow, params: AfterRunParams): boolean {
  // A workflow never follows itself: that would not end.
  if (!params[status] || workflowId === row.workflowId) return false
  const wanted = params.workflow.trim()
  return wanted === '' || wanted === workflowId || wanted === workflowName
}

function tooLong({ workflowName }: RunEnding): string {
  return (
    `Not started after “${workflowName}”: ${longestChain} runs in a row have begun one another. ` +
    'Look whether workflows start each other in a circle.'
  )
}
