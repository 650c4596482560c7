import { type AgentDocument, agentDocument } from '../../../shared/agents/agent.ts'
import { NitiError, userError } from '../../../shared/errors.ts'
import type { JsonObject } from '../../../shared/json.ts'
import type { ChatMessage, ModelReply, ModelRequest } from '../../../shared/run/model-call.ts'
import { limits } from '../../../shared/workflow/workflow.ts'
import { TaskLimitReached } from '../costs/purse.ts'
import type { AgentRequest, AgentResult, NodeContext } from '../nodes/define-node.ts'
import type { AgentPlace } from '../run/active-run.ts'
import type { Agents } from './agents.ts'
import type { ContextSizes } from './context-sizes.ts'
import { cutAgain, fitContext } from './fit-context.ts'
import { instruct, notesText } from './instruct.ts'
import type { ToolParts } from './kind-tools.ts'
import { permitOf } from './permit.ts'
import { type ReadyTool, readyTool } from './ready-tool.ts'
import { readyTools } from './ready-tools.ts'
import { remember, summaryRequest } from './remember.ts'
import { type Callable, callableOf, createToolUse, lend } from './use-tools.ts'

type Parts = ToolParts & { agents: Agents; sizes: ContextSizes }

/** Answers in a row in which a model got all its calls wrong, before it is told to do without. */
const mostMisuses = 4
const summaryTokens = 1_500

type Opened = {
  agentId: string | null
  document: AgentDocument
  instructions: string
  tools: ReadyTool[]
}

/**
 * Lets an agent work on a task: its model is asked, the tools it asks for are used, and again, until it answers or a limit
 * ends it. Executed again after a stop of the program it asks the same things in the same order, and has from the log what
 * had been answered and done by then.
 */
export function createRunAgent(parts: Parts) {
  return async (context: NodeContext, place: AgentPlace, request: AgentRequest): Promise<AgentResult> => {
    const { agentId, document, instructions, tools } = await open(parts, place, request)
    const limitMicroUsd = least(document.maxMicroUsd, request.limits?.maxMicroUsd)
    place.enter({ name: document.name, maxMicroUsd: limitMicroUsd })
    const stored = agentId === null ? null : { agentId, version: request.version }
    const offered = tools.filter(({ permission, problem }) => permission !== 'never' && problem === null)
    const callables = [
      ...(request.helpers ?? []).map((helper) => lend(helperOf(helper))),
      ...offered.map((tool) =>
        callableOf(context, { tool, agentName: document.name, permit: permitOf(parts.agents, stored, tool) }),
      ),
    ]
    const talk = createTalk({ context, place, document, agentId, callables, output: request.output ?? document.output })
    const { kept, older } = remember(request.history ?? [], document.memory)
    const summary = older.length === 0 ? null : await talk.summarise(older, `The task now: ${request.task}`)
    const files = (request.files ?? []).filter((file) => file !== null && file !== '')
    const messages: ChatMessage[] = [
      { role: 'system', content: instructions },
      ...(summary === null
        ? []
        : [{ role: 'user' as const, content: `What was said before, in a few words:\n\n${summary}` }]),
      ...kept,
      { role: 'user', content: request.task, ...(files.length > 0 && { files }) },
    ]
    const use = createToolUse({ context, place, callables })
    const maxTurns = request.limits?.maxTurns ?? document.maxTurns
    const work = { parts, context, place, document, talk, use, maxTurns }
    return { ...(await converse(work, messages)), agentName: document.name }
  }
}

type Work = {
  parts: Parts
  context: NodeContext
  place: AgentPlace
  document: AgentDocument
  talk: ReturnType<typeof createTalk>
  use: ReturnType<typeof createToolUse>
  maxTurns: number
}
type Answer = Omit<AgentResult, 'agentName'>

async function converse(
  { parts, context, place, document, talk, use, maxTurns }: Work,
  begin: ChatMessage[],
): Promise<Answer> {
  const head = begin.length
  let messages = begin
  let misuses = 0
  /** What it said beside its calls: all there is where a limit keeps it from answering. */
  let said = ''
  for (let turn = 0; ; turn++) {
    const isLast = turn >= maxTurns || misuses >= mostMisuses
    if (isLast) messages = [...messages, { role: 'user', content: lastWords }]
    let reply: ModelReply
    try {
      const asked = await ask(turn, isLast)
      reply = asked.reply
      messages = asked.messages
    } catch (thrown) {
      if (!(thrown instanceof TaskLimitReached)) throw thrown
      context.log('warn', `${document.name} was stopped. ${thrown.info.message}`)
      return { text: said, turns: turn, stopped: 'cost' }
    }
    const { text, data, toolCalls = [], carried } = reply
    if (isLast) return { ...answerOf(reply), turns: Math.min(turn, maxTurns), stopped: 'turns' }
    if (toolCalls.length === 0) return { ...answerOf({ text, data }), turns: turn + 1, stopped: null }
    if (text.trim() !== '') said = text
    const used = await use(turn, toolCalls)
    misuses = used.isAllMisused ? misuses + 1 : 0
    messages = [
      ...messages,
      { role: 'assistant', content: text, toolCalls, ...(carried && { carried }) },
      ...used.messages,
    ]
  }

  /** Asks the model, with as much of the conversation as it holds. */
  async function ask(turn: number, isLast: boolean) {
    const past = place.pastNotes.filter((note) => note.type === 'context-cut').filter((note) => note.turn === turn)
    let sent = cutAgain(messages, head, past)
    const model = document.model === 'auto' || document.model === '' ? place.defaultModel : document.model
    const wasDone = past.length > 0 || place.pastNotes.some((note) => 'turn' in note && note.turn >= turn)
    for (let tries = 0; ; tries++) {
      const limit = await parts.sizes.limitOf(model, document.maxOutputTokens)
      const count = (some: ChatMessage[]) => parts.sizes.count(model, { messages: some, tools: talk.tools })
      const summarise = (some: ChatMessage[]) => talk.summarise(some, '')
      // What was asked before the program stopped is asked again as it was.
      if (!wasDone || tries > 0) {
        const fitted = await fitContext(sent, { head, limit, count, summarise }, { turn, force: tries > 0 })
        for (const cut of fitted.cuts) place.note(cut)
        if (tries > 0 && fitted.cuts.length === 0) tries = mostOverflows
        sent = fitted.messages
      }
      try {
        return { reply: await talk.ask(sent, isLast), messages: sent }
      } catch (thrown) {
        const isTooLong = thrown instanceof NitiError && thrown.info.code === 'model.context-overflow'
        if (!isTooLong || tries >= mostOverflows) throw thrown
        parts.sizes.learn(model, thrown.info)
      }
    }
  }
}

/** How often a conversation is cut because its provider said that it is too long. */
const mostOverflows = 3

const lastWords =
  'There is no more time for tools. Answer now with what you have found so far, and say what is missing.'

function answerOf({ text, data }: Pick<ModelReply, 'text' | 'data'>): Pick<AgentResult, 'text' | 'data'> {
  return { text, ...(data !== undefined && { data }) }
}

type TalkParts = {
  context: NodeContext
  place: AgentPlace
  document: AgentDocument
  agentId: string | null
  callables: Callable[]
  output: JsonObject | undefined
}

/** Asks the agent's model. */
function createTalk({ context, document, agentId, callables, output }: TalkParts) {
  const { model, fallbacks, temperature, maxOutputTokens, reasoning, toolProtocol } = document
  const tools = callables.map(({ name, title, schema, description }) => ({
    name,
    description: description || title,
    schema,
  }))
  const own: Pick<ModelRequest, 'model' | 'fallbacks' | 'agentId'> = {
    model,
    ...(fallbacks.length > 0 && { fallbacks }),
    ...(agentId !== null && { agentId }),
  }
  return {
    tools,
    ask: (messages: ChatMessage[], isLast: boolean): Promise<ModelReply> =>
      context.model({
        ...own,
        messages,
        ...(temperature !== undefined && { temperature }),
        ...(maxOutputTokens !== undefined && { maxOutputTokens }),
        ...(reasoning && { reasoning }),
        ...(output && { output: { name: 'answer', schema: output } }),
        ...(tools.length > 0 && { tools, ...(isLast && { toolChoice: 'none' as const }) }),
        ...(tools.length > 0 && toolProtocol === 'text' && { toolProtocol }),
      }),
    async summarise(messages: ChatMessage[], about: string): Promise<string> {
      const asked = summaryRequest(messages, about)
      return (await context.model({ ...own, messages: asked, maxOutputTokens: summaryTokens })).text
    },
  }
}

/** The agent as it began, from the log where it had begun before; else as it is now, which the log then has. */
async function open(parts: Parts, place: AgentPlace, request: AgentRequest): Promise<Opened> {
  const { past } = place
  if (past) {
    const { agentId, definition, instructions, tools } = past
    const document = agentDocument.parse(definition)
    return { agentId, document, instructions, tools: tools.map((tool) => readyTool.parse(tool)) }
  }
  const { agentId, document, version } = documentOf(parts.agents, request)
  refuseTooDeep([...place.agentNames, document.name])
  const taken = (request.helpers ?? []).map(({ name }) => name)
  const { wiredTools: wired, resolve } = place
  const tools = await readyTools(parts, { document, agentId, wired, resolve, taken })
  const granted = agentId === null ? [] : parts.agents.grants(agentId)
  const keepsNotes =
    agentId !== null && document.tools.some(({ kind, permission }) => kind === 'notes' && permission !== 'never')
  const notes = keepsNotes ? notesText(parts.agents.notes(agentId)) : ''
  const variables = request.variables ?? {}
  const offered = [
    ...taken.map((name) => ({ name, kind: 'agent' as const })),
    ...tools.filter(({ problem }) => problem === null),
  ]
  const instructions = instruct({ document, variables, tools: offered, notes, began: place.runBegan })
  // A document and tools are JSON, although their types know of fields that are left out.
  const recorded = { definition: document as unknown as JsonObject, tools: tools as unknown as JsonObject[] }
  place.begin({ agentId, name: document.name, version, instructions, notes, granted, ...recorded })
  return { agentId, document, instructions, tools }
}

function documentOf(agents: Agents, { agentId, definition, version }: AgentRequest) {
  if (agentId !== null) return { agentId, ...agents.running(agentId, version) }
  if (definition) return { agentId: null, document: definition, version: null }
  throw userError('agent.none', 'No agent is chosen.', {
    field: 'params.agentId',
    hint: 'Choose one, or write one here.',
  })
}

function refuseTooDeep(names: readonly string[]): void {
  if (names.length <= limits.depth) return
  const chain = names.map((name) => `“${name}”`).join(' → ')
  throw userError('agent.too-deep', `Agents ask each other more than ${limits.depth} deep: ${chain}.`, {
    hint: 'Take away the tool by which the last one asks another.',
  })
}

function helperOf({ name, title, description, work }: NonNullable<AgentRequest['helpers']>[number]): Callable {
  const schema: JsonObject = {
    type: 'object',
    properties: { task: { type: 'string', minLength: 1, description: 'What is to be done, with all that it takes.' } },
    required: ['task'],
    additionalProperties: false,
  }
  const task = (input: JsonObject) => (typeof input.task === 'string' ? input.task : '')
  return { name, title, kind: 'agent', description, schema, work: (input, index) => work(task(input), index) }
}

function least(...values: (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
