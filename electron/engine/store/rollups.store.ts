import type { ErrorInfo } from '../../../shared/errors.ts'
import { binOf } from '../../../shared/run/duration-bins.ts'
import { nodePath, type RunEventBody } from '../../../shared/run/events.ts'
import { type BilledTry, createEndedRuns } from './ended-runs.store.ts'
import type { Db } from './open-database.ts'

/** Tries that did not fail are only counted from here on: what a quick node costs must not be spent on counting it. */
export const slowMs = 10

export type FacetKind = 'agent' | 'integration' | 'model'

type Run = { runNumber: number }
type RunOfEvents = Run & { workflowId: string | null }
type Tried = { node: string; scope: string; durationMs: number }
type NodeTries = Run & {
  workflowId: string | null
  path: string
  bin: number
  tries: number
  failures: number
  ms: number
  longestMs: number
}
type Errors = Run & { code: string; failures: number; at: number; message: string }
type ServiceCalls = Run & {
  integrationId: string
  calls: number
  failures: number
  ms: number
  waited: number
  waitedMs: number
}
type Facet = Run & { kind: FacetKind; value: string }

/**
 * Sums behind the dashboard, written in the transaction of the events they are made of. What a run comes to is noted
 * beside it while it goes on; when it ends, and it is known what it was and what was at work in it, all of it is added to
 * the sums (ended-runs.store.ts).
 */
export function createRollups(db: Db) {
  const ended = createEndedRuns(db)
  const addFacet = db.prepare('INSERT OR IGNORE INTO facets (kind, value) VALUES (?, ?)')
  const addRunFacet = db.prepare(`
    INSERT OR IGNORE INTO facets_of_runs (run_number, facet_id)
    SELECT ?, facet_id FROM facets WHERE kind = ? AND value = ?`)
  const selectPlace = db
    .prepare<[string, string, string], number>(
      'SELECT place_id FROM node_places WHERE workflow_id = ? AND workflow_name = ? AND path = ?',
    )
    .pluck()
  const insertPlace = db.prepare('INSERT INTO node_places (workflow_id, workflow_name, path) VALUES (?, ?, ?)')
  const selectFileName = db.prepare<[number], string>('SELECT workflow_name FROM runs WHERE run_number = ?').pluck()
  const addNode = db.prepare(`
    INSERT INTO live_nodes (run_number, place_id, bin, tries, failures, ms, longest_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET tries = tries + excluded.tries, failures = failures + excluded.failures,
      ms = ms + excluded.ms, longest_ms = MAX(longest_ms, excluded.longest_ms)`)
  const addErrors = db.prepare(`
    INSERT INTO live_errors (run_number, code, failures, last_at, last_message)
    VALUES (@runNumber, @code, @failures, @at, @message)
    ON CONFLICT DO UPDATE SET failures = failures + excluded.failures, last_at = excluded.last_at,
      last_message = excluded.last_message`)
  const addService = db.prepare(`
    INSERT INTO live_services (run_number, integration_id, calls, failures, ms, waited, waited_ms)
    SELECT @runNumber, facet_id, @calls, @failures, @ms, @waited, @waitedMs FROM facets
      WHERE kind = 'integration' AND value = @integrationId
    ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, failures = failures + excluded.failures,
      ms = ms + excluded.ms, waited = waited + excluded.waited, waited_ms = waited_ms + excluded.waited_ms`)

  /** The number of a node's place; of files, those of one name are the same workflow. */
  function placeOf({ runNumber, workflowId, path }: NodeTries): number {
    const name = workflowId === null ? (selectFileName.get(runNumber) ?? '') : ''
    const place = [workflowId ?? '', name, path] as const
    return selectPlace.get(...place) ?? Number(insertPlace.run(...place).lastInsertRowid)
  }

  /** What the events of one commit come to: gathered in memory, then written as one row for each thing. */
  function open() {
    const facets = new Map<string, Facet>()
    const nodes = new Map<string, NodeTries>()
    const errors = new Map<string, Errors>()
    const services = new Map<string, ServiceCalls>()
    const over = new Set<number>()
    const late: { runNumber: number; at: number; entry: BilledTry }[] = []

    function noteFacet(runNumber: number, kind: FacetKind, value: string | null | undefined): void {
      if (value != null) facets.set(`${runNumber} ${kind} ${value}`, { runNumber, kind, value })
    }

    function noteTry({ runNumber, workflowId }: RunOfEvents, at: Tried, failures: number): void {
      const path = nodePath(at.scope, at.node)
      const ms = Math.max(0, Math.round(at.durationMs))
      const bin = binOf(ms)
      const key = `${runNumber} ${bin} ${path}`
      const known = nodes.get(key)
      if (!known) nodes.set(key, { runNumber, workflowId, path, bin, tries: 1, failures, ms, longestMs: ms })
      else {
        known.tries++
        known.failures += failures
        known.ms += ms
        known.longestMs = Math.max(known.longestMs, ms)
      }
    }

    /** A container fails with what failed inside it, which is counted there. */
    function noteFailure(run: RunOfEvents, at: number, body: Extract<RunEventBody, { type: 'node-failed' }>): void {
      const isOwn = body.error.nodeId === undefined || body.error.nodeId === body.node
      noteTry(run, body, isOwn ? 1 : 0)
      if (isOwn) noteError(run.runNumber, at, body.error)
    }

    function noteError(runNumber: number, at: number, { code, message }: ErrorInfo): void {
      const key = `${runNumber} ${code}`
      const failures = (errors.get(key)?.failures ?? 0) + 1
      errors.set(key, { runNumber, code, failures, at, message })
    }

    function noteService(runNumber: number, body: Extract<RunEventBody, { type: 'http-called' }>): void {
      if (!body.service) return
      const { integrationId, waitedMs, answered } = body.service
      noteFacet(runNumber, 'integration', integrationId)
      const key = `${runNumber} ${integrationId}`
      const sum = services.get(key) ?? {
        ...{ runNumber, integrationId, calls: 0, failures: 0, ms: 0, waited: 0, waitedMs: 0 },
      }
      sum.calls++
      if (!isAnswered(body.status, answered)) sum.failures++
      sum.ms += Math.max(0, Math.round(body.durationMs))
      const waited = Math.max(0, Math.round(waitedMs))
      if (waited > 0) sum.waited++
      sum.waitedMs += waited
      services.set(key, sum)
    }

    return {
      /** Called for every event there is, so what most of them are is told first. */
      note(run: RunOfEvents, at: number, body: RunEventBody): void {
        const { runNumber } = run
        switch (body.type) {
          case 'node-finished':
            if (body.durationMs >= slowMs) noteTry(run, body, 0)
            break
          case 'node-retried':
            noteTry(run, body, 0)
            break
          case 'node-failed':
            noteFailure(run, at, body)
            break
          case 'agent-started':
            noteFacet(runNumber, 'agent', body.agentId)
            break
          case 'model-call-started':
            noteFacet(runNumber, 'agent', body.agentId)
            noteFacet(runNumber, 'model', `${body.provider}/${body.model}`)
            break
          case 'embedding-started':
            noteFacet(runNumber, 'model', `${body.provider}/${body.model}`)
            break
          case 'http-called':
            noteService(runNumber, body)
            break
          case 'run-finished':
            // What no node is to blame for: its time was up, or it could not go on.
            if (body.status === 'failed' && body.error && body.error.nodeId === undefined) {
              noteError(runNumber, at, body.error)
            }
            over.add(runNumber)
        }
      },

      /** `isLate`: its run had ended before. */
      noteCall(runNumber: number, at: number, entry: BilledTry, isLate: boolean): void {
        if (isLate) late.push({ runNumber, at, entry })
        else {
          noteFacet(runNumber, 'agent', entry.agentId)
          noteFacet(runNumber, 'model', `${entry.provider}/${entry.model}`)
        }
      },

      /** Writes all of it. The runs' rows and their ledger must be as they are after these events. */
      close(): void {
        for (const { runNumber, kind, value } of facets.values()) {
          addFacet.run(kind, value)
          addRunFacet.run(runNumber, kind, value)
        }
        for (const one of nodes.values()) {
          const { runNumber, bin, tries, failures, ms, longestMs } = one
          addNode.run(runNumber, placeOf(one), bin, tries, failures, ms, longestMs)
        }
        for (const failures of errors.values()) addErrors.run(failures)
        for (const calls of services.values()) addService.run(calls)
        const wasOver = late.filter(({ runNumber }) => !over.has(runNumber))
        if (over.size > 0 || wasOver.length > 0) ended.add(over, wasOver)
      },
    }
  }

  return { open }
}

/** Protocols know no status, and say whether they did what was asked. */
function isAnswered(status: number | null, answered: boolean | undefined): boolean {
  return answered ?? (status !== null && status < 400)
}
