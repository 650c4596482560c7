import { useEffect, useState } from 'react'
import { hrefOf } from '../../state/route-store.ts'
import { toolSources, useToolSources } from '../../state/tool-sources-store.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Icon } from '../../ui/icon.tsx'
import { PickerOption, SearchPicker } from '../../ui/search-picker.tsx'

const say = text.agents.chooser.knowledge

type KnowledgePickerProps = { value: string; onChange: (knowledgeId: string) => void; isReadOnly?: boolean }

/** Chooses a knowledge base by name, and leads to where they are made. */
export function KnowledgePicker({ value, onChange, isReadOnly }: KnowledgePickerProps) {
  const bases = useToolSources((state) => state.bases)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => void toolSources.load(), [])
  const chosen = bases?.find(({ knowledgeId }) => knowledgeId === value)
  const missing = value !== '' && bases !== null ? text.agents.tool.gone.knowledge : value
  return (
    <div className="flex items-center gap-1.5">
      <SearchPicker
        isOpen={isOpen}
        onOpenChange={setOpen}
        icon="library"
        shown={
          <span className={classNames('min-w-0 flex-1 truncate', !chosen && 'text-mute')}>
            {chosen?.name ?? (value === '' ? say.choose : missing)}
          </span>
        }
        label={say.label}
        searchHint={say.search}
        nothing={say.none}
        isReadOnly={isReadOnly}
        className="min-w-0 flex-1"
        listClassName="min-w-64"
      >
        {(bases ?? []).map(({ knowledgeId, name }) => (
          <PickerOption
            key={knowledgeId}
            value={knowledgeId}
            title={name}
            isChosen={knowledgeId === value}
            onChoose={() => {
              onChange(knowledgeId)
              setOpen(false)
            }}
          />
        ))}
      </SearchPicker>
      <a
        href={hrefOf({ screen: 'knowledge', ...(chosen && { knowledgeId: value }) })}
        title={say.open}
        aria-label={say.open}
        className="flex size-8 shrink-0 items-center justify-center rounded-md border border-line-strong bg-panel shadow-card hover:bg-hover"
      >
        <Icon name="arrow-up-right" size={15} />
      </a>
    </div>
  )
}
