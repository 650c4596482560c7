import type { Dashboard, DashboardFilter } from '../../shared/contract/dashboard.ts'
import type { RunFilter } from '../../shared/contract/run-filter.ts'
import { hrefOf, type Route } from '../state/route-store.ts'

type Span = { from: number; to: number }

/** The runs behind a figure: those of the Dashboard's filter that began in the span, narrowed further. */
export function runsRoute(filter: DashboardFilter, { from, to }: Span, narrower: RunFilter = {}): Route {
  return { screen: 'runs', filter: { ...filter, ...narrower, from, to } }
}

/** Its address. */
export function runsHref(filter: DashboardFilter, span: Span, narrower: RunFilter = {}): string {
  return hrefOf(runsRoute(filter, span, narrower))
}

/** The runs that failed at a node; a file run from the terminal has no workflow to name. */
export function atNode({
  workflowId,
  nodePath,
}: Pick<Dashboard['failingNodes'][number], 'workflowId' | 'nodePath'>): RunFilter {
  return { failedNode: nodePath, ...(workflowId === null ? {} : { workflowId }) }
}
