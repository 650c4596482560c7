import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import type { Trigger } from '../../../shared/contract/triggers.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import { type StartNode, startNodesOf } from '../start-nodes.ts'

export type LiveTriggers = {
  /** The triggers of the draft: what begins runs once it is published. */
  will: StartNode[]
  /** Published ones that are not in the draft any more. */
  gone: Trigger[]
  /** Published, and the workflow's triggers are switched off. */
  isOff: boolean
}

/** What publishing the draft does to its triggers. */
export function liveTriggers(
  document: Workflow,
  types: ReadonlyMap<string, CatalogEntry>,
  published: readonly Trigger[],
): LiveTriggers {
  const will = startNodesOf(document, types).filter(({ kind }) => kind !== null)
  return {
    will,
    gone: published.filter(({ node }) => !will.some(({ id }) => id === node)),
    isOff: published.length > 0 && !published.some(({ active }) => active),
  }
}
