import { useCallback, useEffect } from 'react'
import { errorOf } from '../link/error-of.ts'
import { GraphViewProvider, useGraphView } from '../parts/graph/graph-view.tsx'
import { loadCatalog } from '../state/catalog-store.ts'
import { useCommands } from '../state/commands.ts'
import { loadConnections, useConnections } from '../state/connections-store.ts'
import { togglePanel } from '../state/panels-store.ts'
import { navigate } from '../state/route-store.ts'
import { runs, useRun } from '../state/run-store.ts'
import { findRunningRun, useShownRun } from '../state/shown-run-store.ts'
import { drafts, useDraft, useDraftError } from '../state/workflow-store.ts'
import { exportWorkflow } from '../state/workflows-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { downloadText } from '../ui/download-text.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { showToast } from '../ui/toast.tsx'
import { Dock } from './dock/dock.tsx'
import { useCanvasActions } from './edit/use-canvas-actions.ts'
import { EditorCanvas } from './editor-canvas.tsx'
import { Inspector } from './inspector/inspector.tsx'
import { OldRunBanner } from './old-run-banner.tsx'
import { Palette } from './palette.tsx'
import { rerunDraft } from './run-draft.ts'
import { useNotices } from './use-notices.ts'
import { VersionView } from './versions/version-view.tsx'

type EditorScreenProps = {
  workflowId: string
  /** A run of it to look at, with the workflow as it was then. Left out: the draft. */
  runId?: string
  /** A version of it to look at. Left out: the draft. */
  version?: number
}

/** A workflow on its canvas, with palette, inspector and dock. */
export function EditorScreen({ workflowId, runId, version }: EditorScreenProps) {
  useEffect(() => {
    void loadCatalog()
    if (!useConnections.getState().providers) void loadConnections()
  }, [])
  useEffect(() => {
    void drafts.open(workflowId)
    void findRunningRun(workflowId)
    return () => void drafts.flush(workflowId)
  }, [workflowId])
  useNotices(workflowId)
  useCommands({
    'toggle-inspector': () => togglePanel('inspector'),
    'toggle-dock': () => togglePanel('dock'),
    'export-workflow': () => void exportFile(workflowId),
  })
  if (version !== undefined) return <VersionView key={version} workflowId={workflowId} version={version} />
  return runId ? <OldRun workflowId={workflowId} runId={runId} /> : <DraftEditor workflowId={workflowId} />
}

function DraftEditor({ workflowId }: { workflowId: string }) {
  const document = useDraft(workflowId, (draft) => draft.document)
  const error = useDraftError(workflowId)
  const { runId } = useShownRun(workflowId)
  useEffect(() => (runId ? runs.watch(runId) : undefined), [runId])
  const goOn = useCallback(() => void (runId && rerunDraft(workflowId, runId, { kind: 'failed' })), [workflowId, runId])
  if (!document) {
    return error ? (
      <EmptyState
        className="h-full"
        icon="circle-alert"
        title={error.message}
        body={error.hint}
        action={<Button onClick={() => void drafts.open(workflowId)}>{text.common.retry}</Button>}
      />
    ) : (
      <Loading />
    )
  }
  return (
    <GraphViewProvider
      canvas={workflowId}
      workflowId={workflowId}
      document={document}
      runId={runId}
      isReadOnly={false}
      onGoOn={goOn}
    >
      <Layout />
    </GraphViewProvider>
  )
}

/** A run of the past over the workflow as it was then: to be looked at, not changed. */
function OldRun({ workflowId, runId }: { workflowId: string; runId: string }) {
  const document = useRun(runId, (slice) => slice.document)
  const error = useRun(runId, (slice) => slice.error)
  useEffect(() => {
    const stop = runs.watch(runId)
    void runs.loadDocument(runId)
    return stop
  }, [runId])
  const back = () => navigate({ screen: 'workflow', workflowId })
  if (!document) {
    return error ? (
      <EmptyState
        className="h-full"
        icon="circle-alert"
        title={error.message}
        body={error.hint}
        action={<Button onClick={back}>{text.canvas.oldRun.back}</Button>}
      />
    ) : (
      <Loading />
    )
  }
  return (
    <GraphViewProvider canvas={runId} workflowId={workflowId} document={document} runId={runId} isReadOnly>
      <Layout isOldRun />
    </GraphViewProvider>
  )
}

function Layout({ isOldRun = false }: { isOldRun?: boolean }) {
  const { document } = useGraphView()
  const actions = useCanvasActions()
  return (
    <div className="flex h-full min-h-0">
      <h1 className="sr-only">{document.name}</h1>
      {isOldRun ? null : <Palette actions={actions} />}
      <div className="flex min-w-0 flex-1 flex-col">
        {isOldRun ? <OldRunBanner /> : null}
        <EditorCanvas actions={actions} />
        <Dock />
      </div>
      <Inspector actions={actions} />
    </div>
  )
}

function Loading() {
  return (
    <div className="flex h-full" role="status" aria-label={text.common.loading}>
      <div className="flex w-56 shrink-0 flex-col gap-3 border-r bg-panel p-2.5">
        <Skeleton className="h-8 w-full" />
        <Skeleton className="mt-2 h-4 w-16" />
        <Skeleton className="h-5 w-32" />
        <Skeleton className="h-5 w-28" />
      </div>
      <div className="dot-grid relative flex-1 bg-bg">
        <Skeleton className="absolute top-1/3 left-1/4 h-24 w-52" />
        <Skeleton className="absolute top-1/3 left-1/2 h-24 w-52" />
      </div>
      <div className="w-[324px] shrink-0 border-l bg-panel" />
    </div>
  )
}

async function exportFile(workflowId: string): Promise<void> {
  await drafts.flush(workflowId)
  try {
    const { fileName, text: content } = await exportWorkflow(workflowId)
    downloadText(fileName, content)
  } catch (thrown) {
    const error = errorOf(thrown)
    showToast(error.message, { tone: 'bad', detail: error.hint })
  }
}
