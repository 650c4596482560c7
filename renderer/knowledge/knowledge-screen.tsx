import { text } from '../text.ts'

/** The knowledge bases, or one of them. */
export function KnowledgeScreen({ knowledgeId }: { knowledgeId?: string }) {
  return <h1 className="p-6 font-semibold text-lg">{text.knowledge.title + (knowledgeId ?? '')}</h1>
}
