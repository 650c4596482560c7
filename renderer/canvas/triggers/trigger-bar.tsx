import { TriggersSwitch } from '../../parts/triggers/triggers-switch.tsx'
import { useWorkflowTriggers } from '../../state/triggers-store.ts'
import { text } from '../../text.ts'
import { Icon } from '../../ui/icon.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { Until } from '../../ui/until.tsx'

/** Beside the publish button: whether the published triggers begin runs, and the switch for it. */
export function TriggerBar({ workflowId }: { workflowId: string }) {
  const triggers = useWorkflowTriggers(workflowId)
  if (triggers.length === 0) return null
  const say = text.triggers
  const isOn = triggers.some(({ active }) => active)
  const hasTrouble = isOn && triggers.some(({ error }) => error !== null)
  const times = triggers.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt]))
  return (
    <div className="flex h-7 items-center gap-2 rounded-md border border-line-strong bg-panel pr-1.5 pl-2 text-sm shadow-card">
      <Tooltip label={isOn ? say.onHint : say.offHint} side="bottom">
        <span className="flex items-center gap-1.5 font-medium">
          <Icon
            name={hasTrouble ? 'triangle-alert' : isOn ? 'zap' : 'zap-off'}
            size={14}
            className={hasTrouble ? 'text-warn' : isOn ? 'text-ok' : 'text-mute'}
          />
          {isOn ? say.on : say.off}
          {isOn && times.length > 0 ? (
            <span className="@max-[860px]:hidden font-normal text-mute">
              {say.next} <Until atMs={Math.min(...times)} />
            </span>
          ) : null}
        </span>
      </Tooltip>
      <TriggersSwitch workflowId={workflowId} isOn={isOn} label={say.title} />
    </div>
  )
}
