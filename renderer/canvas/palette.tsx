import { useEffect, useMemo, useRef } from 'react'
import { useAgents } from '../state/agents-store.ts'
import { useCatalogStore } from '../state/catalog-store.ts'
import { useCommands } from '../state/commands.ts'
import { togglePanel, usePanels } from '../state/panels-store.ts'
import { text } from '../text.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { paletteEntries } from './agent-entries.ts'
import type { CanvasActions } from './edit/use-canvas-actions.ts'
import { NodeList } from './node-list.tsx'

/** The node types at the left: search with `/`, drag onto the canvas, or add with Enter or a click. */
export function Palette({ actions }: { actions: CanvasActions }) {
  const { isOpen, size } = usePanels((panels) => panels.palette)
  const all = useCatalogStore((state) => state.entries)
  const agents = useAgents((state) => state.list)
  const entries = useMemo(() => all && paletteEntries(all, agents ?? []), [all, agents])
  const error = useCatalogStore((state) => state.error)
  const inputRef = useRef<HTMLInputElement>(null)

  const search = () => {
    togglePanel('palette', true)
    // At once where it is there: whoever types on loses no letter.
    if (inputRef.current) inputRef.current.select()
    else requestAnimationFrame(() => inputRef.current?.select())
  }
  useCommands({ find: search, 'toggle-palette': () => togglePanel('palette') })
  useSlash(search)

  if (!isOpen) return null
  return (
    <aside
      aria-label={text.canvas.palette.label}
      style={{ width: size }}
      className="flex shrink-0 flex-col border-r bg-panel"
    >
      {entries ? (
        <NodeList
          entries={entries}
          inputRef={inputRef}
          onAdd={(entry) => actions.add(entry)}
          onEscape={() => inputRef.current?.blur()}
          trailing={<Kbd shortcut="/" />}
          isDraggable
        />
      ) : error ? (
        <ErrorNote error={error} className="m-2.5" />
      ) : (
        <div className="flex flex-col gap-3 p-2.5">
          {['w-full', 'w-24', 'w-32', 'w-28', 'w-32', 'w-24'].map((width, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: fixed shapes
            <Skeleton key={index} className={`h-5 ${width}`} />
          ))}
        </div>
      )}
    </aside>
  )
}

/** `/` anywhere but in a field. */
function useSlash(search: () => void): void {
  const latest = useRef(search)
  latest.current = search
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { target } = event
      const isTyping =
        target instanceof HTMLElement &&
        (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping || event.defaultPrevented)
        return
      if (document.querySelector('[role="dialog"],[role="alertdialog"],[role="menu"]')) return
      event.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}
