import { useEffect, useState } from 'react'
import { Resizer } from '../parts/layout/resizer.tsx'
import { agentDrafts, useAgentDraft, useAgentDraftError } from '../state/agent-drafts-store.ts'
import { togglePanel, usePanels } from '../state/panels-store.ts'
import { navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { TabPanel, Tabs } from '../ui/tabs.tsx'
import { AgentForm } from './agent-form.tsx'
import { AllowedTab } from './allowed-tab.tsx'
import { EditorHead } from './editor-head.tsx'
import { NotesTab } from './notes-tab.tsx'
import { SaveTrouble } from './save-trouble.tsx'
import { TryOut } from './try-out.tsx'
import { VersionsTab } from './versions-tab.tsx'

const say = text.agents
const tabs = ['setUp', 'versions', 'notes', 'allowed'] as const
type Tab = (typeof tabs)[number]

/** One agent: its form at the left, a conversation with its draft at the right. */
export function AgentEditor({ agentId }: { agentId: string }) {
  const isLoaded = useAgentDraft(agentId, () => true) ?? false
  const error = useAgentDraftError(agentId)
  useEffect(() => {
    void agentDrafts.open(agentId)
    // What was just typed is stored when one goes elsewhere.
    return () => void agentDrafts.flush(agentId)
  }, [agentId])
  if (error && !isLoaded) {
    return (
      <div className="mx-auto flex max-w-[720px] flex-col items-start gap-3 p-6">
        <ErrorNote error={error} className="w-full" />
        <Button icon="arrow-left" onClick={() => navigate({ screen: 'agents' })}>
          {say.back}
        </Button>
      </div>
    )
  }
  return isLoaded ? <Loaded agentId={agentId} /> : <EditorSkeleton />
}

function Loaded({ agentId }: { agentId: string }) {
  const [tab, setTab] = useState<Tab>('setUp')
  const { isOpen, size } = usePanels((panels) => panels.tryOut)
  return (
    <div className="flex h-full min-w-0">
      <div className="flex min-w-0 flex-1 flex-col">
        <EditorHead agentId={agentId} isTrying={isOpen} onTry={() => togglePanel('tryOut')} />
        <SaveTrouble agentId={agentId} />
        <Tabs
          value={tab}
          onChange={setTab}
          label={say.tabs.label}
          className="flex-1"
          listClassName="bg-panel px-4"
          tabs={tabs.map((value) => ({ value, label: say.tabs[value] }))}
        >
          <TabPanel value="setUp" className="overflow-y-auto bg-panel">
            <AgentForm agentId={agentId} />
          </TabPanel>
          <TabPanel value="versions" className="overflow-y-auto bg-panel">
            <VersionsTab agentId={agentId} onRestored={() => setTab('setUp')} />
          </TabPanel>
          <TabPanel value="notes" className="overflow-y-auto bg-panel">
            <NotesTab agentId={agentId} />
          </TabPanel>
          <TabPanel value="allowed" className="overflow-y-auto bg-panel">
            <AllowedTab agentId={agentId} />
          </TabPanel>
        </Tabs>
      </div>
      {isOpen ? (
        <aside
          aria-label={say.tryOut.label}
          style={{ width: size }}
          className="relative flex max-w-[60%] shrink-0 flex-col border-l bg-bg"
        >
          <Resizer panel="tryOut" label={say.tryOut.resize} edge="left" />
          <TryOut agentId={agentId} onHide={() => togglePanel('tryOut', false)} />
        </aside>
      ) : null}
    </div>
  )
}

function EditorSkeleton() {
  return (
    <div role="status" aria-label={text.common.loading} className="flex h-full flex-col">
      <div className="flex h-14 items-center gap-3 border-b bg-panel px-4">
        <Skeleton className="size-8 rounded-full" />
        <Skeleton className="h-4 w-48" />
      </div>
      <div className="mx-auto flex w-full max-w-[760px] flex-col gap-5 p-6">
        {['h-8', 'h-16', 'h-64', 'h-8', 'h-24'].map((height) => (
          <div key={height} className="flex flex-col gap-2">
            <Skeleton className="h-3 w-24" />
            <Skeleton className={`${height} w-full`} />
          </div>
        ))}
      </div>
    </div>
  )
}
