import { useEffect, useMemo, useState } from 'react'
import type { VersionSummary } from '../../../shared/contract/versions.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { diffWorkflows, isEmptyDiff, type NodeChange, type WorkflowDiff } from '../../../shared/workflow/diff.ts'
import { graphAt, type Workflow } from '../../../shared/workflow/workflow.ts'
import { errorOf } from '../../link/error-of.ts'
import { Breadcrumb } from '../../parts/graph/breadcrumb.tsx'
import { bringIntoView } from '../../parts/graph/canvas-handle.ts'
import { GraphCanvas } from '../../parts/graph/graph-canvas.tsx'
import { GraphViewProvider } from '../../parts/graph/graph-view.tsx'
import { ZoomControls } from '../../parts/graph/zoom-controls.tsx'
import { Resizer } from '../../parts/layout/resizer.tsx'
import { usePanels } from '../../state/panels-store.ts'
import { navigate } from '../../state/route-store.ts'
import { showNode } from '../../state/selection-store.ts'
import { loadVersion } from '../../state/versions-store.ts'
import { useDraft } from '../../state/workflow-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Icon } from '../../ui/icon.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Dock } from '../dock/dock.tsx'
import { ChangeRings } from './change-rings.tsx'
import { DiffView } from './diff-view.tsx'
import { restoreVersion } from './restore-version.ts'

type Loaded = { version: VersionSummary; document: Workflow }

/** A version on the canvas, to be looked at: what is different in the draft is ringed there and told beside it. */
export function VersionView({ workflowId, version }: { workflowId: string; version: number }) {
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const draft = useDraft(workflowId, ({ document }) => document)
  useEffect(() => {
    let isGone = false
    loadVersion(workflowId, version).then(
      (found) => !isGone && setLoaded(found),
      (thrown: unknown) => !isGone && setError(errorOf(thrown)),
    )
    return () => {
      isGone = true
    }
  }, [workflowId, version])
  const diff = useMemo(() => (loaded && draft ? diffWorkflows(loaded.document, draft) : null), [loaded, draft])
  if (error) {
    return (
      <EmptyState
        className="h-full"
        icon="circle-alert"
        title={error.message}
        body={error.hint}
        action={<Button onClick={() => toDraft(workflowId)}>{text.versions.back}</Button>}
      />
    )
  }
  if (!loaded || !diff) {
    return (
      <div role="status" aria-label={text.common.loading} className="dot-grid h-full p-10">
        <Skeleton className="h-24 w-52" />
      </div>
    )
  }
  const canvas = `${workflowId}@${version}`
  return (
    <GraphViewProvider canvas={canvas} workflowId={workflowId} document={loaded.document} runId={null} isReadOnly>
      <div className="flex h-full min-h-0">
        <h1 className="sr-only">{loaded.document.name}</h1>
        <div className="flex min-w-0 flex-1 flex-col">
          <Banner workflowId={workflowId} loaded={loaded} isSame={isEmptyDiff(diff)} />
          <div className="relative min-h-0 flex-1 overflow-hidden bg-bg">
            <GraphCanvas>
              <ChangeRings diff={diff} />
              <div className="absolute bottom-3 left-3">
                <ZoomControls />
              </div>
            </GraphCanvas>
            <div className="absolute top-3 left-3">
              <Breadcrumb />
            </div>
          </div>
          <Dock />
        </div>
        <Differences canvas={canvas} loaded={loaded} diff={diff} />
      </div>
    </GraphViewProvider>
  )
}

function toDraft(workflowId: string): void {
  navigate({ screen: 'workflow', workflowId })
}

function Banner({ workflowId, loaded, isSame }: { workflowId: string; loaded: Loaded; isSame: boolean }) {
  const { version, at, note } = loaded.version
  return (
    <div role="status" className="flex min-h-11 shrink-0 items-center gap-3 border-b bg-accent-soft px-3">
      <Icon name="history" size={16} className="text-accent" />
      <span className="min-w-0 truncate">
        {text.versions.lookingAt} <span className="font-semibold">{text.versions.number(version)}</span>
        {note === '' ? null : ` · ${note}`} · <RelativeTime atMs={at} />
      </span>
      <span className="flex-1" />
      <Button
        size="sm"
        icon="rotate-ccw"
        disabled={isSame}
        onClick={() => void restoreVersion(workflowId, version, loaded.document)}
      >
        {text.versions.restore}
      </Button>
      <Button size="sm" icon="arrow-left" onClick={() => toDraft(workflowId)}>
        {text.versions.back}
      </Button>
    </div>
  )
}

function Differences({ canvas, loaded, diff }: { canvas: string; loaded: Loaded; diff: WorkflowDiff }) {
  const { size } = usePanels((panels) => panels.inspector)
  const { version } = loaded.version
  const choose = ({ at, id, was }: NodeChange) => {
    const here = was ?? id
    if (!graphAt(loaded.document, at)?.nodes[here]) return
    showNode(canvas, at, here)
    bringIntoView(canvas, here)
  }
  return (
    <aside
      aria-label={text.versions.panel}
      style={{ width: size }}
      className="relative flex shrink-0 flex-col border-l bg-panel"
    >
      <Resizer panel="inspector" edge="left" label={text.inspector.resize} />
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-3.5">
        <h2 className="font-semibold text-lg">{text.versions.comparedWithDraft(version)}</h2>
        <DiffView diff={diff} before={text.versions.short(version)} after={text.versions.draft} onChoose={choose} />
      </div>
    </aside>
  )
}
