import type { ResearchRequest } from '../../../shared/contract/research.ts'
import { markdownOf } from './markdown-report.ts'
import type { Report } from './research.ts'

export type Finished = Report & { request: ResearchRequest; finishedAt: number | null }

/** A report as a file. What makes PDFs is loaded when one is wanted. */
export async function exportReport(
  report: Finished,
  format: 'markdown' | 'pdf',
): Promise<{ fileName: string; bytes: Blob }> {
  const name = nameOf(report.title)
  if (format === 'markdown') {
    return { fileName: `${name}.md`, bytes: new Blob([markdownOf(report)], { type: 'text/markdown' }) }
  }
  const { pdfOf } = await import('./pdf-report.ts')
  const pdf = await pdfOf({ ...report, question: report.request.question, at: report.finishedAt })
  return { fileName: `${name}.pdf`, bytes: new Blob([pdf], { type: 'application/pdf' }) }
}

function nameOf(title: string): string {
  const words = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return words.slice(0, 80).replace(/-+$/, '') || 'report'
}
