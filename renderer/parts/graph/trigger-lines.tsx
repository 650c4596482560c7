import type { TriggerKind } from '../../../shared/contract/triggers.ts'
import { useSchedulePreview } from '../../state/schedule-preview.ts'
import { useTrigger } from '../../state/triggers-store.ts'
import { useDraft } from '../../state/workflow-store.ts'
import { text } from '../../text.ts'
import { Icon } from '../../ui/icon.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Ticks } from '../../ui/ticks.tsx'
import { Until } from '../../ui/until.tsx'
import type { CardData } from './flow-elements.ts'
import { useRunScope } from './graph-view.tsx'
import { schemaDefaults } from './node-ports.ts'

type TriggerWordsProps = {
  id: string
  data: CardData
  kind: TriggerKind
  /** What the card says where nobody can put the trigger into words. */
  children: React.ReactNode
}

/** When the trigger of the draft begins runs, in one sentence. */
export function TriggerWords({ id, data, kind, children }: TriggerWordsProps) {
  const { workflowId, isReadOnly } = useRunScope()
  const trigger = useTrigger(isReadOnly ? null : workflowId, id)
  const isAsPublished = useDraft(workflowId ?? '', ({ publication }) => !publication.hasUnpublishedChanges) ?? false
  const published = trigger && isAsPublished ? trigger.summary : null
  // The draft may say another time than what is published; the engine puts it into words.
  const asked = kind === 'schedule' && published === null ? data.entry : null
  const { preview } = useSchedulePreview(asked && { ...schemaDefaults(asked), ...data.node.params })
  if (preview?.error) {
    return (
      <p className="line-clamp-2 break-words text-warn">
        <Ticks words={preview.error} />
      </p>
    )
  }
  const words = published ?? preview?.summary
  return words ? <p className="line-clamp-2 break-words text-mute">{words}</p> : children
}

/** Under a trigger's card, while no run is shown: how the published one is doing. */
export function TriggerFoot({ id }: { id: string }) {
  const { workflowId } = useRunScope()
  const trigger = useTrigger(workflowId, id)
  const say = text.triggers
  return (
    <div className="flex items-center gap-1.5 border-t px-2.5 py-[5px] text-mute text-xs">
      {!trigger ? (
        say.unpublished
      ) : !trigger.active ? (
        <>
          <Icon name="zap-off" size={12} />
          {say.resting}
        </>
      ) : trigger.error ? (
        <>
          <Icon name="triangle-alert" size={13} className="text-warn" />
          <span title={trigger.error} className="line-clamp-2 break-words text-warn">
            <Ticks words={trigger.error} />
          </span>
        </>
      ) : (
        <>
          <Icon name={trigger.nextAt === null ? 'zap' : 'clock'} size={12} className="text-ok" />
          {trigger.nextAt === null ? (
            say.listening
          ) : (
            <span>
              {say.next} <Until atMs={trigger.nextAt} />
            </span>
          )}
          {trigger.lastFiredAt === null ? null : (
            <span className="ml-auto">
              {say.last} <RelativeTime atMs={trigger.lastFiredAt} />
            </span>
          )}
        </>
      )}
    </div>
  )
}
