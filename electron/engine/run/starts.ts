import { userError } from '../../../shared/errors.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import type { Rerun, RunTrigger, TraceParent } from '../../../shared/run/events.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import type { Budgets } from '../costs/budgets.ts'
import type { Prospect } from '../costs/forecast.ts'
import type { RunsStore } from '../store/runs.store.ts'
import type { Versions } from '../workflows/versions.ts'
import type { Workflows } from '../workflows/workflows.ts'
import type { Alongside, Queue } from './queue.ts'
import type { ReadyWorkflows } from './ready-workflows.ts'
import type { CheckedRun, RunRequest } from './run-request.ts'
import { clearedError } from './run-values.ts'
import type { Runs } from './start-run.ts'

export type FileRun = {
  /** Text of a `*.niti.json` file. */
  text: string
  inputs: JsonObject
  defaultModel?: string
  filesDir?: string
  /** The start node to begin from, where there are several. */
  startNode?: string
  dryRun?: boolean
}

export type WorkflowRun = {
  workflowId: string
  inputs: JsonObject
  defaultModel?: string
  version: 'draft' | 'published'
  upTo?: string
  priority: number
  startNode?: string
  payload?: Json
  trace?: TraceParent
  dryRun?: boolean
  /** What began it; a person, unless it says otherwise. */
  trigger?: RunTrigger
  /** Milliseconds this one may take, in place of what the workflow says; its waits left out. */
  timeoutMs?: number
  alongside?: Alongside
}
export type DocumentRun = {
  document: Workflow
  trigger: RunTrigger
  startNode?: string
  payload?: Json
  inputs?: JsonObject
  alongside?: Alongside
}
export type ProspectRequest = Pick<
  WorkflowRun,
  'workflowId' | 'inputs' | 'defaultModel' | 'version' | 'upTo' | 'startNode'
>
export type RerunRequest = Rerun & {
  workflow: 'same' | 'draft'
  inputs?: JsonObject
  upTo?: string
  /** Milliseconds it may take; null: as long as it likes. Left out: as the run before. */
  timeoutMs?: number | null
  alongside?: Alongside
}

type Parts = {
  workspaceId: string
  filesDir: string
  workflows: Workflows
  versions: Versions
  runsStore: RunsStore
  ready: ReadyWorkflows
  budgets: Pick<Budgets, 'refuseSpent'>
  queue: Pick<Queue, 'start'>
  runs: Pick<Runs, 'check' | 'start'>
  /** What `auto` means where a workflow does not say. */
  autoModel(): Promise<string | null>
}

/** The ways a run comes to be: of a workflow of the app, of another run's work, of a file. */
export function createStarts(parts: Parts) {
  const { workspaceId, filesDir, workflows, versions, runsStore, ready, budgets, queue, runs } = parts

  /** What `auto` stands for in a workflow. One that asks no model does not wait for a look at local servers. */
  async function defaultModelOf(document: Workflow): Promise<string | null> {
    return ready.asksModel(document) ? (document.settings?.defaultModel ?? (await parts.autoModel())) : null
  }

  /** Checks a run and whether its budgets have anything left for what it is certain to ask. */
  async function checkedStart(request: RunRequest): Promise<CheckedRun> {
    const checked = runs.check(request)
    await runsStore.packLarge(checked.inputs)
    const { workflowId, defaultModel, dryRun } = request
    if (!dryRun) await budgets.refuseSpent(checked.plan, { workflowId, defaultModel })
    return checked
  }

  /** What a run was asked for with: its first event. */
  function originOf(runId: string) {
    const run = runsStore.identity(runId)
    const [first] = run ? runsStore.events(run, 0, 1) : []
    return first?.type === 'run-queued' ? first : undefined
  }

  return {
    /** Of the draft as it is now, or of what is published. */
    async workflow({ workflowId, inputs, upTo, ...request }: WorkflowRun) {
      const { trigger = 'manual', startNode, payload, trace, alongside, dryRun, timeoutMs } = request
      const stored =
        request.version === 'published' ? versions.publishedDocument(workflowId) : workflows.document(workflowId)
      const document = withTimeLimit(stored, timeoutMs)
      await ready.makeReady(document)
      const defaultModel = request.defaultModel ?? (await defaultModelOf(document))
      const { priority } = request
      const begun = { trigger, startNode, payload, trace, filesDir, dryRun }
      const run = { workspaceId, workflowId, document, inputs, defaultModel, upTo, priority, ...begun }
      return queue.start(await checkedStart(run), alongside)
    },

    /**
     * Takes up another run's work, with its inputs, model and folder unless others are given. What a dry run came to is not
     * mixed with real answers: what goes on from it is a dry run, too.
     */
    async rerun({ runId, from, workflow, upTo, timeoutMs, alongside, ...request }: RerunRequest) {
      const clearedAt = runsStore.summary(runId)?.clearedAt ?? null
      if (clearedAt !== null) throw clearedError(clearedAt)
      const earlier = originOf(runId)
      const stored = runsStore.document(runId)
      if (!stored || !earlier) throw userError('run.not-found', `There is no run \`${runId}\`.`)
      const { workflowId } = earlier
      const useDraft = workflow === 'draft' && workflowId !== null
      const document = withTimeLimit(useDraft ? workflows.document(workflowId) : stored, timeoutMs)
      const inputs = request.inputs ?? earlier.inputs
      const defaultModel = earlier.defaultModel ?? (await defaultModelOf(document))
      const start = { workspaceId, workflowId, document, inputs, trigger: 'manual' as const, defaultModel, upTo }
      const { startNode, payload, dryRun } = earlier
      // Only where that start node is still there.
      const begun = startNode !== undefined && Object.hasOwn(document.nodes, startNode) ? { startNode, payload } : {}
      const checked = runs.check({ ...start, ...begun, dryRun, filesDir: earlier.filesDir, rerun: { runId, from } })
      return queue.start(checked, alongside)
    },

    /** The run that would be started, for who wants to know beforehand what it comes to. */
    async prospect({ workflowId, version, ...request }: ProspectRequest): Promise<Prospect> {
      const document = version === 'published' ? versions.publishedDocument(workflowId) : workflows.document(workflowId)
      const defaultModel = request.defaultModel ?? (await defaultModelOf(document))
      return { ...request, workflowId, document, defaultModel }
    },

    /** The same of a file. */
    async fileProspect({ text, ...request }: Omit<FileRun, 'filesDir'>): Promise<Prospect> {
      const document = await workflows.readSlowly(text)
      const defaultModel = request.defaultModel ?? (await defaultModelOf(document))
      return { ...request, workflowId: null, document, defaultModel }
    },

    /** Of a document that is none of the workspace's workflows: a chat with an agent, a try-out. */
    async document({ document, trigger, ...request }: DocumentRun) {
      await ready.makeReady(document)
      const defaultModel = await defaultModelOf(document)
      const own = { workspaceId, workflowId: null, inputs: {}, filesDir, priority: 0 }
      return queue.start(await checkedStart({ ...own, ...request, document, trigger, defaultModel }), request.alongside)
    },

    /** Past the queue: whoever runs a file waits for it here and now. */
    async file(request: FileRun): Promise<{ runId: string; finished: Promise<void> }> {
      const document = await workflows.readSlowly(request.text)
      await ready.makeReady(document)
      const defaultModel = request.defaultModel ?? (await defaultModelOf(document))
      const { inputs, startNode, dryRun } = request
      const own = { workflowId: null, trigger: 'cli' as const, filesDir: request.filesDir ?? filesDir }
      return runs.start(await checkedStart({ workspaceId, document, inputs, defaultModel, startNode, dryRun, ...own }))
    },
  }
}

/** The workflow as it is, but for how long a run of it may take. */
function withTimeLimit(document: Workflow, timeoutMs: number | null | undefined): Workflow {
  if (timeoutMs === undefined) return document
  const { timeoutMs: _, ...settings } = document.settings ?? {}
  return { ...document, settings: { ...settings, ...(timeoutMs !== null && { timeoutMs }) } }
}

export type Starts = ReturnType<typeof createStarts>
