import type { DashboardFilter } from '../../../shared/contract/dashboard.ts'
import type { CallsOf, Kinds, RunKind } from '../store/dashboard.store.ts'

type Facet = { facet_id: number; kind: 'agent' | 'integration' | 'model'; value: string }

/** What of the sums a filter names. */
export type Chosen = {
  /** For runs, and for calls with `callsOf`: as coarse as the filter allows. */
  runs: Kinds
  calls: Kinds
  callsOf: CallsOf
  /** The same as they are told apart by workflow and by what was at work in them. */
  own: Kinds
  /** What a run that is under way must have at work. */
  facets: number[]
  /** Nothing has the agent, service or model that is asked for. */
  isNothing: boolean
}

/** Which kinds of runs a filter names. */
export function chooseKinds(filter: DashboardFilter, all: RunKind[], known: Facet[]): Chosen {
  const { workflowId, agentId, integrationId, model, status, trigger } = filter
  const numberOf = (kind: Facet['kind'], value: string | undefined) =>
    value === undefined ? null : (known.find((facet) => facet.kind === kind && facet.value === value)?.facet_id ?? -1)
  const callsOf = { modelId: numberOf('model', model), agentId: numberOf('agent', agentId) }
  const facets = [callsOf.agentId, callsOf.modelId, numberOf('integration', integrationId)].filter((id) => id !== null)
  const fits = (kind: RunKind) =>
    (status === undefined || kind.status === status) && (trigger === undefined || kind.trigger === trigger)
  const ownFits = (kind: RunKind) =>
    fits(kind) &&
    (workflowId === undefined || kind.workflowId === workflowId) &&
    facets.every((id) => kind.facets.includes(id))

  const own = pick(all, false, ownFits)
  const coarse = pick(all, true, fits)
  const isOfWork = workflowId !== undefined || agentId !== undefined || integrationId !== undefined
  return {
    runs: isOfWork || model !== undefined ? own : coarse,
    // A call of a model is in a run that has it at work, so its model alone is enough.
    calls: isOfWork ? own : coarse,
    ...{ callsOf, own, facets, isNothing: facets.includes(-1) },
  }
}

function pick(all: RunKind[], isCoarse: boolean, fits: (kind: RunKind) => boolean): Kinds {
  const alike = all.filter((kind) => kind.isCoarse === isCoarse)
  const ids = alike.filter(fits).map((kind) => kind.kindId)
  // Where all fit, the rows need not be looked up one by one.
  return { isCoarse, ids: ids.length === alike.length ? null : ids }
}
