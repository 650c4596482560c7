import { assert } from '../../../shared/assert.ts'
import { parseRunInputs } from '../../../shared/workflow/run-inputs.ts'
import type { WaitRequest, WaitResult } from '../nodes/define-node.ts'
import type { ActiveRun, Effects } from './active-run.ts'
import type { GraphPlan } from './plan-graph.ts'
import type { SchedulePlan } from './schedule.ts'

/** Answers in a dry run, whichever model a call names: on this machine, without a key, for nothing. */
export const offlineModel = 'demo/demo'
/** And what makes vectors then. */
export const offlineEmbeddings = 'demo/words'

const leftOut = 'Left out in a dry run, as it would change something outside.'

const dryPlans = new WeakMap<GraphPlan, SchedulePlan>()

/**
 * What a run goes through of a graph. A dry run leaves out the nodes that would change something outside; what only they
 * feed is skipped like any branch not taken. One whose outputs are pinned does nothing, so it stays.
 */
export function scheduleOf({ isDryRun }: Pick<ActiveRun, 'isDryRun'>, plan: GraphPlan): SchedulePlan {
  if (!isDryRun) return plan.schedule
  const known = dryPlans.get(plan)
  if (known) return known
  const nodes = plan.schedule.nodes.map((scheduled, index) => {
    const planned = plan.nodes[index]
    assert(planned, `node ${index} is planned`)
    const changes = !planned.node.pinned && planned.definition.changesOutside?.(planned.params)
    return changes ? { ...scheduled, never: scheduled.never ?? leftOut } : scheduled
  })
  const schedule = { ...plan.schedule, nodes }
  dryPlans.set(plan, schedule)
  return schedule
}

/** How a wait ends in a dry run, which waits for nobody, and what is said of it in the node's log. */
export function endDryWait(request: WaitRequest, nowMs: number): { result: WaitResult; said: string } {
  if (request.kind === 'time') {
    // What it gives is the time it would have waited for, as the nodes after it see that.
    const said = `A dry run does not wait: it goes on as if it were ${new Date(request.dueAt).toISOString()}.`
    return { result: { end: 'due', at: request.dueAt }, said }
  }
  if (request.kind === 'call') {
    return { result: { end: 'skipped', at: nowMs }, said: 'A dry run does not wait: it goes on without the call.' }
  }
  const [first] = request.choices
  assert(first, 'a question has a choice')
  const values = parseRunInputs(
    request.fields.map((field) => ({ ...field, required: false })),
    {},
  )
  const answer = { choice: first.id, values, comment: '' }
  const filled = request.fields.length === 0 ? '' : ', its form with what it holds from the start'
  const said = `A dry run asks nobody: it goes on with “${first.title}”${filled}.`
  return { result: { end: 'answered', by: '', at: nowMs, ...answer }, said }
}

/** The second lock: a node that does not say that it changes something outside cannot do so in a dry run either. */
export function withoutChanges(effects: Effects): Effects {
  const refuse = (what: string) => {
    throw new Error(`a node of a dry run was about to ${what}, and its definition does not say that it would`)
  }
  return {
    callModel: effects.callModel,
    sendHttp: async (source, request) =>
      ['GET', 'HEAD'].includes(request.method) ? effects.sendHttp(source, request) : refuse(`send ${request.method}`),
    callService: async (source, call) =>
      effects.changesService(call)
        ? refuse(`call ${call.integrationId}.${call.action}`)
        : effects.callService(source, call),
    changesService: effects.changesService,
    // What a tool of a server does nobody knows, so none is asked.
    callMcp: async () => refuse('ask an MCP server'),
    embed: effects.embed,
    knowledge: effects.knowledge,
    runAgent: effects.runAgent,
    readable: effects.readable,
    files: {
      ...effects.files,
      writeText: async () => refuse('write a file'),
      writeBytes: async () => refuse('write a file'),
      within: (folder) => ({ ...effects.files.within(folder), writeText: async () => refuse('write a file') }),
    },
  }
}
