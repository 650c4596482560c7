import type { JsonObject } from '../../../../shared/json.ts'

/** What a rule finds about one subject. */
export type Finding = {
  /** The same for the same workflow, connection or whatever it is about. */
  subjectKey: string
  /** What a person calls it. */
  subject: string
  /** `unknown`: too little is known to say; whatever was so before stays so. */
  verdict: 'firing' | 'fine' | 'unknown'
  /** How often it came true since the last look; 0: it is as it was. */
  times: number
  title: string
  body: string
  /** The same for programs. */
  facts: JsonObject
  link: string | null
  runId: string | null
}

/** What is said where there is nothing to say. */
export const noWords = { title: '', body: '', facts: {}, link: null, runId: null, times: 0 }

/** About a subject where all is well, or where too little is known. */
export function quietFinding(
  { subjectKey, subject }: Pick<Finding, 'subjectKey' | 'subject'>,
  verdict: 'fine' | 'unknown',
): Finding {
  return { subjectKey, subject, verdict, ...noWords }
}
