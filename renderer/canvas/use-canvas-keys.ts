import { type RefObject, useEffect } from 'react'
import { useCommands } from '../state/commands.ts'
import { selectionOf, selectOnCanvas } from '../state/selection-store.ts'
import type { CanvasActions } from './edit/use-canvas-actions.ts'

type Options = { canvas: string; box: RefObject<HTMLElement | null>; actions: CanvasActions; isReadOnly: boolean }

/**
 * The keys of the canvas: undo, delete, duplicate, clipboard, select all. Those that could surprise someone who is busy
 * in a panel count only while the canvas, or nothing at all, has the focus.
 */
export function useCanvasKeys({ canvas, box, actions, isReadOnly }: Options): void {
  const here = (act: () => void) => () => {
    if (isHere(box.current)) act()
  }
  useCommands({
    undo: isReadOnly ? undefined : () => actions.undo(),
    redo: isReadOnly ? undefined : () => actions.redo(),
    duplicate: isReadOnly ? undefined : here(() => actions.duplicate()),
    delete: isReadOnly ? undefined : here(() => actions.remove()),
    'auto-layout': isReadOnly ? undefined : () => void actions.tidyUp(),
  })

  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !isHere(box.current) || isOverlayOpen()) return
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
        event.preventDefault()
        actions.selectAll()
      } else if (event.key === 'Escape') {
        const { nodeIds, edgeIds } = selectionOf(canvas)
        if (nodeIds.length > 0 || edgeIds.length > 0) selectOnCanvas(canvas, [])
      }
    }
    const copy = (event: ClipboardEvent) => {
      if (!isHere(box.current) || hasTextSelected()) return
      const copied = actions.copy()
      if (copied === null) return
      event.clipboardData?.setData('text/plain', copied)
      event.preventDefault()
      if (event.type === 'cut' && !isReadOnly) actions.remove()
    }
    const paste = (event: ClipboardEvent) => {
      if (isReadOnly || !isHere(box.current)) return
      if (actions.pasteText(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault()
    }
    window.addEventListener('keydown', keys)
    document.addEventListener('copy', copy)
    document.addEventListener('cut', copy)
    document.addEventListener('paste', paste)
    return () => {
      window.removeEventListener('keydown', keys)
      document.removeEventListener('copy', copy)
      document.removeEventListener('cut', copy)
      document.removeEventListener('paste', paste)
    }
  }, [canvas, box, actions, isReadOnly])
}

function isHere(box: HTMLElement | null): boolean {
  const active = document.activeElement
  if (!active || active === document.body) return true
  const isTyping =
    active instanceof HTMLElement &&
    (active.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(active.tagName))
  return !isTyping && (box?.contains(active) ?? false)
}

function isOverlayOpen(): boolean {
  return document.querySelector('[role="dialog"],[role="alertdialog"],[role="menu"]') !== null
}

function hasTextSelected(): boolean {
  return (window.getSelection()?.toString() ?? '') !== ''
}
