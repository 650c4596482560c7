import { agentsContract } from './agents.ts'
import { alertsContract } from './alerts.ts'
import { backupsContract } from './backups.ts'
import { budgetsContract } from './budgets.ts'
import { catalogContract } from './catalog.ts'
import { channelsContract } from './channels.ts'
import { chatContract } from './chat.ts'
import { connectionsContract } from './connections.ts'
import { costsContract } from './costs.ts'
import { dashboardContract } from './dashboard.ts'
import { healthContract } from './health.ts'
import { integrationsContract } from './integrations.ts'
import { knowledgeContract } from './knowledge.ts'
import { mcpContract } from './mcp.ts'
import { pricesContract } from './prices.ts'
import { queueContract } from './queue.ts'
import { researchContract } from './research.ts'
import { runsContract } from './runs.ts'
import { settingsContract } from './settings.ts'
import { storageContract } from './storage.ts'
import { telemetryContract } from './telemetry.ts'
import { triggersContract } from './triggers.ts'
import { versionsContract } from './versions.ts'
import { waitsContract } from './waits.ts'
import { workflowsContract } from './workflows.ts'

/** Every call the engine answers: the sum of one file per noun. */
export const engineContract = {
  workflows: workflowsContract,
  versions: versionsContract,
  catalog: catalogContract,
  runs: runsContract,
  queue: queueContract,
  waits: waitsContract,
  triggers: triggersContract,
  storage: storageContract,
  connections: connectionsContract,
  integrations: integrationsContract,
  settings: settingsContract,
  costs: costsContract,
  budgets: budgetsContract,
  prices: pricesContract,
  channels: channelsContract,
  agents: agentsContract,
  mcp: mcpContract,
  knowledge: knowledgeContract,
  chat: chatContract,
  research: researchContract,
  dashboard: dashboardContract,
  alerts: alertsContract,
  health: healthContract,
  telemetry: telemetryContract,
  backups: backupsContract,
}
