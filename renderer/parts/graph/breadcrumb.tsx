import { Fragment } from 'react'
import { graphAt } from '../../../shared/workflow/workflow.ts'
import { entryOf } from '../../state/catalog-store.ts'
import { openGraph } from '../../state/selection-store.ts'
import { text } from '../../text.ts'
import { Icon } from '../../ui/icon.tsx'
import { titleOf } from './flow-elements.ts'
import { useGraphView } from './graph-view.tsx'

/** The way back out of the containers one has opened; nothing at the top. */
export function Breadcrumb() {
  const { canvas, document, at } = useGraphView()
  if (at.length === 0) return null
  const steps = at.map((id, depth) => {
    const node = graphAt(document, at.slice(0, depth))?.nodes[id]
    return { path: at.slice(0, depth + 1), name: node ? titleOf(node, entryOf(node.type)) : id }
  })
  const all = [{ path: [] as readonly string[], name: document.name }, ...steps]
  return (
    <nav
      aria-label={text.canvas.breadcrumb}
      className="flex h-8 max-w-full items-center gap-0.5 rounded-lg border bg-panel px-1.5 shadow-card"
    >
      {all.map(({ path, name }, depth) => (
        <Fragment key={path.join('/')}>
          {depth > 0 ? <Icon name="chevron-right" size={13} className="text-faint" /> : null}
          {depth === all.length - 1 ? (
            <span aria-current="page" className="max-w-44 truncate px-1.5 font-semibold text-sm">
              {name}
            </span>
          ) : (
            <button
              type="button"
              // The container one comes out of stays chosen.
              onClick={() => openGraph(canvas, path, at.slice(depth, depth + 1))}
              className="max-w-40 truncate rounded-sm px-1.5 py-0.5 text-mute text-sm hover:bg-hover hover:text-text"
            >
              {name}
            </button>
          )}
        </Fragment>
      ))}
    </nav>
  )
}
