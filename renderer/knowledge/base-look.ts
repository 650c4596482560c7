import type { KnowledgeBase } from '../../shared/contract/knowledge.ts'
import { text } from '../text.ts'
import type { BadgeTone } from '../ui/badge.tsx'
import type { IconName } from '../ui/icon.tsx'

const looks: Record<KnowledgeBase['state'], { tone: BadgeTone; icon: IconName }> = {
  empty: { tone: 'plain', icon: 'circle-dashed' },
  indexing: { tone: 'accent', icon: 'refresh-cw' },
  ready: { tone: 'ok', icon: 'circle-check' },
  stale: { tone: 'warn', icon: 'history' },
  failing: { tone: 'bad', icon: 'circle-alert' },
}

export function lookOf({ state }: Pick<KnowledgeBase, 'state'>): { tone: BadgeTone; icon: IconName; label: string } {
  return { ...looks[state], label: text.knowledge.states[state] }
}

/** When the newest of its sources was read. */
export function indexedAtOf({ sources }: Pick<KnowledgeBase, 'sources'>): number | null {
  const times = sources.flatMap(({ indexedAt }) => indexedAt ?? [])
  return times.length === 0 ? null : Math.max(...times)
}

/** The model's own name, without its provider. */
export function modelName(ref: string): string {
  return ref.slice(ref.indexOf('/') + 1)
}
