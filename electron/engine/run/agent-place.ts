import type { JsonObject } from '../../../shared/json.ts'
import { nodeKey, type RunEventBody } from '../../../shared/run/events.ts'
import { createPurse, type Purse } from '../costs/purse.ts'
import { resolveParams } from '../sandbox/resolve-params.ts'
import type { Execution } from './execution.ts'
import type { StartedAgent } from './history.ts'
import { type Note, noteOnce, type SaidNote } from './note-once.ts'
import type { PlannedNode } from './plan-graph.ts'
import { type Arrived, scopeOf } from './resolve-inputs.ts'

/** What an agent's work knows of the node it is done in, beside the node's context. */
export type AgentPlace = {
  readonly isDryRun: boolean
  /** ISO time the run began: the same however often the work is taken up again. */
  readonly runBegan: string
  /** What `auto` stands for. */
  readonly defaultModel: string | null
  /** Agents whose work this is part of, outermost first. */
  readonly agentNames: readonly string[]
  /** How it began before the program stopped; null where it begins now. */
  readonly past: StartedAgent | null
  /** What had been said of it until then. */
  readonly pastNotes: readonly SaidNote[]
  begin(started: Omit<Extract<RunEventBody, { type: 'agent-started' }>, 'type' | 'node' | 'scope'>): void
  note(note: Note): void
  /** Enters the work of this agent: what is asked for from now on is part of it, and costs its purse. */
  enter(agent: { name: string; maxMicroUsd: number | undefined }): void
  /** Nodes that are wired to this one as its tools. */
  readonly wiredTools: readonly PlannedNode[]
  /** What a person wrote into such a node, its expressions evaluated where this node stands. */
  resolve(tool: PlannedNode, filled: JsonObject): Promise<JsonObject>
}

/** What holds for all that a node asks for and lets others do. */
export type Within = { purses: readonly Purse[]; agentNames: string[] }

export function createAgentPlace(
  execution: Execution,
  arrived: Arrived,
  setWithin: (within: Within) => void,
): AgentPlace {
  const { run, planned, scope, values, signal } = execution
  const at = { node: planned.id, scope }
  const key = nodeKey(scope, planned.id)
  const history = execution.tries === 1 ? run.history : null
  const past = history?.scopes.get(scope)?.agents.get(planned.id) ?? null

  return {
    isDryRun: run.isDryRun,
    runBegan: run.now,
    defaultModel: run.defaultModel,
    agentNames: run.agentNames,
    past,
    pastNotes: past ? (history?.notesOf(at) ?? []) : [],
    begin: (started) => run.log.append({ type: 'agent-started', ...at, ...started }),
    note: (note) => noteOnce(execution, note),
    enter({ name, maxMicroUsd }) {
      const purse = maxMicroUsd === undefined ? null : purseOf(maxMicroUsd)
      setWithin({ purses: [...run.purses, ...(purse ? [purse] : [])], agentNames: [...run.agentNames, name] })
    },
    wiredTools: planned.tools ?? [],
    resolve: async ({ hasExpressions, isRaw: raw }, filled) =>
      hasExpressions ? resolveParams(filled, scopeOf(run, values, arrived), run.sandbox, { raw, signal }) : filled,
  }

  /** One for all tries of the node: a task that is tried again goes on with what is left. */
  function purseOf(limitMicroUsd: number): Purse {
    const known = run.allPurses.get(key)
    if (known) return known
    const made = createPurse({ key, limitMicroUsd, spentMicroUsd: run.history?.spentIn(key) ?? 0 })
    run.allPurses.set(key, made)
    return made
  }
}
