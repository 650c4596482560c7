import type { AgentSummary } from '../../shared/contract/agents.ts'

/** The agents that hold every word of the query in name, description or a tag, and have the tag where one is chosen. */
export function filterAgents(list: readonly AgentSummary[], query: string, tag: string | null): AgentSummary[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return list.filter(({ name, description, tags }) => {
    if (tag !== null && !tags.includes(tag)) return false
    const searched = [name, description, ...tags].join('\n').toLocaleLowerCase()
    return words.every((word) => searched.includes(word))
  })
}

/** All tags, those that most agents have first. */
export function tagsOf(list: readonly Pick<AgentSummary, 'tags'>[]): string[] {
  const counts = new Map<string, number>()
  for (const { tags } of list) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return [...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b)).map(([tag]) => tag)
}

export type PublishState = 'draft' | 'changed' | 'published'

export function publishState({
  publishedVersion,
  hasChanges,
}: Pick<AgentSummary, 'publishedVersion' | 'hasChanges'>): PublishState {
  if (publishedVersion === null) return 'draft'
  return hasChanges ? 'changed' : 'published'
}
