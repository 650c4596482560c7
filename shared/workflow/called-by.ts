import type { CatalogEntry } from '../catalog/entry.ts'
import type { JsonObject } from '../json.ts'

/** Which workflow a node runs inside the run. */
export type Called = { workflowId: string; version: 'published' | 'draft' }

/** What a node says it runs; null while nothing is chosen, or where an expression decides. */
export function calledBy(
  type: Pick<CatalogEntry, 'workflowParam'> | null | undefined,
  params: JsonObject,
): Called | null {
  const workflowId = type?.workflowParam === undefined ? undefined : params[type.workflowParam]
  if (typeof workflowId !== 'string' || workflowId === '' || workflowId.includes('{{')) return null
  return { workflowId, version: params.version === 'draft' ? 'draft' : 'published' }
}
