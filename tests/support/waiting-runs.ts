import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Engine } from '../../electron/engine/engine.ts'
import type { OpenWait } from '../../shared/contract/waits.ts'
import type { RunEvent } from '../../shared/run/events.ts'
import type { RunView } from '../../shared/run/view.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { createStrictHost } from './strict-host.ts'
import { openTestEngine } from './test-engine.ts'

export const ask = (title: string, more = {}) => ({ type: 'approval', params: { title, show: '', ...more } })
export const sleepFor = (amount: number, unit = 'seconds') => ({
  type: 'wait',
  params: { mode: 'duration', amount, unit },
})
export const call = (more = {}) => ({ type: 'wait', params: { mode: 'call', ...more } })

export const yes = { choice: 'approve' }
export const template = (text: string) => ({ type: 'template', params: { text } })

/** Answers of the engine under way for a code of `userError`. */
export const refusal = (code: string, more = {}) => ({ code: 'NITI', data: { code, ...more } })

/** An engine whose host keeps what it was to show. */
export async function openWaitingEngine() {
  const host = createNoticeHost()
  return Object.assign(await openTestEngine({ host }), { notices: host.notices })
}

/** A host that keeps what it was to show. */
export function createNoticeHost(notices: { title: string; body: string }[] = []) {
  const notify = async (notice: { title: string; body: string }) => {
    notices.push(notice)
    return { shown: true, action: null }
  }
  return Object.assign(createStrictHost({ notify }), { notices })
}

export async function startRun(
  engine: Engine,
  document: Workflow,
): Promise<{ runId: string; finished: Promise<RunView> }> {
  return engine.startFile({ text: writeWorkflowFile(document), inputs: {} })
}

/** Resolves once so many waits of a run are open, oldest first. Throws where the run ends before. */
export async function untilWaiting(engine: Engine, runId: string, count = 1): Promise<OpenWait[]> {
  const open = new Set<string>()
  for await (const { events } of engine.watch(runId, 0)) {
    for (const event of events) {
      if (event.type === 'wait-started') open.add(event.waitId)
      if (event.type === 'wait-ended') open.delete(event.waitId)
    }
    if (open.size === count) return engine.client.waits.list({ runId })
  }
  throw new Error(`the run ended with ${open.size} open waits`)
}

/** Resolves once the event is there. */
export async function untilEvent(engine: Engine, runId: string, isIt: (event: RunEvent) => boolean): Promise<void> {
  for await (const { events } of engine.watch(runId, 0)) if (events.some(isIt)) return
  throw new Error('the run ended before that')
}

export async function untilOver(engine: Engine, runId: string): Promise<RunView> {
  for await (const _ of engine.watch(runId, 0)) void _
  return engine.viewOf(runId)
}

/** The one wait of a run. */
export async function onlyWait(engine: Engine, runId: string): Promise<OpenWait> {
  const [wait] = await untilWaiting(engine, runId)
  if (!wait) throw new Error('nothing is waited for')
  return wait
}

type WaitRow = { wait_id: string; node: string; how: string | null; ended_at: number | null }

export function waitRows(dataDir: string): WaitRow[] {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const rows = db.prepare('SELECT wait_id, node, how, ended_at FROM waits ORDER BY rowid').all() as WaitRow[] // named here
  db.close()
  return rows
}

export function eventsOf(dataDir: string, ...types: RunEvent['type'][]): RunEvent[] {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const bodies = db.prepare('SELECT body FROM events ORDER BY event_key').pluck().all() as string[] // a text column
  db.close()
  return bodies.map((body) => JSON.parse(body) as RunEvent).filter(({ type }) => types.includes(type))
}
