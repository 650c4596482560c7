import { emptyAgent } from '../../shared/agents/agent.ts'
import type { JsonObject } from '../../shared/json.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawWorkflow } from './draw-workflow.ts'
import type { Asked } from './model-server.ts'
import type { ScriptedAnswer, ScriptedModel } from './scripted-model.ts'

/** A member whose agent is written into the node, and who says who it is, so that the script knows it. */
export function member(model: Pick<ScriptedModel, 'model'>, name: string, more: JsonObject = {}): JsonObject {
  const definition = { ...emptyAgent(name), model: model.model, instructions: `You are ${name}.`, ...more }
  // A document is JSON, although its type knows of fields that are left out.
  return { name, role: `is ${name}`, definition: definition as unknown as JsonObject }
}

export const isAsked =
  (name: string, about = '') =>
  ({ instructions, turns }: Asked) =>
    instructions.includes(`You are ${name}.`) && turns.some(({ text }) => text.includes(about))

/** An answer of this member; `about`: only where that stands in what it is asked. */
export function answerOf(name: string, text: string, about = ''): ScriptedAnswer {
  return { text, when: isAsked(name, about), usage: { inputTokens: 100, outputTokens: 10 } }
}

export function teamOf(params: JsonObject, more: JsonObject = {}): Workflow {
  const team = { type: 'team', params: { task: 'Write about tea.', ...params }, ...more }
  return drawWorkflow('team -> after', {
    team,
    after: { type: 'template', params: { text: '{{ team }}' } },
  })
}
