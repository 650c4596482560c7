import { Command } from 'cmdk'
import { useState } from 'react'
import type { WorkflowSummary } from '../../../../shared/contract/workflows.ts'
import { navigate } from '../../../state/route-store.ts'
import { useWorkflows } from '../../../state/workflows-store.ts'
import { text } from '../../../text.ts'
import { Button } from '../../../ui/button.tsx'
import { classNames } from '../../../ui/class-names.ts'
import { useFieldControl } from '../../../ui/field-context.ts'
import { Icon } from '../../../ui/icon.tsx'
import { fieldLook } from '../../../ui/input.tsx'
import { Popover } from '../../../ui/popover.tsx'

type WorkflowPickerProps = {
  value: string
  onChange: (workflowId: string) => void
  /** What it means that none is chosen, where that is a choice too. */
  none?: string
  isReadOnly?: boolean
}

/** Chooses one of the workspace's workflows by name, and leads to it. */
export function WorkflowPicker({ value, onChange, none, isReadOnly }: WorkflowPickerProps) {
  const list = useWorkflows((state) => state.list)
  const field = useFieldControl()
  const [isOpen, setOpen] = useState(false)
  const chosen = list?.find(({ workflowId }) => workflowId === value)
  const choose = (workflowId: string) => {
    onChange(workflowId)
    setOpen(false)
  }
  const say = text.inspector.subworkflow
  return (
    <div className="flex items-center gap-1.5">
      <Popover
        isOpen={isOpen}
        onOpenChange={setOpen}
        className="w-(--radix-popover-trigger-width) min-w-64 overflow-hidden! p-0!"
        trigger={
          <button
            type="button"
            id={field?.id}
            aria-describedby={field?.describedBy}
            aria-invalid={field?.isInvalid || undefined}
            disabled={isReadOnly}
            className={classNames(fieldLook, 'flex h-8 min-w-0 flex-1 items-center gap-2 px-2.5 text-left')}
          >
            <Icon name="workflow" size={15} className="text-mute" />
            <span className={classNames('min-w-0 flex-1 truncate', !chosen && 'text-mute')}>
              {chosen?.name ?? (value === '' ? (none ?? say.choose) : list ? say.gone : value)}
            </span>
            <Icon name="chevron-down" size={14} className="text-mute" />
          </button>
        }
      >
        <Command label={say.label} className="flex max-h-80 flex-col">
          <Command.Input
            autoFocus
            placeholder={say.search}
            className="h-9 shrink-0 border-b bg-transparent px-3 text-base outline-none"
          />
          <Command.List className="min-h-0 flex-1 overflow-y-auto p-1">
            <Command.Empty className="px-3 py-4 text-center text-mute">{say.none}</Command.Empty>
            {none === undefined ? null : (
              <Command.Item
                value="-"
                keywords={[none]}
                onSelect={() => choose('')}
                className="flex h-8 items-center rounded-md px-2 data-[selected=true]:bg-hover"
              >
                <span className={classNames(value === '' && 'font-semibold text-accent')}>{none}</span>
              </Command.Item>
            )}
            {(list ?? []).map((workflow) => (
              <Option
                key={workflow.workflowId}
                workflow={workflow}
                isChosen={workflow.workflowId === value}
                onChoose={choose}
              />
            ))}
          </Command.List>
        </Command>
      </Popover>
      {chosen ? (
        <Button
          icon="arrow-up-right"
          title={say.open(chosen.name)}
          onClick={() => navigate({ screen: 'workflow', workflowId: value })}
        >
          {say.openShort}
        </Button>
      ) : null}
    </div>
  )
}

type OptionProps = { workflow: WorkflowSummary; isChosen: boolean; onChoose: (workflowId: string) => void }

function Option({ workflow, isChosen, onChoose }: OptionProps) {
  const { workflowId, name, publication } = workflow
  return (
    <Command.Item
      value={workflowId}
      keywords={[name]}
      onSelect={() => onChoose(workflowId)}
      className="flex h-8 items-center gap-2 rounded-md px-2 data-[selected=true]:bg-hover"
    >
      <span className={classNames('min-w-0 flex-1 truncate', isChosen && 'font-semibold text-accent')}>{name}</span>
      {publication.version === null ? (
        <span className="shrink-0 text-mute text-xs">{text.inspector.subworkflow.draftOnly}</span>
      ) : null}
    </Command.Item>
  )
}
