import { type RunFilter, runFilter } from '../../shared/contract/run-filter.ts'

/** What the address calls each field of the filter, in its order there. */
const names: readonly (readonly [keyof RunFilter, string])[] = [
  ['words', 'q'],
  ['workflowId', 'workflow'],
  ['agentId', 'agent'],
  ['integrationId', 'integration'],
  ['model', 'model'],
  ['status', 'status'],
  ['trigger', 'trigger'],
  ['failedNode', 'node'],
  ['errorCode', 'error'],
  ['from', 'from'],
  ['to', 'to'],
]
const numbers = new Set<keyof RunFilter>(['from', 'to'])

/** The fields of a filter that an address names; null where it says something that there is not. */
export function parseRunFilter(given: ReadonlyMap<string, string>): RunFilter | null {
  const fields = names.flatMap(([field, name]) => {
    const value = given.get(name)
    return value ? [[field, numbers.has(field) ? Number(value) : value]] : []
  })
  const parsed = runFilter.safeParse(Object.fromEntries(fields))
  return parsed.success ? parsed.data : null
}

/** The same back, each as a name and its text. */
export function writeRunFilter(filter: RunFilter): (readonly [string, string])[] {
  return names.flatMap(([field, name]) => (filter[field] === undefined ? [] : [[name, String(filter[field])] as const]))
}

/** The part of an address of the runs after `?`; null where it says something that there is not. */
export function parseRunQuery(asked: string): { filter: RunFilter; span?: string } | null {
  const given = new Map(new URLSearchParams(asked))
  const known = new Set(['span', ...names.map(([, name]) => name)])
  if ([...given.keys()].some((name) => !known.has(name))) return null
  const filter = parseRunFilter(given)
  if (!filter) return null
  const span = given.get('span')
  return span ? { filter, span } : { filter }
}

export function writeRunQuery({ filter = {}, span }: { filter?: RunFilter; span?: string }): string {
  const parts = [...writeRunFilter(filter), ...(span === undefined ? [] : [['span', span] as const])]
  return parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
}
