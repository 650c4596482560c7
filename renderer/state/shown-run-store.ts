import { create } from 'zustand'
import type { ErrorInfo } from '../../shared/errors.ts'
import type { Json, JsonObject } from '../../shared/json.ts'
import type { RerunFrom } from '../../shared/run/events.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { drafts } from './workflow-store.ts'

type ShownRun = {
  /** The run whose progress lies over the draft; null: none. */
  runId: string | null
  /** A run was asked for and has not begun. */
  isStarting: boolean
  /** Why the last one could not be started. */
  error: ErrorInfo | null
  /** A run is wanted and the person is being asked for its inputs. */
  asking: RunWish | null
}

export type RunWish = {
  /** Only this node and what leads to it; left out: all of the draft. */
  upTo?: string
  /** Where to begin, and what a trigger there gives; left out: at the starts by hand, or at the only trigger. */
  startNode?: string
  payload?: Json
  /** Only to see what it would cost: the offline model answers in the place of all others. */
  dryRun?: true
}

const none: ShownRun = { runId: null, isStarting: false, error: null, asking: null }

/** By workflow: the run that its canvas shows. */
export const useShownRunStore = create<{ shown: Record<string, ShownRun> }>(() => ({ shown: {} }))

export function useShownRun(workflowId: string): ShownRun {
  return useShownRunStore((state) => state.shown[workflowId]) ?? none
}

function change(workflowId: string, next: Partial<ShownRun>): void {
  useShownRunStore.setState(({ shown }) => ({
    shown: { ...shown, [workflowId]: { ...(shown[workflowId] ?? none), ...next } },
  }))
}

export function hideRun(workflowId: string): void {
  change(workflowId, { runId: null, error: null })
}

/** Asks the person for the inputs of this run, or stops asking. */
export function askForInputs(workflowId: string, asking: RunWish | null): void {
  change(workflowId, { asking, error: null })
}

/**
 * Starts the draft as it is on screen: what is not stored yet is stored first. Answers the run's id, or null with the
 * reason in the store.
 */
export function startRun(workflowId: string, inputs: JsonObject, wish: RunWish = {}): Promise<string | null> {
  return begin(workflowId, async () => {
    const started = await client.runs.start({ workflowId, inputs, ...wish })
    if (wish.dryRun) awaited.add(started.runId)
    return started
  })
}

/** Dry runs that were started here and whose report nobody has seen. */
const awaited = new Set<string>()

/** Whether the person waits for the report of this dry run; it is shown once. */
export function takeAwaitedReport(runId: string): boolean {
  return awaited.delete(runId)
}

/** Starts the draft on the work of an earlier run, with the inputs that one was given. Answers as `startRun` does. */
export function startRerun(workflowId: string, runId: string, from: RerunFrom): Promise<string | null> {
  return begin(workflowId, () => client.runs.rerun({ runId, from, workflow: 'draft' }))
}

async function begin(workflowId: string, start: () => Promise<{ runId: string }>): Promise<string | null> {
  if (useShownRunStore.getState().shown[workflowId]?.isStarting) return null
  change(workflowId, { isStarting: true, error: null })
  try {
    if (!(await drafts.flush(workflowId))) {
      const save = drafts.store.getState().drafts[workflowId]?.save
      change(workflowId, { isStarting: false, error: save?.state === 'error' ? save.error : null })
      return null
    }
    const { runId } = await start()
    change(workflowId, { runId, isStarting: false })
    return runId
  } catch (thrown) {
    change(workflowId, { isStarting: false, error: errorOf(thrown) })
    return null
  }
}

/** Asks for the end of a run. That it is over, the run itself says. */
export async function cancelRun(workflowId: string, runId: string): Promise<void> {
  try {
    await client.runs.cancel({ runId })
  } catch (thrown) {
    change(workflowId, { error: errorOf(thrown) })
  }
}

const looked = new Set<string>()

/** Shows a run of the workflow that is under way, started in another window or before this page was loaded. */
export async function findRunningRun(workflowId: string): Promise<void> {
  if (looked.has(workflowId) || useShownRunStore.getState().shown[workflowId]?.runId) return
  looked.add(workflowId)
  try {
    const [running] = await client.runs.list({ workflowId, status: 'running', limit: 1 })
    const [found] = running ? [running] : await client.runs.list({ workflowId, status: 'queued', limit: 1 })
    if (found && !useShownRunStore.getState().shown[workflowId]?.runId) change(workflowId, { runId: found.runId })
  } catch {
    // The history lists it all the same; the frame tells when the engine is away.
    looked.delete(workflowId)
  }
}
