import type { MenuCommand } from '../../shared/contract/shell.ts'
import { keyOf } from '../state/commands.ts'
import { text } from '../text.ts'
import { Kbd } from '../ui/kbd.tsx'
import { Panel } from './panel.tsx'

const words = text.settings.shortcuts

const groups: { title: string; commands: MenuCommand[] }[] = [
  {
    title: words.groups.everywhere,
    commands: [
      ...(['command-palette', 'new-workflow', 'import-workflow', 'close-tab'] as const),
      ...(['go-workflows', 'go-runs', 'go-costs', 'go-integrations', 'settings', 'shortcuts'] as const),
    ],
  },
  {
    title: words.groups.canvas,
    commands: [
      ...(['run', 'cancel-run', 'undo', 'redo', 'duplicate', 'delete', 'find', 'auto-layout'] as const),
      ...(['zoom-in', 'zoom-out', 'zoom-fit', 'zoom-reset'] as const),
      ...(['toggle-palette', 'toggle-inspector', 'toggle-dock', 'export-workflow'] as const),
    ],
  },
]

export function ShortcutsSection() {
  return (
    <>
      <p className="-mt-3 text-mute">{words.intro}</p>
      <div className="grid grid-cols-2 items-start gap-4">
        {groups.map((group) => (
          <section key={group.title} className="flex flex-col gap-2">
            <h3 className="font-semibold text-md">{group.title}</h3>
            <Panel>
              {group.commands.map((command) => {
                const keys = keyOf(command)
                if (!keys) return null
                return (
                  <div key={command} className="flex h-9 items-center justify-between gap-3 px-3.5">
                    <span className="truncate">{text.frame.commands[command]}</span>
                    <Kbd shortcut={keys} />
                  </div>
                )
              })}
            </Panel>
          </section>
        ))}
      </div>
    </>
  )
}
