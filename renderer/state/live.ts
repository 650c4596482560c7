import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { onReopened } from '../link/link-store.ts'
import { agentDrafts } from './agent-drafts-store.ts'
import { agents } from './agents-store.ts'
import { backups } from './backups-store.ts'
import { budgets } from './budgets-store.ts'
import { loadConnections } from './connections-store.ts'
import { loadCosts } from './costs-store.ts'
import { followCosts } from './follow-costs.ts'
import { followNews } from './follow-news.ts'
import { health } from './health-store.ts'
import { integrations } from './integrations-store.ts'
import { mcpServers } from './mcp-store.ts'
import { queue } from './queue-store.ts'
import { loadRecentRuns } from './recent-runs-store.ts'
import { loadSettings } from './settings-store.ts'
import { triggers } from './triggers-store.ts'
import { waits } from './waits-store.ts'
import { loadTemplates, loadWorkflows } from './workflows-store.ts'

const calmMs = 250

/**
 * Loads what every screen shows and keeps it fresh: after each run that starts or finishes, as triggers change, and all
 * of it when the engine is back after it was lost. The answer stops that.
 */
export function keepFresh(): () => void {
  let stop = new AbortController()
  loadAll()
  void followTriggers(stop.signal)
  void followRuns(stop.signal)
  void followWaits(stop.signal)
  void followBudgets(stop.signal)
  void followIntegrations(stop.signal)
  void followAgents(stop.signal)
  void followMcp(stop.signal)
  void followHealth(stop.signal)
  const offReopened = onReopened(() => {
    void backups.reloadIfRestored()
    stop.abort()
    stop = new AbortController()
    loadAll()
    void followTriggers(stop.signal)
    void followRuns(stop.signal)
    void followWaits(stop.signal)
    void followBudgets(stop.signal)
    void followIntegrations(stop.signal)
    void followAgents(stop.signal)
    void followMcp(stop.signal)
    void followHealth(stop.signal)
  })
  const stopCosts = followCosts(loadCosts)
  return () => {
    offReopened()
    stopCosts()
    stop.abort()
  }
}

function loadAll(): void {
  void loadSettings()
  void triggers.load()
  void loadWorkflows()
  void loadTemplates()
  void loadCosts()
  void loadRecentRuns()
  void loadConnections()
  void waits.load()
  void queue.load()
  void budgets.load()
  void integrations.load()
  void agents.load()
  void mcpServers.load()
}

function followAgents(signal: AbortSignal): Promise<void> {
  const news = () => {
    void agents.load()
    void agentDrafts.refresh()
  }
  return followNews(signal, () => client.agents.changes(undefined, { signal }), news)
}

function followMcp(signal: AbortSignal): Promise<void> {
  return followNews(
    signal,
    () => client.mcp.changes(undefined, { signal }),
    () => void mcpServers.load(),
  )
}

async function followWaits(signal: AbortSignal): Promise<void> {
  try {
    await waits.follow(signal)
  } catch (error) {
    const { kind } = errorOf(error)
    if (!signal.aborted && kind === 'bug') console.error('The feed of what runs wait for ended', error)
  }
}

async function followHealth(signal: AbortSignal): Promise<void> {
  try {
    await health.follow(signal)
  } catch (error) {
    const { kind } = errorOf(error)
    if (!signal.aborted && kind === 'bug') console.error('The feed of health ended', error)
  }
}

/** What calls cost is in the sums of the top bar at the same moment. */
function followBudgets(signal: AbortSignal): Promise<void> {
  const news = () => {
    void budgets.load()
    void loadCosts()
  }
  return followNews(signal, () => client.budgets.changes(undefined, { signal }), news)
}

function followIntegrations(signal: AbortSignal): Promise<void> {
  return followNews(
    signal,
    () => client.integrations.changes(undefined, { signal }),
    () => void integrations.load(),
  )
}

/** Many runs may start at once; their news is collected for a moment before the lists are asked for again. */
async function followRuns(signal: AbortSignal): Promise<void> {
  let waiting: ReturnType<typeof setTimeout> | null = null
  try {
    for await (const _ of await client.runs.changes(undefined, { signal })) {
      waiting ??= setTimeout(() => {
        waiting = null
        void loadWorkflows()
        void loadCosts()
        void loadRecentRuns()
        void queue.load()
        void agents.load()
      }, calmMs)
    }
  } catch (error) {
    // A lost engine is told by the banner, and `keepFresh` starts anew when it is back. Anything else is a bug.
    const { kind } = errorOf(error)
    if (!signal.aborted && kind === 'bug') console.error('The feed of runs ended', error)
  } finally {
    if (waiting && signal.aborted) clearTimeout(waiting)
  }
}

function followTriggers(signal: AbortSignal): Promise<void> {
  const news = () => {
    void triggers.load()
    void loadWorkflows()
  }
  return followNews(signal, () => client.triggers.changes(undefined, { signal }), news)
}
