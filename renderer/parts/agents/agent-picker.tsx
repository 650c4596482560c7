import { useState } from 'react'
import { useAgents } from '../../state/agents-store.ts'
import { hrefOf } from '../../state/route-store.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Icon } from '../../ui/icon.tsx'
import { PickerOption, SearchPicker } from '../../ui/search-picker.tsx'
import { AgentAvatar } from './agent-avatar.tsx'

const say = text.agents.chooser

type AgentPickerProps = {
  /** Empty: one that is written into the node. */
  value: string
  onChange: (agentId: string) => void
  isReadOnly?: boolean
}

/** Chooses one of the agents by name, or one that is written here, and leads to it. */
export function AgentPicker({ value, onChange, isReadOnly }: AgentPickerProps) {
  const list = useAgents((state) => state.list)
  const [isOpen, setOpen] = useState(false)
  const chosen = list?.find(({ agentId }) => agentId === value)
  const choose = (agentId: string) => {
    onChange(agentId)
    setOpen(false)
  }
  const isGone = value !== '' && list !== null && !chosen
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center gap-1.5">
        <SearchPicker
          isOpen={isOpen}
          onOpenChange={setOpen}
          icon="bot"
          shown={
            <span className={classNames('flex min-w-0 flex-1 items-center gap-2', !chosen && 'text-mute')}>
              {chosen ? <AgentAvatar name={chosen.name} colour={chosen.colour} size="sm" /> : null}
              <span className="min-w-0 flex-1 truncate">
                {chosen?.name ?? (value === '' ? say.here : isGone ? say.gone : value)}
              </span>
            </span>
          }
          label={say.label}
          searchHint={say.search}
          nothing={say.none}
          isReadOnly={isReadOnly}
          className="min-w-0 flex-1"
          listClassName="min-w-64"
        >
          <PickerOption
            value="-"
            title={say.here}
            note={say.hereNote}
            isChosen={value === ''}
            onChoose={() => choose('')}
          />
          {(list ?? []).map(({ agentId, name, publishedVersion }) => (
            <PickerOption
              key={agentId}
              value={agentId}
              title={name}
              note={publishedVersion === null ? say.notPublished : null}
              isChosen={agentId === value}
              onChoose={() => choose(agentId)}
            />
          ))}
        </SearchPicker>
        <a
          href={hrefOf({ screen: 'agents', ...(chosen && { agentId: value }) })}
          title={chosen ? say.open(chosen.name) : say.makeNew}
          aria-label={chosen ? say.open(chosen.name) : say.makeNew}
          className="flex size-8 shrink-0 items-center justify-center rounded-md border border-line-strong bg-panel shadow-card hover:bg-hover"
        >
          <Icon name={chosen ? 'arrow-up-right' : 'plus'} size={15} />
        </a>
      </div>
      {chosen?.publishedVersion === null ? <p className="text-sm text-warn">{say.notPublishedHint}</p> : null}
    </div>
  )
}
