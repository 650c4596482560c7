/** Headings that hold at a place of a document, outermost first. */
export function createHeadings() {
  let open: { depth: number; title: string }[] = []
  return {
    enter(depth: number, title: string): void {
      open = open.filter((heading) => heading.depth < depth)
      const short = title.replace(/\s+/g, ' ').trim().slice(0, 200)
      if (short !== '') open.push({ depth, title: short })
    },
    path: (): string => open.map(({ title }) => title).join(' › '),
  }
}
