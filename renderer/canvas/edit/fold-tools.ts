export type Box = { id: string; width: number; height: number }
type Place = { x: number; y: number }

const gapX = 24
const gapY = 44
const mostInRow = 3

/** A card with the tools below it, as one thing to lay out: its size, and where each lies within. */
export type Folded = { id: string; width: number; height: number; places: Map<string, Place> }

/**
 * Takes tools together with the nodes they are tools of, however deep: rows of three below the card. What is nobody's tool
 * comes back, each with all that hangs below it.
 */
export function foldTools(boxes: readonly Box[], toolOf: ReadonlyMap<string, string>): Folded[] {
  const byId = new Map(boxes.map((box) => [box.id, box]))
  const isTool = (id: string) => byId.has(toolOf.get(id) ?? '')
  const below = Map.groupBy(
    boxes.filter(({ id }) => isTool(id)),
    ({ id }) => toolOf.get(id) ?? '',
  )
  const fold = ({ id, width, height }: Box): Folded => {
    const places = new Map([[id, { x: 0, y: 0 }]])
    const whole = { id, width, height, places }
    const tools = (below.get(id) ?? []).map(fold)
    for (let start = 0; start < tools.length; start += mostInRow) {
      const row = tools.slice(start, start + mostInRow)
      const y = whole.height + gapY
      let x = 0
      for (const tool of row) {
        for (const [inner, place] of tool.places) places.set(inner, { x: x + place.x, y: y + place.y })
        x += tool.width + gapX
      }
      whole.width = Math.max(whole.width, x - gapX)
      whole.height = y + Math.max(...row.map((tool) => tool.height))
    }
    return whole
  }
  return boxes.filter(({ id }) => !isTool(id)).map(fold)
}
