import { nodeKey } from '../../../shared/run/events.ts'
import { createPurse, type Purse } from '../costs/purse.ts'
import { resolveParams } from '../sandbox/resolve-params.ts'
import type { AgentPlace } from './active-run.ts'
import type { Execution } from './execution.ts'
import { noteOnce } from './note-once.ts'
import { type Arrived, scopeOf } from './resolve-inputs.ts'

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
