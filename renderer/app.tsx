import { lazy, Suspense, useCallback, useEffect } from 'react'
import type { ShellCommand } from '../shared/contract/shell.ts'
import { Frame } from './frame/frame.tsx'
import { ScreenBoundary } from './frame/screen-boundary.tsx'
import { ScreenSkeleton } from './frame/screen-skeleton.tsx'
import { useShell } from './frame/use-shell.ts'
import { leaveTab } from './frame/workflow-tabs.tsx'
import { client } from './link/client.ts'
import { errorOf } from './link/error-of.ts'
import { watchPageErrors } from './link/report-page-errors.ts'
import { BudgetHost } from './parts/budgets/budget-host.tsx'
import { WizardHost } from './parts/integrations/wizard-host.tsx'
import { AnswerHost } from './parts/wait/answer-host.tsx'
import { runCommand, useCommands, watchKeys } from './state/commands.ts'
import { useIntegrations } from './state/integrations-store.ts'
import { keepFresh } from './state/live.ts'
import { openTab } from './state/open-tabs-store.ts'
import { costsRoute, dashboardRoute, hrefOf, navigate, parseHash, type Route, useRoute } from './state/route-store.ts'
import { useDraft } from './state/workflow-store.ts'
import { createWorkflow, useWorkflows } from './state/workflows-store.ts'
import { text } from './text.ts'
import { Button } from './ui/button.tsx'
import { loadCodeEditor } from './ui/code-editor.tsx'
import { EmptyState } from './ui/empty-state.tsx'
import { whenIdle } from './ui/late-piece.ts'
import { showToast, Toaster } from './ui/toast.tsx'
import { TooltipProvider } from './ui/tooltip.tsx'
import { exportToFile } from './workflows/export-to-file.ts'
import { chooseAndImport, importText } from './workflows/import-files.ts'
import { WorkflowsScreen } from './workflows/workflows-screen.tsx'

const EditorScreen = lazy(async () => ({ default: (await import('./canvas/editor-screen.tsx')).EditorScreen }))
const RunsScreen = lazy(async () => ({ default: (await import('./runs/runs-screen.tsx')).RunsScreen }))
const IntegrationsScreen = lazy(async () => ({
  default: (await import('./integrations/integrations-screen.tsx')).IntegrationsScreen,
}))
const AgentsScreen = lazy(async () => ({ default: (await import('./agents/agents-screen.tsx')).AgentsScreen }))
const KnowledgeScreen = lazy(async () => ({
  default: (await import('./knowledge/knowledge-screen.tsx')).KnowledgeScreen,
}))
const ChatScreen = lazy(async () => ({ default: (await import('./chat/chat-screen.tsx')).ChatScreen }))
const ResearchScreen = lazy(async () => ({ default: (await import('./research/research-screen.tsx')).ResearchScreen }))
const McpScreen = lazy(async () => ({ default: (await import('./mcp/mcp-screen.tsx')).McpScreen }))
const DashboardScreen = lazy(async () => ({
  default: (await import('./dashboard/dashboard-screen.tsx')).DashboardScreen,
}))
const AlertsScreen = lazy(async () => ({ default: (await import('./alerts/alerts-screen.tsx')).AlertsScreen }))
const HealthScreen = lazy(async () => ({ default: (await import('./health/health-screen.tsx')).HealthScreen }))
const CostsScreen = lazy(async () => ({ default: (await import('./costs/costs-screen.tsx')).CostsScreen }))
const SettingsScreen = lazy(async () => ({ default: (await import('./settings/settings-screen.tsx')).SettingsScreen }))

export function App() {
  const route = useRoute()
  const title = useTitle(route)
  const engine = useShell(title, carryOut)
  useEffect(() => keepFresh(), [])
  useEffect(() => watchKeys(window), [])
  useEffect(() => whenIdle(() => void loadCodeEditor()), [])
  useEffect(() => refuseStrayDrops(window), [])
  useEffect(() => watchPageErrors(window), [])
  useEffect(() => {
    document.title = title ? `${title} · Niti` : 'Niti'
  }, [title])
  useEffect(() => {
    if (route.screen === 'workflow') openTab(route.workflowId)
  }, [route])
  useCommands({
    'new-workflow': newWorkflow,
    'import-workflow': chooseAndImport,
    'export-workflow': route.screen === 'workflow' ? () => void exportToFile(route.workflowId) : undefined,
    'close-tab': route.screen === 'workflow' ? () => leaveTab(route.workflowId, true) : undefined,
    'go-workflows': () => navigate({ screen: 'workflows' }),
    'go-chat': () => navigate({ screen: 'chat' }),
    'go-research': () => navigate({ screen: 'research' }),
    'go-agents': () => navigate({ screen: 'agents' }),
    'go-runs': () => navigate({ screen: 'runs' }),
    'go-dashboard': () => navigate(dashboardRoute),
    'go-costs': () => navigate(costsRoute),
    'go-integrations': () => navigate({ screen: 'integrations' }),
    settings: () => navigate({ screen: 'settings', section: 'models' }),
    shortcuts: () => navigate({ screen: 'settings', section: 'shortcuts' }),
  })
  return (
    <TooltipProvider>
      <Frame engine={engine}>
        <ScreenBoundary resetKey={hrefOf(route)}>
          <Suspense fallback={<ScreenSkeleton />}>
            <Screen route={route} />
          </Suspense>
        </ScreenBoundary>
      </Frame>
      <AnswerHost />
      <BudgetHost />
      <WizardHost />
      <Toaster />
    </TooltipProvider>
  )
}

function Screen({ route }: { route: Route }) {
  const goHome = useCallback(() => navigate({ screen: 'workflows' }), [])
  switch (route.screen) {
    case 'workflows':
      return <WorkflowsScreen />
    case 'workflow':
      // Keyed: another workflow is another editor, with nothing left of the one before.
      return (
        <EditorScreen
          key={route.workflowId}
          workflowId={route.workflowId}
          runId={route.runId}
          version={route.version}
        />
      )
    case 'integrations':
    case 'connections':
      return <IntegrationsScreen route={route} />
    case 'mcp':
      return <McpScreen />
    case 'agents':
      return <AgentsScreen agentId={route.agentId} />
    case 'knowledge':
      return <KnowledgeScreen knowledgeId={route.knowledgeId} />
    case 'chat':
      return <ChatScreen conversationId={route.conversationId} />
    case 'research':
      return <ResearchScreen researchId={route.researchId} />
    case 'runs':
      return <RunsScreen route={route} />
    case 'dashboard':
      return <DashboardScreen query={route.query} />
    case 'alerts':
      return <AlertsScreen />
    case 'health':
      return <HealthScreen />
    case 'costs':
      return <CostsScreen query={route.query} />
    case 'settings':
      return <SettingsScreen section={route.section} />
    case 'not-found':
      return (
        <EmptyState
          icon="box"
          title={text.frame.notFound.title}
          body={text.frame.notFound.body}
          className="h-full"
          action={<Button onClick={goHome}>{text.frame.notFound.action}</Button>}
        />
      )
  }
}

function useTitle(route: Route): string {
  const workflowId = route.screen === 'workflow' ? route.workflowId : ''
  const draftName = useDraft(workflowId, (draft) => draft.document.name)
  const listName = useWorkflows((state) => state.list?.find((entry) => entry.workflowId === workflowId)?.name)
  const integrationId = route.screen === 'integrations' ? route.integrationId : undefined
  const service = useIntegrations((state) => state.list?.find(({ id }) => id === integrationId)?.title)
  switch (route.screen) {
    case 'workflow':
      return draftName ?? listName ?? ''
    case 'integrations':
      return service ?? text.frame.rail.integrations
    case 'connections':
      return text.integrations.tabs.connections
    case 'mcp':
      return text.mcp.title
    case 'agents':
      return text.frame.rail.agents
    case 'knowledge':
      return text.knowledge.title
    case 'chat':
      return text.frame.rail.chat
    case 'research':
      return text.frame.rail.research
    case 'runs':
      return text.frame.rail.runs
    case 'dashboard':
      return text.frame.rail.dashboard
    case 'alerts':
      return text.alerts.title
    case 'health':
      return text.health.title
    case 'costs':
      return text.frame.rail.costs
    case 'settings':
      return `${text.settings.title}: ${text.settings.sections[route.section]}`
    default:
      return text.frame.rail.workflows
  }
}

/** A file dropped beside a place that takes it would replace the page by the file. */
function refuseStrayDrops(target: Window): () => void {
  const refuse = (event: DragEvent) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'none'
  }
  target.addEventListener('dragover', refuse)
  target.addEventListener('drop', refuse)
  return () => {
    target.removeEventListener('dragover', refuse)
    target.removeEventListener('drop', refuse)
  }
}

async function newWorkflow(): Promise<void> {
  try {
    navigate({ screen: 'workflow', workflowId: await createWorkflow() })
  } catch (thrown) {
    const error = errorOf(thrown)
    showToast(error.message, { tone: 'bad', detail: error.hint })
  }
}

/** The browser came back from a sign-in by way of the desktop: the engine knows whose it is. */
async function answerSignIn(query: Record<string, string>): Promise<void> {
  try {
    const { isKnown } = await client.integrations.oauthAnswer({ url: `niti://oauth?${new URLSearchParams(query)}` })
    if (!isKnown) showToast(text.frame.signInUnknown, { tone: 'bad', detail: text.frame.signInUnknownHint })
  } catch (thrown) {
    const error = errorOf(thrown)
    showToast(error.message, { tone: 'bad', detail: error.hint })
  }
}

/** Menu clicks, files and links that reach the app from outside the page. */
function carryOut(command: ShellCommand): void {
  switch (command.kind) {
    case 'menu':
      runCommand(command.command)
      return
    case 'open-file':
      void importText(command.name, command.text)
      return
    case 'open-failed':
      showToast(text.frame.openFailed(command.name), { tone: 'bad', detail: command.message })
      return
    case 'open-link':
      if (command.path[0] === 'oauth') return void answerSignIn(command.query)
      navigate(parseHash(`#/${command.path.map(encodeURIComponent).join('/')}`))
  }
}
