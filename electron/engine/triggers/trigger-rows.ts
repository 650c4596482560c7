import { randomBytes } from 'node:crypto'
import type { TriggerKind } from '../../../shared/contract/triggers.ts'
import { NitiError } from '../../../shared/errors.ts'
import { type JsonObject, stableStringify } from '../../../shared/json.ts'
import { scheduleParams } from '../../../shared/workflow/trigger-params.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import { upgradeGraph } from '../nodes/upgrade-node.ts'
import type { TriggerRow, TriggerSetup } from '../store/triggers.store.ts'
import { scheduleOf, timesOf } from './next-times.ts'

/** A trigger node as a document has it; `problem` where its set-up makes no sense. */
export type FoundTrigger = {
  node: string
  kind: TriggerKind
  /** The node type, of a trigger of a service. */
  service: string | null
  title: string
  params: JsonObject
  problem: string | null
}

/** The trigger nodes of a document that are switched on, their params parsed and whole. */
export function findTriggers(document: Workflow, nodeTypes: NodeTypes): FoundTrigger[] {
  const { nodes } = upgradeGraph(nodeTypes.definitions, document)
  return Object.entries(nodes).flatMap(([id, node]) => {
    const type = nodeTypes.find(node.type)
    const kind = type?.definition.trigger
    if (!type || !kind || node.disabled) return []
    const parsed = type.definition.params.safeParse({ ...type.defaults, ...node.params })
    const service = kind === 'service' ? node.type : null
    const found = { node: id, kind, service, title: node.title ?? type.title }
    const issue = parsed.error?.issues[0]
    if (issue) return [{ ...found, params: node.params, problem: `${issue.path.join('.')}: ${issue.message}.` }]
    const params = parsed.data as JsonObject // params are JSON, before and after they are parsed
    return [{ ...found, params, problem: kind === 'schedule' ? problemOf(params) : null }]
  })
}

/** Why a schedule makes no sense, else null. */
function problemOf(params: JsonObject): string | null {
  try {
    timesOf(scheduleOf(scheduleParams.parse(params)))
    return null
  } catch (thrown) {
    if (thrown instanceof NitiError) return thrown.message
    throw thrown
  }
}

type Now = {
  nowMs: number
  /** It is published, not deleted and switched on. */
  live: boolean
  /** The newest end of a run: what comes after it is what a trigger of that kind waits for. */
  newestEnding: number
}

/**
 * What the triggers of a workflow are from now on. One that is as it was keeps its next time, so that times missed while
 * nothing ran are known; one that is new, changed or was off begins at this moment.
 */
export function setUpTriggers(found: FoundTrigger[], before: TriggerRow[], now: Now): TriggerSetup[] {
  return found.map(({ problem, ...trigger }) => {
    const old = before.find(
      (one) => one.node === trigger.node && one.kind === trigger.kind && one.service === trigger.service,
    )
    const isSame = old !== undefined && stableStringify(old.params) === stableStringify(trigger.params)
    const works = now.live && problem === null
    const isSchedule = trigger.kind === 'schedule'
    const followsRuns = trigger.kind === 'run'
    const goesOn = isSame && (isSchedule ? old.nextAt !== null : followsRuns ? old.cursor !== null : true)
    const next = () => timesOf(scheduleOf(scheduleParams.parse(trigger.params))).next(now.nowMs)
    return {
      ...trigger,
      token: hasAddress(trigger) ? (old?.token ?? newToken()) : null,
      since: goesOn ? old.since : now.nowMs,
      nextAt: !works || !isSchedule ? null : goesOn ? old.nextAt : next(),
      cursor: !works || !followsRuns ? null : goesOn ? old.cursor : now.newestEnding,
      error: isSame ? old.error : null,
      problem: problem ?? (isSame && !isSchedule ? old.problem : null),
    }
  })
}

/** Whether it is begun by calls from outside. */
function hasAddress({ kind, params }: Pick<FoundTrigger, 'kind' | 'params'>): boolean {
  return kind === 'webhook' || (kind === 'service' && params.way === 'webhook')
}

/** The secret part of a webhook's address: 32 random bytes. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}
