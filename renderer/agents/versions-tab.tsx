import { useState } from 'react'
import type { AgentDocument } from '../../shared/agents/agent.ts'
import type { AgentVersion } from '../../shared/contract/agents.ts'
import { client } from '../link/client.ts'
import { InstructionsField } from '../parts/agents/instructions-field.tsx'
import { LimitFields } from '../parts/agents/limit-fields.tsx'
import { ModelFields, ModelTuning } from '../parts/agents/model-fields.tsx'
import { ToolsField } from '../parts/agents/tools-field.tsx'
import { agentDrafts, useAgentDraft } from '../state/agent-drafts-store.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Sheet } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { showToast } from '../ui/toast.tsx'
import { attempt } from './attempt.ts'
import { exportAgent } from './import-agents.ts'
import { useKept } from './use-kept.ts'

const say = text.agents.versions

/** What was published, newest first: to look at, and to go back to. */
export function VersionsTab({ agentId, onRestored }: { agentId: string; onRestored: () => void }) {
  const published = useAgentDraft(agentId, (draft) => draft.detail.publishedVersion)
  const { value, error } = useKept(() => client.agents.versions({ agentId }), `${agentId} ${published}`)
  const [looking, setLooking] = useState<AgentVersion | null>(null)
  const restore = (version: number) =>
    attempt(async () => {
      await agentDrafts.restore(agentId, version)
      setLooking(null)
      onRestored()
      showToast(say.restored(version), { tone: 'ok', detail: say.restoredDetail })
    })
  if (error && !value) return <ErrorNote error={error} className="m-6" />
  if (!value) return <Skeleton className="m-6 h-24" />
  if (value.length === 0) return <EmptyState icon="history" title={say.none} body={say.noneBody} className="py-16" />
  return (
    <div className="mx-auto w-full max-w-[760px] px-6 py-5">
      <ul className="divide-y rounded-xl border bg-panel">
        {value.map((version) => (
          <li key={version.version} className="flex h-11 items-center gap-3 px-3">
            <button
              type="button"
              onClick={() => setLooking(version)}
              title={say.lookAt(version.version)}
              className="flex h-8 min-w-0 flex-1 items-center gap-3 rounded-md px-1.5 text-left hover:bg-hover"
            >
              <span className="figures w-8 shrink-0 font-semibold">{say.short(version.version)}</span>
              <RelativeTime atMs={version.at} className="w-28 shrink-0 text-mute" />
              <span className="min-w-0 flex-1 truncate">{version.note}</span>
              {version.isPublished ? <Badge tone="ok">{say.current}</Badge> : null}
            </button>
            <IconButton
              icon="rotate-ccw"
              size="sm"
              label={`${say.restore}: ${say.short(version.version)}`}
              onClick={() => restore(version.version)}
            />
          </li>
        ))}
      </ul>
      {looking ? (
        <VersionSheet
          agentId={agentId}
          version={looking}
          onClose={() => setLooking(null)}
          onRestore={() => restore(looking.version)}
        />
      ) : null}
    </div>
  )
}

type VersionSheetProps = { agentId: string; version: AgentVersion; onClose: () => void; onRestore: () => void }

function VersionSheet({ agentId, version: { version, at, note }, onClose, onRestore }: VersionSheetProps) {
  const { value, error } = useKept(() => client.agents.version({ agentId, version }), `${agentId} ${version}`)
  return (
    <Sheet
      isOpen
      onClose={onClose}
      size="lg"
      title={say.title(version)}
      description={
        <>
          <RelativeTime atMs={at} />
          {note ? ` · ${note}` : ''}
        </>
      }
      footer={
        <>
          <Button icon="download" onClick={() => attempt(() => exportAgent(agentId, version))}>
            {text.common.export}
          </Button>
          <Button variant="primary" icon="rotate-ccw" onClick={onRestore}>
            {say.restore}
          </Button>
        </>
      }
    >
      {error ? <ErrorNote error={error} /> : null}
      {value ? <Frozen document={value.document} /> : error ? null : <Skeleton className="h-64" />}
    </Sheet>
  )
}

const nothing = () => {}

/** An agent to be read. */
function Frozen({ document }: { document: AgentDocument }) {
  const fields = { document, isReadOnly: true, onChange: nothing }
  return (
    <div className="flex flex-col gap-5">
      {document.description ? <p className="text-mute">{document.description}</p> : null}
      <InstructionsField document={document} isReadOnly minRows={6} onChange={nothing} />
      <ToolsField document={document} isReadOnly onChange={nothing} />
      <ModelFields {...fields} />
      <ModelTuning {...fields} />
      <LimitFields {...fields} />
    </div>
  )
}
