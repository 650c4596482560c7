import type { RunFilter } from '../../../shared/contract/run-filter.ts'
import { askedWords, asksWords } from '../../../shared/run/search-words.ts'

/** Which runs a list shows, in SQL: what to go through in the order of `key`, and what must hold. */
export type RunWhere = {
  /** The run's number in `from`. */
  key: string
  from: string
  where: string[]
  params: Record<string, string | number>
}

/** A filter's fields that name something that was at work in the run, with the kind it is kept under. */
const facets = [
  ['agentId', 'agent'],
  ['integrationId', 'integration'],
  ['model', 'model'],
] as const

/** Nothing is found by a text without a word. */
const nothing: Pick<RunWhere, 'key' | 'from'> = { key: 'r.run_number', from: 'runs r' }

/** The query of FTS5 for runs that hold every word, the last one as a beginning; null where the text has none. */
export function everyWordQuery(asked: string): string | null {
  const words = askedWords(asked)
  if (words.length === 0) return null
  // A word has only letters, digits and marks in it: nothing could end the quotes.
  return words.map((word, index) => `"${word}"${index === words.length - 1 ? '*' : ''}`).join(' ')
}

/**
 * The narrowest way to the runs that fit: through their words, what failed, or what was at work in them where one of these
 * is asked for; else through an index that holds all else that a filter asks, so that no row is read that is not shown.
 */
export function runWhere(workspaceId: string, filter: RunFilter): RunWhere {
  const { workflowId, status, trigger, from, to } = filter
  const params: RunWhere['params'] = { workspaceId }
  const onRow: string[] = []
  const add = (name: string, value: string | number | undefined, condition: string) => {
    if (value === undefined) return
    params[name] = value
    onRow.push(condition)
  }
  add('status', status, 'r.status = @status')
  add('trigger', trigger, 'r.run_trigger = @trigger')
  if (filter.isBegun) onRow.push("r.status <> 'queued'")
  add('from', from, 'r.started_at >= @from')
  add('to', to, 'r.started_at < @to')

  const sources = narrowSources(filter, params)
  if (!sources) return { ...nothing, where: ['0'], params: {} }
  const [first, ...others] = sources
  const exists =
    (key: string) =>
    ({ table, as, column, where }: Source) =>
      `EXISTS (SELECT 1 FROM ${table} ${as} WHERE ${as}.${column} = ${key} AND ${where})`
  // Few runs are in such a state: they are gone through, rather than all that a model was at work in.
  const isRare = status !== undefined && status !== 'succeeded' && !asksWords(filter.words)
  if (!first || isRare) {
    const shown = ['r.removed_at IS NULL', ...onRow, ...sources.map(exists('r.run_number'))]
    const all = { key: 'r.run_number', params }
    if (workflowId !== undefined) {
      params.workflowId = workflowId
      return {
        ...all,
        from: 'runs r INDEXED BY runs_shown_by_workflow',
        where: ['r.workflow_id = @workflowId', ...shown],
      }
    }
    const index = status === undefined ? 'runs_shown' : 'runs_shown_by_status'
    return { ...all, from: `runs r INDEXED BY ${index}`, where: ['r.workspace_id = @workspaceId', ...shown] }
  }
  add('workflowId', workflowId, 'r.workflow_id = @workflowId')
  const key = `${first.as}.${first.column}`
  const source = `${first.table} ${first.as}${first.index ? ` INDEXED BY ${first.index}` : ''}`
  const fits = others.map(exists(key))
  if (onRow.length === 0) {
    // The rows of all that were found need not be looked at; removed ones are few, and known by an index.
    const shown = `${key} NOT IN (SELECT run_number FROM runs WHERE removed_at IS NOT NULL)`
    return { key, from: source, where: [first.where, ...fits, shown], params }
  }
  return {
    ...{ key, from: `${source} CROSS JOIN runs r ON r.run_number = ${key}`, params },
    where: [first.where, ...fits, 'r.removed_at IS NULL', ...onRow],
  }
}

/** `index`: the one that gives its runs in their order. */
type Source = { table: string; as: string; column: string; where: string; index?: string }

/** Tables that say which runs fit a part of the filter, the narrowest first; null: none can. */
function narrowSources(filter: RunFilter, params: RunWhere['params']): Source[] | null {
  const sources: Source[] = []
  if (asksWords(filter.words)) {
    const query = everyWordQuery(filter.words)
    if (query === null) return null
    params.words = query
    sources.push({ table: 'run_words', as: 'w', column: 'rowid', where: 'w.run_words MATCH @words' })
  }
  const { failedNode, errorCode } = filter
  if (failedNode !== undefined || errorCode !== undefined) {
    const where: string[] = []
    if (failedNode !== undefined) {
      params.failedNode = failedNode
      where.push('e.node_path = @failedNode')
    }
    if (errorCode !== undefined) {
      params.errorCode = errorCode
      where.push('e.code = @errorCode')
    }
    // One run may have failed in several ways.
    const table = `(SELECT DISTINCT run_number FROM run_failures e WHERE ${where.join(' AND ')})`
    sources.push({ table, as: 'f', column: 'run_number', where: '1' })
  }
  for (const [field, kind] of facets) {
    const value = filter[field]
    if (value === undefined) continue
    params[field] = value
    const as = `by_${kind}`
    const where = `${as}.facet_id = (SELECT facet_id FROM facets WHERE kind = '${kind}' AND value = @${field})`
    sources.push({ table: 'facets_of_runs', as, column: 'run_number', where, index: 'facets_of_runs_by_facet' })
  }
  return sources
}
