import { useState } from 'react'
import type { Template } from '../../shared/contract/workflows.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { errorOf } from '../link/error-of.ts'
import { navigate } from '../state/route-store.ts'
import { createFromTemplate } from '../state/workflows-store.ts'
import { text } from '../text.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { GroupTile, type NodeGroup } from '../ui/group-tile.tsx'
import { Icon } from '../ui/icon.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

/** Colours that tell neighbours apart; they mean nothing more. */
const tints: NodeGroup[] = ['ai', 'data', 'agent', 'start', 'logic', 'app']

type TemplateListProps = { templates: readonly Template[] | null }

/** Workflows that come with the app. Choosing one makes a copy and opens it. */
export function TemplateList({ templates }: TemplateListProps) {
  const [busyId, setBusyId] = useState<string | null>(null)
  const [error, setError] = useState<ErrorInfo | null>(null)

  const use = async (template: Template) => {
    if (busyId !== null) return
    setBusyId(template.id)
    setError(null)
    try {
      navigate({ screen: 'workflow', workflowId: await createFromTemplate(template.id) })
    } catch (thrown) {
      setError(errorOf(thrown))
    } finally {
      setBusyId(null)
    }
  }

  if (templates?.length === 0) return null
  return (
    <section aria-labelledby="templates-heading" className="flex flex-col gap-3">
      <div className="flex items-baseline gap-2">
        <h2 id="templates-heading" className="font-semibold text-md">
          {text.workflows.templates.title}
        </h2>
        <p className="text-mute text-sm">{text.workflows.templates.note}</p>
      </div>
      {error ? <ErrorNote error={error} /> : null}
      <div className="grid grid-cols-[repeat(auto-fit,minmax(260px,1fr))] gap-3">
        {templates === null
          ? ['a', 'b', 'c'].map((key) => <Skeleton key={key} className="h-24 rounded-xl" />)
          : templates.map((template, index) => (
              <button
                key={template.id}
                type="button"
                aria-busy={busyId === template.id}
                onClick={() => use(template)}
                className="group flex min-h-24 items-start gap-2.5 rounded-xl border border-line-strong border-dashed p-3.5 text-left transition-colors duration-100 hover:border-accent hover:bg-panel"
              >
                <GroupTile group={tints[index % tints.length] ?? 'ai'} icon="workflow" size="lg" />
                <span className="min-w-0 flex-1">
                  <span className="flex items-center gap-2">
                    <span className="min-w-0 flex-1 truncate font-semibold">{template.name}</span>
                    <Icon
                      name={busyId === template.id ? 'loader-circle' : 'plus'}
                      size={15}
                      className={
                        busyId === template.id ? 'animate-spin text-accent' : 'text-mute group-hover:text-accent'
                      }
                    />
                  </span>
                  <span className="mt-0.5 line-clamp-3 text-mute text-sm">{template.description}</span>
                  <span className="mt-1.5 block text-mute text-xs">{text.workflows.nodes(template.nodeCount)}</span>
                </span>
              </button>
            ))}
      </div>
    </section>
  )
}
