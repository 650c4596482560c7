import { useEffect } from 'react'
import { knowledge } from '../state/knowledge-store.ts'
import { KnowledgeList } from './knowledge-list.tsx'
import { KnowledgePage } from './knowledge-page.tsx'

/** The knowledge bases, or one of them. */
export function KnowledgeScreen({ knowledgeId }: { knowledgeId?: string }) {
  useEffect(() => {
    void knowledge.loadModels()
    return knowledge.follow()
  }, [])
  if (knowledgeId === undefined) return <KnowledgeList />
  return <KnowledgePage key={knowledgeId} knowledgeId={knowledgeId} />
}
