import { useState } from 'react'
import { navigate } from '../../state/route-store.ts'
import { useWorkflows } from '../../state/workflows-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { PickerOption, SearchPicker } from '../../ui/search-picker.tsx'

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
  const [isOpen, setOpen] = useState(false)
  const chosen = list?.find(({ workflowId }) => workflowId === value)
  const choose = (workflowId: string) => {
    onChange(workflowId)
    setOpen(false)
  }
  const say = text.inspector.subworkflow
  return (
    <div className="flex items-center gap-1.5">
      <SearchPicker
        isOpen={isOpen}
        onOpenChange={setOpen}
        icon="workflow"
        shown={
          <span className={classNames('min-w-0 flex-1 truncate', !chosen && 'text-mute')}>
            {chosen?.name ?? (value === '' ? (none ?? say.choose) : list ? say.gone : value)}
          </span>
        }
        label={say.label}
        searchHint={say.search}
        nothing={say.none}
        isReadOnly={isReadOnly}
        className="min-w-0 flex-1"
        listClassName="min-w-64"
      >
        {none === undefined ? null : (
          <PickerOption value="-" title={none} isChosen={value === ''} onChoose={() => choose('')} />
        )}
        {(list ?? []).map(({ workflowId, name, publication }) => (
          <PickerOption
            key={workflowId}
            value={workflowId}
            title={name}
            isChosen={workflowId === value}
            onChoose={() => choose(workflowId)}
            note={publication.version === null ? say.draftOnly : null}
          />
        ))}
      </SearchPicker>
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
