import type { CatalogEntry } from '../../shared/catalog/entry.ts'
import {
  type IntegrationCategory,
  type IntegrationSummary,
  integrationCategory,
} from '../../shared/catalog/integration.ts'

export type GalleryFilter = { query: string; category: IntegrationCategory | null; isConnected: boolean }

/** A service in the gallery; `finds` is the action it was found by, where its own words did not. */
export type FoundService = { service: IntegrationSummary; finds: string | null }

/** Titles of what each service can do, by its id. */
export function actionTitles(entries: readonly CatalogEntry[]): Map<string, string[]> {
  const titles = new Map<string, string[]>()
  for (const { integration, title } of entries) {
    if (integration) titles.set(integration.id, [...(titles.get(integration.id) ?? []), title])
  }
  return titles
}

/** The services that fit, best first; in the order they came in while nothing is typed. Every word has to be found. */
export function findServices(
  list: readonly IntegrationSummary[],
  { query, category, isConnected }: GalleryFilter,
  titles: ReadonlyMap<string, readonly string[]>,
): FoundService[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return list
    .filter((service) => category === null || service.category === category)
    .filter(({ connections }) => !isConnected || connections.working + connections.broken > 0)
    .map((service) => ({ service, ...match(service, titles.get(service.id) ?? [], words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ service, finds }) => ({ service, finds }))
}

/** Score 0: it does not fit. The words may be found in different places, so “slack message” finds Slack. */
function match(service: IntegrationSummary, titles: readonly string[], words: string[]) {
  const own = words.map((word) => scoreOfOwn(service, word))
  const missing = words.filter((_, index) => own[index] === 0)
  const found = missing.length > 0 ? titles.find((title) => missing.every((word) => holds(title, word))) : undefined
  if (missing.length > 0 && found === undefined) return { score: 0, finds: null }
  return { score: 1 + own.reduce((sum, score) => sum + score, 0), finds: found ?? null }
}

function scoreOfOwn({ title, keywords, category, summary }: IntegrationSummary, word: string): number {
  const name = title.toLowerCase()
  if (name.startsWith(word)) return 20
  if (name.split(/\s+/).some((part) => part.startsWith(word))) return 12
  if (name.includes(word)) return 8
  if (category.startsWith(word) || keywords.some((keyword) => keyword.toLowerCase().startsWith(word))) return 5
  return holds(summary, word) ? 2 : 0
}

/** At the start of a word; anywhere else it is chance. */
function holds(words: string, word: string): boolean {
  return ` ${words.toLowerCase()}`.includes(` ${word}`)
}

/** The kinds of services there are, in their usual order, with how many of each. */
export function countCategories(list: readonly IntegrationSummary[]): [IntegrationCategory, number][] {
  const counts = new Map<IntegrationCategory, number>()
  for (const { category } of list) counts.set(category, (counts.get(category) ?? 0) + 1)
  return integrationCategory.options.flatMap((name) => {
    const count = counts.get(name)
    return count === undefined ? [] : [[name, count] as [IntegrationCategory, number]]
  })
}
