import { Command } from 'cmdk'
import { useState } from 'react'
import type { ModelEntry, ProviderState } from '../../../shared/contract/connections.ts'
import { useConnections } from '../../state/connections-store.ts'
import { navigate } from '../../state/route-store.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { useFieldControl } from '../../ui/field-context.ts'
import { Icon } from '../../ui/icon.tsx'
import { fieldLook } from '../../ui/input.tsx'
import { Popover } from '../../ui/popover.tsx'
import { findModel, pricePair } from './model-prices.ts'

type ModelPickerProps = {
  /** A reference, `auto`, or empty while nothing is chosen. */
  value: string
  onChange: (ref: string) => void
  isReadOnly?: boolean
  /** Whether the default model is a choice. */
  hasAuto?: boolean
}

/** Chooses a model among those of all providers, by name; any other can be named by typing it whole. */
export function ModelPicker({ value, onChange, isReadOnly, hasAuto = true }: ModelPickerProps) {
  const providers = useConnections((state) => state.providers)
  const auto = useConnections((state) => state.auto)
  const field = useFieldControl()
  const [isOpen, setOpen] = useState(false)
  const [query, setQuery] = useState('')
  const found = findModel(providers, value)
  const say = text.inspector.model
  const choose = (ref: string) => {
    onChange(ref)
    setOpen(false)
  }
  const isReference = /^[a-z0-9-]+\/\S+$/i.test(query.trim())
  const isKnown = findModel(providers, query.trim()) !== null
  return (
    <div className="flex flex-col gap-1.5">
      <Popover
        isOpen={isOpen}
        onOpenChange={(open) => {
          setOpen(open)
          setQuery('')
        }}
        className="w-(--radix-popover-trigger-width) min-w-72 overflow-hidden! p-0!"
        trigger={
          <button
            type="button"
            id={field?.id}
            aria-describedby={field?.describedBy}
            disabled={isReadOnly}
            className={classNames(fieldLook, 'flex h-8 items-center gap-2 px-2.5 text-left')}
          >
            <Icon name="sparkles" size={15} className="text-mute" />
            <span className="min-w-0 flex-1 truncate">
              {value === '' ? <span className="text-mute">{say.choose}</span> : null}
              {value === 'auto' ? say.auto(shortName(auto)) : (found?.model.title ?? shortName(value))}
              {value === 'auto' || value === '' ? null : (
                <span className="ml-1.5 text-mute text-sm">{found?.provider.title ?? value.split('/')[0]}</span>
              )}
            </span>
            <Icon name="chevron-down" size={14} className="text-mute" />
          </button>
        }
      >
        <Command label={say.label} className="flex max-h-80 flex-col">
          <Command.Input
            autoFocus
            value={query}
            onValueChange={setQuery}
            placeholder={say.search}
            className="h-9 shrink-0 border-b bg-transparent px-3 text-base outline-none"
          />
          <Command.List className="min-h-0 flex-1 overflow-y-auto p-1">
            {isReference ? null : <Command.Empty className="px-3 py-4 text-center text-mute">{say.none}</Command.Empty>}
            {hasAuto ? (
              <Option
                ref_="auto"
                title={say.auto(shortName(auto))}
                note={say.autoNote}
                isChosen={value === 'auto'}
                onChoose={choose}
              />
            ) : null}
            {readyFirst(providers ?? []).map((provider) => (
              <Models key={provider.id} provider={provider} value={value} onChoose={choose} />
            ))}
            {isReference && !isKnown ? (
              <Command.Item
                forceMount
                value={query}
                onSelect={() => choose(query.trim())}
                className="flex h-8 items-center gap-2 rounded-md px-2 data-[selected=true]:bg-hover"
              >
                <Icon name="corner-down-left" size={14} className="text-mute" />
                {say.takeTyped(query.trim())}
              </Command.Item>
            ) : null}
          </Command.List>
        </Command>
      </Popover>
      {found && !found.provider.ready ? (
        <p className="flex items-center gap-1.5 text-sm text-warn">
          <Icon name="key-round" size={13} />
          <span className="min-w-0 flex-1">{say.notReady(found.provider.title)}</span>
          <button
            type="button"
            onClick={() => navigate({ screen: 'settings', section: 'models' })}
            className="font-medium text-accent hover:underline"
          >
            {say.setUp}
          </button>
        </p>
      ) : null}
    </div>
  )
}

/** What can be used now stands above what needs a key first. */
function readyFirst(providers: readonly ProviderState[]): ProviderState[] {
  return [...providers].sort((a, b) => Number(b.ready) - Number(a.ready))
}

function Models({
  provider,
  value,
  onChoose,
}: {
  provider: ProviderState
  value: string
  onChoose: (ref: string) => void
}) {
  if (provider.models.length === 0) return null
  return (
    <Command.Group
      heading={
        <span className="flex items-center gap-1.5 px-2 pt-2.5 pb-1 text-mute text-xs">
          {provider.title}
          {provider.ready ? null : <span className="text-warn">· {text.inspector.model.noKey}</span>}
        </span>
      }
    >
      {provider.models.map((model) => (
        <Option
          key={model.ref}
          ref_={model.ref}
          title={model.title}
          note={priceNote(model)}
          isChosen={value === model.ref}
          onChoose={onChoose}
        />
      ))}
    </Command.Group>
  )
}

type OptionProps = { ref_: string; title: string; note: string; isChosen: boolean; onChoose: (ref: string) => void }

function Option({ ref_, title, note, isChosen, onChoose }: OptionProps) {
  return (
    <Command.Item
      value={ref_}
      keywords={[title]}
      onSelect={() => onChoose(ref_)}
      className="flex h-8 items-center gap-2 rounded-md px-2 data-[selected=true]:bg-hover"
    >
      <span className={classNames('min-w-0 flex-1 truncate', isChosen && 'font-semibold text-accent')}>{title}</span>
      <span className="figures shrink-0 text-mute text-xs">{note}</span>
    </Command.Item>
  )
}

/** The price beside a model field: dollars per million tokens, in and out. */
export function ModelPrice({ model }: { model: string }) {
  const providers = useConnections((state) => state.providers)
  const auto = useConnections((state) => state.auto)
  const found = findModel(providers, model === 'auto' ? (auto ?? '') : model)
  if (!found) return null
  const pair = pricePair(found.model)
  return pair ? text.inspector.model.price(pair.input, pair.output) : text.inspector.model.noPrice
}

function priceNote(model: ModelEntry): string {
  const pair = pricePair(model)
  return pair ? text.inspector.model.shortPrice(pair.input, pair.output) : text.common.unknown
}

function shortName(ref: string | null): string {
  return ref ? ref.slice(ref.indexOf('/') + 1) : ''
}
