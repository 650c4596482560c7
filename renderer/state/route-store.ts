import { create } from 'zustand'
import type { RunFilter } from '../../shared/contract/run-filter.ts'
import { type CostQuery, parseCostQuery, usualCostQuery, writeCostQuery } from './cost-query.ts'
import {
  type DashboardQuery,
  parseDashboardQuery,
  usualDashboardQuery,
  writeDashboardQuery,
} from './dashboard-query.ts'
import { parseRunQuery, writeRunQuery } from './run-query.ts'

export const settingsSections = [
  ...(['models', 'prices', 'appearance', 'runs', 'alerts', 'storage', 'backups'] as const),
  ...(['monitoring', 'data', 'shortcuts'] as const),
] as const
export type SettingsSection = (typeof settingsSections)[number]

/** Where the person is. The address bar's hash says the same, so that a reload, Back and a link all work. */
export type Route =
  | { screen: 'workflows' }
  | { screen: 'workflow'; workflowId: string; runId?: string; version?: number }
  | { screen: 'integrations'; integrationId?: string }
  | { screen: 'connections' }
  | { screen: 'mcp' }
  | { screen: 'agents'; agentId?: string }
  | { screen: 'knowledge'; knowledgeId?: string }
  | { screen: 'chat'; conversationId?: string }
  | { screen: 'research'; researchId?: string }
  /** `span`: of that run's trace; `other`: a run it is compared with. `filter` is that of the list beside it. */
  | { screen: 'runs'; runId?: string; span?: string; other?: string; filter?: RunFilter }
  | { screen: 'dashboard'; query: DashboardQuery }
  | { screen: 'alerts' }
  | { screen: 'health' }
  | { screen: 'costs'; query: CostQuery }
  | { screen: 'settings'; section: SettingsSection }
  | { screen: 'not-found'; path: string }

/** `#/workflows/wf_1/runs/run_1`, `#/costs?range=all` and the like; anything else is `not-found`. */
export function parseHash(hash: string): Route {
  const path = hash.replace(/^#/, '')
  const [place, asked] = splitAt(path, '?')
  if (place === '/costs') {
    const query = parseCostQuery(asked)
    return query ? { screen: 'costs', query } : { screen: 'not-found', path }
  }
  if (place === '/dashboard') {
    const query = parseDashboardQuery(asked)
    return query ? { screen: 'dashboard', query } : { screen: 'not-found', path }
  }
  if (place === '/runs' || place.startsWith('/runs/')) return parseRuns(place, asked) ?? { screen: 'not-found', path }
  const parts = path.split('/').filter((part) => part !== '')
  const [first, second, third, fourth] = parts.map(decode)
  if (first === undefined) return { screen: 'workflows' }
  if (first === 'workflows') {
    if (parts.length === 1) return { screen: 'workflows' }
    if (parts.length === 2 && second) return { screen: 'workflow', workflowId: second }
    if (parts.length === 4 && second && third === 'runs' && fourth) {
      return { screen: 'workflow', workflowId: second, runId: fourth }
    }
    if (parts.length === 4 && second && third === 'versions' && /^[1-9]\d{0,8}$/.test(fourth ?? '')) {
      return { screen: 'workflow', workflowId: second, version: Number(fourth) }
    }
  }
  if (first === 'integrations' && parts.length <= 2) {
    return second ? { screen: 'integrations', integrationId: second } : { screen: 'integrations' }
  }
  if (first === 'connections' && parts.length === 1) return { screen: 'connections' }
  if (first === 'mcp-servers' && parts.length === 1) return { screen: 'mcp' }
  if (first === 'agents' && parts.length <= 2)
    return second ? { screen: 'agents', agentId: second } : { screen: 'agents' }
  if (first === 'knowledge' && parts.length <= 2) {
    return second ? { screen: 'knowledge', knowledgeId: second } : { screen: 'knowledge' }
  }
  if (first === 'chat' && parts.length <= 2) {
    return second ? { screen: 'chat', conversationId: second } : { screen: 'chat' }
  }
  if (first === 'research' && parts.length <= 2) {
    return second ? { screen: 'research', researchId: second } : { screen: 'research' }
  }
  if ((first === 'alerts' || first === 'health') && parts.length === 1) return { screen: first }
  if (first === 'settings' && parts.length <= 2) {
    const section = settingsSections.find((name) => name === (second ?? 'models'))
    if (section) return { screen: 'settings', section }
  }
  return { screen: 'not-found', path }
}

/** `/runs`, `/runs/run_1`, `/runs/run_1/with/run_2`, each with the list's filter, and a run also with `span=…`. */
function parseRuns(place: string, asked: string): Route | null {
  const [, runId, withWord, other, ...rest] = place
    .split('/')
    .filter((part) => part !== '')
    .map(decode)
  if (rest.length > 0 || (withWord !== undefined && (withWord !== 'with' || !other))) return null
  const query = parseRunQuery(asked)
  if (!query || (query.span !== undefined && runId === undefined)) return null
  const { span, filter } = query
  return {
    screen: 'runs',
    ...(runId === undefined ? {} : { runId }),
    ...(other === undefined ? {} : { other }),
    ...(span === undefined ? {} : { span }),
    ...(Object.keys(filter).length > 0 ? { filter } : {}),
  }
}

/** The Dashboard as it opens. */
export const dashboardRoute: Route = { screen: 'dashboard', query: usualDashboardQuery }

/** The Costs screen as it opens. */
export const costsRoute: Route = { screen: 'costs', query: usualCostQuery }

/** The address of a route, for links: `<a href={hrefOf({ screen: 'runs' })}>`. */
export function hrefOf(route: Route): string {
  switch (route.screen) {
    case 'workflows':
      return '#/workflows'
    case 'workflow': {
      const base = `#/workflows/${encodeURIComponent(route.workflowId)}`
      if (route.version !== undefined) return `${base}/versions/${route.version}`
      return route.runId ? `${base}/runs/${encodeURIComponent(route.runId)}` : base
    }
    case 'integrations':
      return route.integrationId ? `#/integrations/${encodeURIComponent(route.integrationId)}` : '#/integrations'
    case 'connections':
      return '#/connections'
    case 'mcp':
      return '#/mcp-servers'
    case 'agents':
      return route.agentId ? `#/agents/${encodeURIComponent(route.agentId)}` : '#/agents'
    case 'knowledge':
      return route.knowledgeId ? `#/knowledge/${encodeURIComponent(route.knowledgeId)}` : '#/knowledge'
    case 'chat':
      return route.conversationId ? `#/chat/${encodeURIComponent(route.conversationId)}` : '#/chat'
    case 'research':
      return route.researchId ? `#/research/${encodeURIComponent(route.researchId)}` : '#/research'
    case 'runs': {
      const run = route.runId === undefined ? '' : `/${encodeURIComponent(route.runId)}`
      const other = route.other === undefined ? '' : `/with/${encodeURIComponent(route.other)}`
      const asked = writeRunQuery(route)
      return `#/runs${run}${other}${asked ? `?${asked}` : ''}`
    }
    case 'dashboard': {
      const asked = writeDashboardQuery(route.query)
      return asked ? `#/dashboard?${asked}` : '#/dashboard'
    }
    case 'alerts':
      return '#/alerts'
    case 'health':
      return '#/health'
    case 'costs': {
      const asked = writeCostQuery(route.query)
      return asked ? `#/costs?${asked}` : '#/costs'
    }
    case 'settings':
      return `#/settings/${route.section}`
    case 'not-found':
      return `#${route.path}`
  }
}

function splitAt(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** A hash typed by hand may hold a broken escape; it is then taken as it stands. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export const useRouteStore = create<{ route: Route }>(() => ({ route: parseHash(window.location.hash) }))

window.addEventListener('hashchange', () => useRouteStore.setState({ route: parseHash(window.location.hash) }))

export function useRoute(): Route {
  return useRouteStore((state) => state.route)
}

/** Goes there. `replace` leaves no entry behind for Back: for redirects. */
export function navigate(route: Route, { replace = false }: { replace?: boolean } = {}): void {
  const href = hrefOf(route)
  if (window.location.hash === href) return
  if (replace) window.history.replaceState(null, '', href)
  else window.history.pushState(null, '', href)
  useRouteStore.setState({ route })
}
