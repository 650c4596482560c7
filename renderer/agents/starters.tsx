import { useState } from 'react'
import type { ErrorInfo } from '../../shared/errors.ts'
import { errorOf } from '../link/error-of.ts'
import { AgentAvatar } from '../parts/agents/agent-avatar.tsx'
import { agents, useAgents } from '../state/agents-store.ts'
import { navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

const say = text.agents

/** Agents that come with the app. Choosing one makes a copy and opens it. */
export function Starters() {
  const templates = useAgents((state) => state.templates)
  const [busyId, setBusyId] = useState<string | null>(null)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const begin = async (templateId: string) => {
    if (busyId !== null) return
    setBusyId(templateId)
    setError(null)
    try {
      navigate({ screen: 'agents', agentId: await agents.createFromTemplate(templateId) })
    } catch (thrown) {
      setError(errorOf(thrown))
    } finally {
      setBusyId(null)
    }
  }
  if (templates?.length === 0) return null
  return (
    <section aria-labelledby="starters-heading" className="flex flex-col gap-3">
      <div className="flex items-baseline gap-2">
        <h2 id="starters-heading" className="font-semibold text-md">
          {say.templates.title}
        </h2>
        <p className="text-mute text-sm">{say.templates.note}</p>
      </div>
      {error ? <ErrorNote error={error} /> : null}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(260px,1fr))] gap-3">
        {templates === null
          ? ['a', 'b', 'c', 'd'].map((key) => <Skeleton key={key} className="h-24 rounded-xl" />)
          : templates.map(({ id, name, description, colour, toolCount }) => (
              <button
                key={id}
                type="button"
                aria-busy={busyId === id}
                onClick={() => void begin(id)}
                className="group flex min-h-24 items-start gap-2.5 rounded-xl border border-line-strong border-dashed p-3.5 text-left transition-colors duration-100 hover:border-accent hover:bg-panel"
              >
                <AgentAvatar name={name} colour={colour} size="lg" />
                <span className="min-w-0 flex-1">
                  <span className="flex items-center gap-2">
                    <span className="min-w-0 flex-1 truncate font-semibold">{name}</span>
                    <Icon
                      name={busyId === id ? 'loader-circle' : 'plus'}
                      size={15}
                      className={busyId === id ? 'animate-spin text-accent' : 'text-mute group-hover:text-accent'}
                    />
                  </span>
                  <span className="mt-0.5 line-clamp-3 text-mute text-sm">{description}</span>
                  <span className="mt-1.5 block text-mute text-xs">{say.tools(toolCount)}</span>
                </span>
              </button>
            ))}
      </div>
    </section>
  )
}
