import { schemaDefaults } from '../../parts/graph/node-ports.ts'
import { triggerIcons } from '../../parts/run/trigger-icons.ts'
import { TriggersSwitch } from '../../parts/triggers/triggers-switch.tsx'
import { useCatalogStore } from '../../state/catalog-store.ts'
import { useSchedulePreview } from '../../state/schedule-preview.ts'
import { useWorkflowTriggers } from '../../state/triggers-store.ts'
import { useDraft } from '../../state/workflow-store.ts'
import { text } from '../../text.ts'
import { Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Ticks } from '../../ui/ticks.tsx'
import type { StartNode } from '../start-nodes.ts'
import { liveTriggers } from './live-triggers.ts'

/** In the publish popover: which triggers will be live, or are, and the switch of those that are. */
export function PublishTriggers({ workflowId, isDone }: { workflowId: string; isDone: boolean }) {
  const document = useDraft(workflowId, (draft) => draft.document)
  const types = useCatalogStore((state) => state.byType)
  const published = useWorkflowTriggers(workflowId)
  if (!document) return null
  const { will, gone, isOff } = liveTriggers(document, types, published)
  const say = text.triggers.publish
  if (will.length === 0 && gone.length === 0) return null
  return (
    <div className={`flex flex-col gap-3 border-t pt-3 text-sm ${isDone ? '' : 'pb-4'}`}>
      {will.length > 0 ? (
        <>
          <p>{isDone ? say.now(will.length) : say.will(will.length)}</p>
          <ul className="flex flex-col gap-1.5">
            {will.map((start) => (
              <Line key={start.id} start={start} summary={isDone ? summaryOf(published, start.id) : null} />
            ))}
          </ul>
        </>
      ) : null}
      {gone.length > 0 ? <p className="text-warn">{say.gone(gone.length)}</p> : null}
      {published.length > 0 ? (
        <Field layout="row" label={text.triggers.title} hint={isOff ? text.triggers.offHint : text.triggers.onHint}>
          <TriggersSwitch workflowId={workflowId} isOn={!isOff} />
        </Field>
      ) : null}
    </div>
  )
}

function summaryOf(published: ReturnType<typeof useWorkflowTriggers>, node: string): string | null {
  return published.find((one) => one.node === node)?.summary ?? null
}

function Line({ start, summary }: { start: StartNode; summary: string | null }) {
  const { title, kind, node, entry } = start
  const asks = kind === 'schedule' && summary === null
  const { preview } = useSchedulePreview(asks ? { ...schemaDefaults(entry), ...node.params } : null)
  const words = summary ?? preview?.error ?? preview?.summary ?? (asks ? undefined : entry.summary)
  return (
    <li className="flex items-start gap-2">
      <Icon name={triggerIcons[kind ?? 'manual']} size={14} className="mt-0.5 text-mute" />
      <span className="min-w-0">
        <span className="font-medium">{title}</span>
        {words ? (
          <span className="block text-mute">
            <Ticks words={words} />
          </span>
        ) : null}
      </span>
    </li>
  )
}
