import { agentTraceText } from './text/agent-trace.ts'
import { agentsText } from './text/agents.ts'
import { alertsText } from './text/alerts.ts'
import { backupsText } from './text/backups.ts'
import { budgetsText } from './text/budgets.ts'
import { canvasText } from './text/canvas.ts'
import { channelsText } from './text/channels.ts'
import { chartsText } from './text/charts.ts'
import { chatText } from './text/chat.ts'
import { costsText } from './text/costs.ts'
import { dashboardText } from './text/dashboard.ts'
import { forecastText } from './text/forecast.ts'
import { formText } from './text/form.ts'
import { frameText } from './text/frame.ts'
import { healthText } from './text/health.ts'
import { inspectorText } from './text/inspector.ts'
import { integrationsText } from './text/integrations.ts'
import { knowledgeText } from './text/knowledge.ts'
import { linkText } from './text/link.ts'
import { mcpText } from './text/mcp.ts'
import { pricesText } from './text/prices.ts'
import { queueText } from './text/queue.ts'
import { researchText } from './text/research.ts'
import { runListText } from './text/run-list.ts'
import { runPageText } from './text/run-page.ts'
import { runsText } from './text/runs.ts'
import { settingsText } from './text/settings.ts'
import { sharedWords } from './text/shared-words.ts'
import { storageText } from './text/storage.ts'
import { telemetryText } from './text/telemetry.ts'
import { triggersText } from './text/triggers.ts'
import { versionsText } from './text/versions.ts'
import { waitsText } from './text/waits.ts'
import { workflowsText } from './text/workflows.ts'

/**
 * Every word the page says, in one place: one group per screen, each in its own file under `text/`. Sentences with
 * something to fill in are functions. A new screen adds its file and one line here.
 */
export const text = {
  common: sharedWords,
  frame: frameText,
  canvas: canvasText,
  inspector: inspectorText,
  integrations: integrationsText,
  link: linkText,
  runs: runsText,
  costs: costsText,
  charts: chartsText,
  queue: queueText,
  waits: waitsText,
  form: formText,
  forecast: forecastText,
  versions: versionsText,
  workflows: workflowsText,
  settings: settingsText,
  storage: storageText,
  prices: pricesText,
  triggers: triggersText,
  channels: channelsText,
  budgets: budgetsText,
  agents: agentsText,
  agentTrace: agentTraceText,
  chat: chatText,
  research: researchText,
  knowledge: knowledgeText,
  mcp: mcpText,
  dashboard: dashboardText,
  alerts: alertsText,
  health: healthText,
  telemetry: telemetryText,
  backups: backupsText,
  runList: runListText,
  runPage: runPageText,
} as const
