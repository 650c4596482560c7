/** Where a key leads from a place in a grid that is filled row by row; null where it leads nowhere. */
export function stepInGrid(key: string, grid: { at: number; columns: number; count: number }): number | null {
  const { at, columns, count } = grid
  const steps: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at + columns,
    ArrowUp: at - columns,
    Home: 0,
    End: count - 1,
  }
  const next = Object.hasOwn(steps, key) ? (steps[key] ?? -1) : -1
  return next >= 0 && next < count ? next : null
}
