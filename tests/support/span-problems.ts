import type { Span } from '../../shared/run/spans.ts'

/** What is wrong with the spans of a run as a tree in time; nothing, for any log whatever. */
export function spanProblems(spans: Span[]): string[] {
  const byId = new Map(spans.map((span) => [span.id, span]))
  const seen = new Set<string>()
  return spans.flatMap((span) => {
    const problems: string[] = []
    if (seen.has(span.id)) problems.push(`${span.id} is there twice`)
    seen.add(span.id)
    if (span.endMs !== null && span.endMs < span.startMs) problems.push(`${span.id} ends before it begins`)
    if (span.parentId === null) return problems
    const outer = byId.get(span.parentId)
    if (!outer || !seen.has(span.parentId)) return [...problems, `${span.id} stands before its parent`]
    if (span.startMs < outer.startMs) problems.push(`${span.id} begins before ${outer.id}`)
    const outlasts = outer.endMs !== null && (span.endMs === null || span.endMs > outer.endMs)
    if (outlasts) problems.push(`${span.id} outlasts ${outer.id}`)
    return problems
  })
}
