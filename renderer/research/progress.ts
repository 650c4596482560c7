import { isJsonObject, type Json } from '../../shared/json.ts'
import type { NodeStatus, NodeView, RunView } from '../../shared/run/view.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'

export type PageProgress = {
  key: string
  url: string
  /** Its host, or the name of a file. */
  place: string
  title: string
  status: NodeStatus
  /** Why it was left out. */
  problem: string | null
  /** Quotes that were found in it; null while nobody knows. */
  kept: number | null
}
export type QuestionProgress = {
  key: string
  question: string
  status: NodeStatus
  problem: string | null
  /** Results of its search; null while nobody knows. */
  found: number | null
  pages: PageProgress[]
}
export type StepProgress = { id: string; title: string; status: NodeStatus | 'idle' }
export type ResearchProgress = { steps: StepProgress[]; questions: QuestionProgress[]; pages: number; quotes: number }

/** Nodes that say how far a research is, by their type: a person may have changed everything else about the workflow. */
const telling = { 'web-search': 'search', 'read-page': 'page', 'check-quotes': 'quotes' } as const
type Telling = (typeof telling)[keyof typeof telling]
const tellingOf = ({ nodeType }: NodeView): Telling | undefined =>
  (Object.entries(telling) as [string, Telling][]).find(([type]) => type === nodeType)?.[1] // entries forget their names

/** How far a research is, as its run tells it. */
export function progressOf({ nodes }: Pick<RunView, 'nodes'>, document: Workflow | null): ResearchProgress {
  const views = Object.values(nodes)
  const of = (kind: Telling) => views.filter((view) => tellingOf(view) === kind)
  const quotes = of('quotes')
  const pages = of('page')
  const questions = of('search')
    .toSorted((a, b) => compareScopes(a.scope, b.scope))
    .map((search): QuestionProgress => {
      const inside = pages.filter(({ scope }) => isInside(scope, search.scope))
      return {
        key: search.key,
        question: questionAt(views, search.scope) ?? textOf(search.params?.query) ?? '',
        ...stateOf(search),
        found: countOf(search.outputs?.out),
        pages: inside
          .toSorted((a, b) => compareScopes(a.scope, b.scope))
          .map((page) =>
            pageOf(
              page,
              quotes.filter(({ scope }) => scope === page.scope),
            ),
          ),
      }
    })
  const all = questions.flatMap((one) => one.pages)
  return {
    steps: stepsOf(nodes, document),
    questions,
    pages: all.filter(({ status }) => status === 'succeeded').length,
    quotes: all.reduce((sum, { kept }) => sum + (kept ?? 0), 0),
  }
}

function pageOf(page: NodeView, quotes: NodeView[]): PageProgress {
  const url = textOf(page.params?.url) ?? ''
  const found = page.outputs?.out
  const title = isJsonObject(found) ? textOf(found.title) : null
  const counts = quotes.flatMap(({ outputs }) => countOf(outputs?.out) ?? [])
  return {
    ...{ key: page.key, url, place: placeOf(url), title: title ?? '', ...stateOf(page) },
    kept: counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0),
  }
}

function stateOf({ status, error }: NodeView): { status: NodeStatus; problem: string | null } {
  return { status: error ? 'failed' : status, problem: error?.message ?? null }
}

const notSteps = new Set(['note', 'if', 'manual'])

/** The steps of the workflow itself, from left to right, line by line; notes and what only decides are none. */
function stepsOf(nodes: RunView['nodes'], document: Workflow | null): StepProgress[] {
  if (!document) return []
  const working = Object.entries(document.nodes).filter(([, { type }]) => !notSteps.has(type))
  const isOtherwise = (id: string) => {
    const wires = document.edges.filter(({ to }) => to === id)
    return wires.length > 0 && wires.every(({ fromPort }) => fromPort === 'false' || fromPort === 'error')
  }
  return working
    .toSorted(([, a], [, b]) => a.position.y - b.position.y || a.position.x - b.position.x)
    .flatMap(([id, node]) => {
      const status = nodes[id]?.status ?? 'idle'
      // What is only done where something else fails shows once it is.
      return status === 'skipped' || (status === 'idle' && isOtherwise(id))
        ? []
        : { id, title: node.title ?? id, status }
    })
}

/** A node beside the search that names the sub-question it is about. */
function questionAt(views: NodeView[], scope: string): string | null {
  for (const view of views) {
    const value = view.scope === scope ? view.outputs?.out : undefined
    const question = isJsonObject(value) ? textOf(value.question) : null
    if (question !== null) return question
  }
  return null
}

function isInside(scope: string, outer: string): boolean {
  return scope === outer || scope.startsWith(outer === '' ? '' : `${outer}/`)
}

/** Rounds in the order of their numbers, not of their letters. */
function compareScopes(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

function countOf(value: Json | undefined): number | null {
  return Array.isArray(value) ? value.length : null
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** What a person knows a source by. */
export function placeOf(url: string): string {
  const host = /^https?:\/\/([^/?#]+)/i.exec(url)?.[1]
  return host?.replace(/^www\./, '') ?? url.split('/').at(-1) ?? url
}
