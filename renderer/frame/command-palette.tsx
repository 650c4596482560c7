import { Command } from 'cmdk'
import { Dialog } from 'radix-ui'
import { useEffect, useMemo, useState } from 'react'
import { canRunCommand, runCommand } from '../state/commands.ts'
import { useIntegrations } from '../state/integrations-store.ts'
import { loadRecentRuns, useRecentRuns } from '../state/recent-runs-store.ts'
import { navigate } from '../state/route-store.ts'
import { changeSettings } from '../state/settings-store.ts'
import { useWorkflows } from '../state/workflows-store.ts'
import { text } from '../text.ts'
import { Icon } from '../ui/icon.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { buildPaletteGroups, type PaletteAction, type PaletteEntry } from './palette-entries.ts'
import { scoreEntry } from './score-entry.ts'

type CommandPaletteProps = { isOpen: boolean; onClose: () => void }

/** Everything one can go to or do, by typing. */
export function CommandPalette({ isOpen, onClose }: CommandPaletteProps) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-shade" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12%] left-1/2 z-40 w-[600px] max-w-[92vw] -translate-x-1/2 overflow-hidden rounded-xl border bg-raise shadow-over outline-none"
        >
          <Dialog.Title className="sr-only">{text.frame.palette.title}</Dialog.Title>
          <PaletteBody onClose={onClose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function PaletteBody({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('')
  const list = useWorkflows((state) => state.list)
  const workflows = useMemo(() => [...(list ?? [])].sort((a, b) => b.updatedAt - a.updatedAt), [list])
  const runs = useRecentRuns((state) => state.runs)
  const integrations = useIntegrations((state) => state.list)
  useEffect(() => {
    void loadRecentRuns()
  }, [])
  const groups = buildPaletteGroups({
    canRun: canRunCommand,
    workflows,
    runs,
    integrations: integrations ?? [],
    isMenu: query.trim() === '',
    nowMs: Date.now(),
  })
  const choose = (action: PaletteAction) => {
    onClose()
    // After the dialog has let go of the keyboard, so that what the command opens can take it.
    setTimeout(() => carryOut(action), 0)
  }
  return (
    <Command
      label={text.frame.palette.title}
      loop
      filter={(_id, typed, [label = '', ...keywords] = []) => scoreEntry(typed, label, keywords)}
    >
      <div className="flex h-12 items-center gap-2.5 border-b px-4">
        <Icon name="search" size={16} className="text-mute" />
        <Command.Input
          value={query}
          onValueChange={setQuery}
          placeholder={text.frame.palette.placeholder}
          className="h-full min-w-0 flex-1 bg-transparent text-md outline-none"
        />
        <Kbd shortcut="escape" />
      </div>
      <Command.List className="max-h-[min(420px,60vh)] overflow-y-auto overscroll-contain p-1.5">
        <Command.Empty className="py-10 text-center text-mute">{text.frame.palette.empty(query)}</Command.Empty>
        {groups.map((group) => (
          <Command.Group
            key={group.heading}
            heading={group.heading}
            className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-mute [&_[cmdk-group-heading]]:text-xs"
          >
            {group.entries.map((entry) => (
              <Entry key={entry.id} entry={entry} onChoose={() => choose(entry.action)} />
            ))}
          </Command.Group>
        ))}
      </Command.List>
      <div className="flex h-8 items-center gap-4 border-t bg-sunken px-4 text-mute text-xs">
        <Hint keys={['up', 'down']} label={text.frame.palette.hints.move} />
        <Hint keys={['enter']} label={text.frame.palette.hints.choose} />
        <Hint keys={['escape']} label={text.frame.palette.hints.close} />
      </div>
    </Command>
  )
}

function Entry({ entry, onChoose }: { entry: PaletteEntry; onChoose: () => void }) {
  return (
    <Command.Item
      value={entry.id}
      keywords={[entry.label, ...(entry.keywords ?? [])]}
      onSelect={onChoose}
      className="flex h-9 select-none items-center gap-2.5 rounded-md px-2.5 data-[selected=true]:bg-hover"
    >
      <Icon name={entry.icon} size={16} className="text-mute" />
      <span className="min-w-0 flex-1 truncate">{entry.label}</span>
      {entry.note ? <span className="figures shrink-0 text-mute text-sm">{entry.note}</span> : null}
      {entry.shortcut ? <Kbd shortcut={entry.shortcut} /> : null}
    </Command.Item>
  )
}

function Hint({ keys, label }: { keys: string[]; label: string }) {
  return (
    <span className="flex items-center gap-1">
      {keys.map((key) => (
        <Kbd key={key} shortcut={key} />
      ))}
      {label}
    </span>
  )
}

function carryOut(action: PaletteAction): void {
  switch (action.kind) {
    case 'command':
      runCommand(action.command)
      return
    case 'go':
      navigate(action.to)
      return
    case 'theme':
      void changeSettings({ theme: action.theme })
  }
}
