import { onTestFinished } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { type AgentDocument, agentDocument } from '../../shared/agents/agent.ts'
import type { JsonObject } from '../../shared/json.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawWorkflow } from './draw-workflow.ts'
import { type ScriptedAnswer, type ScriptedModel, scriptedModel, type VendorWire } from './scripted-model.ts'
import { openTestEngine } from './test-engine.ts'
import { createNoticeHost } from './waiting-runs.ts'

type Written = Partial<Omit<AgentDocument, 'tools'>> & { tools?: JsonObject[] }

/** An agent as a person would write it, with what is told of it. */
export function writeAgent(written: Written = {}): AgentDocument {
  return agentDocument.parse({ format: 1, kind: 'agent', name: 'Ada', instructions: 'You help.', ...written })
}

/** A workflow of one agent, written into its node. */
export function drawAgent(document: AgentDocument, params: JsonObject = {}, more: object = {}): Workflow {
  const definition = document as unknown as JsonObject // a document is JSON
  return drawWorkflow('ada', { ada: { type: 'agent', params: { definition, task: 'Do it.', ...params }, ...more } })
}

/** A workflow of one agent that is stored, and published. */
export async function drawStored(
  engine: Engine,
  document: AgentDocument,
  params: JsonObject = {},
): Promise<Workflow & { agentId: string }> {
  const { agentId } = await engine.client.agents.create({ document })
  await engine.client.agents.publish({ agentId })
  return Object.assign(
    drawWorkflow('ada', { ada: { type: 'agent', params: { agentId, task: 'Do it.', ...params } } }),
    { agentId },
  )
}

/** An engine whose models are one that says what it is told to; at the end all must have been said. */
export async function openAgentEngine(answers: ScriptedAnswer[], more: Options = {}) {
  const { wire, isLeft = false, ...options } = more
  const model = await scriptedModel(answers, wire)
  onTestFinished(async () => {
    await model.close().catch((thrown) => {
      if (!isLeft) throw thrown
    })
  })
  const engine = await openTestEngine({ host: createNoticeHost(), env: model.env, ...options })
  return { engine, model }
}
type Options = Partial<Parameters<typeof openTestEngine>[0]> & {
  wire?: VendorWire
  /** What was not said does not matter. */
  isLeft?: boolean
}

export async function startAgent(engine: Engine, document: Workflow, more: { dryRun?: boolean } = {}) {
  return engine.startFile({ text: writeWorkflowFile(document), inputs: {}, ...more })
}

export async function runAgent(engine: Engine, document: Workflow, more: { dryRun?: boolean } = {}) {
  const { finished } = await startAgent(engine, document, more)
  return finished
}

/** The results of tools that came with a request. */
export function resultsIn(model: ScriptedModel, request: number): string[] {
  return model.asked[request]?.turns.at(-1)?.results.map(({ text }) => text) ?? []
}
