import { create } from 'zustand'

export type Panel = 'palette' | 'inspector' | 'dock' | 'tryOut' | 'runList'
type PanelState = { isOpen: boolean; size: number }
type Panels = Record<Panel, PanelState>

const storageKey = 'niti.panels'
/** Pixels: width of the palette, the inspector, an agent's try-out and the list of runs, height of the dock. */
const limits: Record<Panel, { least: number; most: number; usual: number }> = {
  palette: { least: 224, most: 224, usual: 224 },
  inspector: { least: 284, most: 640, usual: 324 },
  dock: { least: 108, most: 480, usual: 176 },
  tryOut: { least: 320, most: 640, usual: 400 },
  runList: { least: 300, most: 640, usual: 320 },
}

/** The panels around the canvas and beside an agent's form: open or not, and how large. Kept by this window for its next start. */
export const usePanels = create<Panels>(() => {
  const stored = readStored()
  const panel = (name: Panel): PanelState => ({
    isOpen: stored[name]?.isOpen ?? true,
    size: clamp(name, stored[name]?.size ?? limits[name].usual),
  })
  const around = { palette: panel('palette'), inspector: panel('inspector'), dock: panel('dock') }
  return { ...around, tryOut: panel('tryOut'), runList: panel('runList') }
})

usePanels.subscribe((panels) => {
  try {
    localStorage.setItem(storageKey, JSON.stringify(panels))
  } catch {
    // Storage is closed to this page: the sizes last as long as the window.
  }
})

export function togglePanel(name: Panel, isOpen?: boolean): void {
  usePanels.setState((panels) => ({ [name]: { ...panels[name], isOpen: isOpen ?? !panels[name].isOpen } }))
}

export function resizePanel(name: Panel, size: number): void {
  usePanels.setState((panels) => ({ [name]: { ...panels[name], size: clamp(name, size) } }))
}

export function panelLimits(name: Panel): { least: number; most: number; usual: number } {
  return limits[name]
}

function clamp(name: Panel, size: number): number {
  return Math.round(Math.min(limits[name].most, Math.max(limits[name].least, size)))
}

function readStored(): Partial<Record<Panel, { isOpen?: boolean; size?: number }>> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}')
    return typeof stored === 'object' && stored !== null ? stored : {}
  } catch {
    return {}
  }
}
