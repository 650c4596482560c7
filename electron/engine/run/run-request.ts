import type { Json, JsonObject } from '../../../shared/json.ts'
import type { Rerun, RunEventBody, RunTrigger, TraceParent } from '../../../shared/run/events.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import type { NewRun } from '../store/runs.store.ts'
import type { GraphPlan } from './plan-graph.ts'
import type { Reuse } from './reuse.ts'

/** What a run is asked for with. */
export type RunRequest = {
  workspaceId: string
  /** null: a file that is not one of the workspace's workflows. */
  workflowId: string | null
  document: Workflow
  inputs: JsonObject
  trigger: RunTrigger
  /** What `auto` stands for, as `provider/model`; null where no node asks a model. */
  defaultModel: string | null
  /** The folder relative paths start from. */
  filesDir: string
  /** Only this node and what leads to it. */
  upTo?: string
  /** Takes up the work of another run instead of doing all of it. */
  rerun?: Rerun
  /** The offline model answers in the place of all others, and nothing outside is changed. */
  dryRun?: boolean
  /** Higher goes first where runs wait for their turn; 0 without it. */
  priority?: number
  /** The start node to begin from, and what it gives. */
  startNode?: string
  payload?: Json
  /** The trace it is part of. */
  trace?: TraceParent
}

/** A run that was checked and planned and is ready to be recorded. */
export type CheckedRun = {
  row: Omit<NewRun, 'status' | 'owner'>
  queued: RunEventBody
  document: Workflow
  plan: GraphPlan
  inputs: JsonObject
  reuse: Reuse | null
} & Pick<RunRequest, 'defaultModel' | 'filesDir' | 'startNode' | 'payload' | 'trace' | 'dryRun'>
