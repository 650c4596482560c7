import type { Clock } from '../../../shared/clock.ts'
import {
  type Citation,
  citation,
  type ResearchRequest,
  type ResearchSummary,
  researchRequest,
} from '../../../shared/contract/research.ts'
import { userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { Json } from '../../../shared/json.ts'
import { isOver } from '../../../shared/run/events.ts'
import { writeWorkflowFile } from '../../../shared/workflow/file.ts'
import type { AgentParts } from '../agents/agent-parts.ts'
import type { ResearchStore, StoredResearch } from '../store/research.store.ts'
import type { createRunLimits } from '../store/run-limits.store.ts'
import { expectedCost } from './expected-cost.ts'
import { createResearchWorkflow, inputsFor } from './research-workflow.ts'

/** What came of it. */
export type Report = { title: string; report: string; citations: Citation[] }

type Parts = Pick<AgentParts, 'runsStore' | 'nodeTypes' | 'late' | 'prices' | 'providers'> & {
  store: ResearchStore
  runLimits: Pick<ReturnType<typeof createRunLimits>, 'set'>
  clock: Clock
  onChanged(): void
}

type Limits = Pick<ResearchRequest, 'maxMicroUsd' | 'maxMinutes'>

/**
 * Questions a person wants reports on. Each is a run of an ordinary workflow, the person's own copy of the template, with
 * limits of its own; going on with one is a run that takes up the work of the one before.
 */
export function createResearch(parts: Parts) {
  const { store, runLimits, clock, runsStore, nodeTypes, late, prices, providers, onChanged } = parts
  const workflow = () => createdWorkflow()
  let made: ReturnType<typeof createResearchWorkflow> | null = null
  function createdWorkflow() {
    made ??= createResearchWorkflow({ store, workflows: late().workflows })
    return made
  }

  function find(researchId: string): StoredResearch {
    const found = store.get(researchId)
    if (!found) throw userError('research.not-found', `There is no research \`${researchId}\`.`)
    return found
  }

  /** Kept once it is there: what its run did may be cleared away later. */
  function reportOf({ researchId, report, runs }: StoredResearch): Report | null {
    if (report !== null) return JSON.parse(report)
    const runId = runs.at(-1)
    const run = runId === undefined ? undefined : runsStore.identity(runId)
    if (!run || runsStore.summary(run.runId)?.status !== 'succeeded') return null
    const last = runsStore.lastEvent(run)
    if (last?.type !== 'run-finished') return null
    const made = readReport(last.outputs)
    store.keepReport(researchId, JSON.stringify(made))
    return made
  }

  function summaryOf(stored: StoredResearch): ResearchSummary {
    const runs = stored.runs.flatMap((runId) => runsStore.summary(runId) ?? [])
    const last = runs.at(-1)
    const request = researchRequest.parse(JSON.parse(stored.request))
    const title = reportOf(stored)?.title ?? ''
    return {
      researchId: stored.researchId,
      runId: stored.runs.at(-1) ?? '',
      request,
      status: last?.status ?? 'cancelled',
      startedAt: stored.createdAt,
      finishedAt: last?.finishedAt ?? null,
      microUsd: runs.reduce((sum, run) => sum + run.microUsd, 0),
      unknownCalls: runs.reduce((sum, run) => sum + run.unknownCalls, 0),
      title: title.trim() === '' ? request.question : title,
      error: last?.error ?? null,
    }
  }

  /** What the workflow takes of a request besides its inputs. */
  const ways = ({ model, maxMinutes }: ResearchRequest) => ({
    ...(model !== 'auto' && model !== '' && { defaultModel: model }),
    ...(maxMinutes !== null && { timeoutMs: maxMinutes * 60_000 }),
  })

  return {
    list: (): ResearchSummary[] => store.list().map(summaryOf),

    get(researchId: string) {
      const stored = find(researchId)
      const made = reportOf(stored)
      return { research: summaryOf(stored), report: made?.report ?? null, citations: made?.citations ?? [] }
    },

    async forecast(request: ResearchRequest) {
      const { workflowId, document } = await workflow().look()
      const inputs = inputsFor(document, request, nodeTypes)
      const { timeoutMs: _, ...asked } = ways(request)
      const { starts, forecast } = late()
      const prospect =
        workflowId === null
          ? await starts.fileProspect({ text: writeWorkflowFile(document), inputs, ...asked })
          : await starts.prospect({ workflowId, inputs, version: 'draft', ...asked })
      const found = await forecast(prospect)
      const { mostMicroUsd } = found
      const mosts = [mostMicroUsd, request.maxMicroUsd].filter((most) => most !== null)
      const most = mosts.length === 0 ? null : Math.min(...mosts)
      const estimate: Parameters<typeof expectedCost>[2] = (one) =>
        prices.estimate({ ...one, atMs: clock.now(), providers })
      return { ...(await expectedCost(found, request.depth, estimate)), mostMicroUsd: most }
    },

    async start(request: ResearchRequest): Promise<ResearchSummary> {
      const workflowId = await workflow().id()
      const { starts, workflows } = late()
      const inputs = inputsFor(workflows.document(workflowId), request, nodeTypes)
      const at = clock.now()
      const researchId = newId('research', at)
      await starts.workflow({
        ...{ workflowId, inputs, version: 'draft', priority: 0, ...ways(request) },
        alongside(runId) {
          if (request.maxMicroUsd !== null) runLimits.set(runId, request.maxMicroUsd)
          store.create({ researchId, request: JSON.stringify(request), at, runId })
        },
      })
      onChanged()
      return summaryOf(find(researchId))
    },

    async stop(researchId: string): Promise<void> {
      const runId = find(researchId).runs.at(-1)
      if (runId !== undefined) await late().queue.cancel(runId)
    },

    async goOn(researchId: string, changed: Partial<Limits>): Promise<ResearchSummary> {
      const stored = find(researchId)
      const { request, status, runId, microUsd } = summaryOf(stored)
      if (!isOver(status)) throw userError('research.under-way', 'It is under way already.')
      if (status === 'succeeded') {
        throw userError('research.done', 'Its report is written already.', { hint: 'Start a new one.' })
      }
      const given = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined))
      const wanted: ResearchRequest = { ...request, ...given }
      const left = wanted.maxMicroUsd === null ? null : wanted.maxMicroUsd - microUsd
      if (left !== null && left <= 0) {
        throw userError('research.spent', 'All it was allowed to spend is spent.', {
          field: 'maxMicroUsd',
          hint: 'Go on with a higher limit.',
        })
      }
      await late().starts.rerun({
        ...{ runId, from: { kind: 'failed' }, workflow: 'same' },
        timeoutMs: wanted.maxMinutes === null ? null : wanted.maxMinutes * 60_000,
        alongside(newRunId) {
          if (left !== null) runLimits.set(newRunId, left)
          store.addRun({ researchId, runId: newRunId, request: JSON.stringify(wanted) })
        },
      })
      onChanged()
      return summaryOf(find(researchId))
    },

    /** Its runs, and what they cost, stay in the history. */
    async remove(researchId: string): Promise<void> {
      const { status, runId } = summaryOf(find(researchId))
      if (!isOver(status)) await late().queue.cancel(runId)
      store.remove(researchId)
      onChanged()
    },

    /** Throws where there is no report yet. */
    report(researchId: string): Report & { request: ResearchRequest; finishedAt: number | null } {
      const stored = find(researchId)
      const made = reportOf(stored)
      if (!made) throw userError('research.no-report', 'There is no report yet.')
      const { request, finishedAt, title } = summaryOf(stored)
      return { ...made, title, request, finishedAt }
    },

    workflow: async () => ({ workflowId: await workflow().id() }),

    /** Keeps what has come of runs that ended. */
    settle(): void {
      for (const stored of store.list()) if (stored.report === null) reportOf(stored)
    },
  }
}

export type Research = ReturnType<typeof createResearch>

/** What a workflow that a person may have changed gave. */
function readReport(outputs: Record<string, Json>): Report {
  const { title, report, citations } = outputs
  const list = Array.isArray(citations) ? citations : []
  return {
    title: typeof title === 'string' ? title.slice(0, 300) : '',
    report: typeof report === 'string' ? report : JSON.stringify(report ?? ''),
    citations: list.flatMap((one) => citation.safeParse(one).data ?? []),
  }
}
