import { text } from '../text.ts'

/** Questions, and reports that answer them. */
export function ResearchScreen({ researchId }: { researchId?: string }) {
  return <h1 className="p-6 font-semibold text-lg">{text.research.title + (researchId ?? '')}</h1>
}
