import type { ErrorInfo } from '../../../shared/errors.ts'
import { emptyRunView, reduceRun } from '../../../shared/run/view.ts'
import type { RunsStore } from '../store/runs.store.ts'
import type { EventLog } from './event-log.ts'

const interrupted: ErrorInfo = {
  kind: 'external',
  code: 'run.interrupted',
  message: 'Niti stopped while this was under way.',
  hint: 'Run it again.',
  retryable: true,
}

/** Names this process in the runs it starts. */
export function ownerName(): string {
  return `process ${process.pid}`
}

/**
 * Ends the runs that a process left behind when it died: what was under way is marked as interrupted, so that no run
 * looks alive for ever. Runs of a process that still lives are left alone.
 */
export async function settleOrphans(store: RunsStore, eventLog: EventLog): Promise<void> {
  for (const { runId, owner } of store.unfinished()) {
    if (owner !== null && isAlive(owner)) continue
    const run = store.identity(runId)
    if (!run) continue
    let view = emptyRunView(runId)
    for (let page = store.events(run, 0, 5_000); page.length > 0; page = store.events(run, view.lastSeq, 5_000)) {
      view = reduceRun(view, page)
    }
    const log = eventLog.open(run, view.lastSeq)
    for (const node of Object.values(view.nodes)) {
      if (node.status !== 'running') continue
      const at = { node: node.node, scope: node.scope }
      for (const call of node.calls) {
        if (call.status !== 'running') continue
        const { callId, provider, model, tries } = call
        const cost = { usage: null, microUsd: null, price: null, latencyMs: 0, firstTokenMs: null }
        log.append({
          type: 'model-call-failed',
          ...at,
          callId,
          provider,
          model,
          text: '',
          error: interrupted,
          tries,
          ...cost,
        })
      }
      log.append({ type: 'node-failed', ...at, attempt: node.attempt, error: interrupted, durationMs: 0 })
    }
    log.append({ type: 'run-finished', status: 'failed', outputs: {}, error: interrupted })
    await log.flush()
  }
}

function isAlive(owner: string): boolean {
  const pid = Number(owner.replace('process ', ''))
  // A restarted process may have been given the number of the one that died.
  if (!Number.isInteger(pid) || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}
