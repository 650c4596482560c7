import { create } from 'zustand'

export type InspectorTab = 'setup' | 'input' | 'output' | 'trace'

/** What is chosen on one canvas: a draft's (by workflow id) or a run's (by run id). */
export type CanvasSelection = {
  /** The containers that are open, outermost first. */
  at: readonly string[]
  nodeIds: readonly string[]
  edgeIds: readonly string[]
  tab: InspectorTab
  /** A field to bring into view and focus; `token` tells one request from the next. */
  focusField: { field: string; token: number } | null
  /** By container (`outer/inner`): the round of it that a run shows. Left out, the canvas picks one. */
  rounds: Readonly<Record<string, number>>
}

const nothing: CanvasSelection = { at: [], nodeIds: [], edgeIds: [], tab: 'setup', focusField: null, rounds: {} }

export const useSelectionStore = create<{ canvases: Record<string, CanvasSelection> }>(() => ({ canvases: {} }))

export function selectionOf(canvas: string): CanvasSelection {
  return useSelectionStore.getState().canvases[canvas] ?? nothing
}

/** A part of what is chosen on this canvas. */
export function useSelection<T>(canvas: string, select: (selection: CanvasSelection) => T): T {
  return useSelectionStore((state) => select(state.canvases[canvas] ?? nothing))
}

function change(canvas: string, next: Partial<CanvasSelection>): void {
  useSelectionStore.setState(({ canvases }) => ({
    canvases: { ...canvases, [canvas]: { ...(canvases[canvas] ?? nothing), ...next } },
  }))
}

export function selectOnCanvas(canvas: string, nodeIds: readonly string[], edgeIds: readonly string[] = []): void {
  const before = selectionOf(canvas)
  if (isSame(before.nodeIds, nodeIds) && isSame(before.edgeIds, edgeIds)) return
  change(canvas, { nodeIds, edgeIds, focusField: null })
}

/** Opens the graph inside these containers; `[]` is the outermost. */
export function openGraph(canvas: string, at: readonly string[], nodeIds: readonly string[] = []): void {
  change(canvas, { at, nodeIds, edgeIds: [], focusField: null })
}

export function showTab(canvas: string, tab: InspectorTab): void {
  change(canvas, { tab })
}

/** Goes to a node wherever it stands and, where given, to one of its fields. */
export function showNode(canvas: string, at: readonly string[], nodeId: string, field?: string): void {
  const token = (selectionOf(canvas).focusField?.token ?? 0) + 1
  const toField = field === undefined ? { focusField: null } : { focusField: { field, token }, tab: 'setup' as const }
  change(canvas, { at, nodeIds: [nodeId], edgeIds: [], ...toField })
}

export function chooseRound(canvas: string, containers: readonly string[], round: number): void {
  change(canvas, { rounds: { ...selectionOf(canvas).rounds, [containers.join('/')]: round } })
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index])
}
