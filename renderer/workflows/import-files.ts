import { create } from 'zustand'
import { type ErrorInfo, userError } from '../../shared/errors.ts'
import { limits } from '../../shared/workflow/workflow.ts'
import { errorOf } from '../link/error-of.ts'
import { navigate } from '../state/route-store.ts'
import { importWorkflow } from '../state/workflows-store.ts'
import { text } from '../text.ts'
import { formatBytes } from '../ui/format.ts'
import { showToast } from '../ui/toast.tsx'

export type ImportFailure = { fileName: string; error: Pick<ErrorInfo, 'message' | 'hint'> }

/** Files that were not imported, with why; shown above the list until dismissed or until the next import. */
export const useImportFailures = create<{ failures: ImportFailure[] }>(() => ({ failures: [] }))

export function dismissImportFailures(): void {
  useImportFailures.setState({ failures: [] })
}

/** Opens the system's file dialog and imports what is chosen there. */
export function chooseAndImport(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.accept = '.json,application/json'
  input.onchange = () => void importFiles([...(input.files ?? [])])
  input.click()
}

/** Imports each file on its own: one that is broken does not keep out the others. */
export async function importFiles(files: readonly File[]): Promise<void> {
  await importAll(files.map((file) => ({ fileName: file.name, read: () => readFile(file) })))
}

/** The same for a file somebody else has read. */
export async function importText(fileName: string, content: string): Promise<void> {
  await importAll([{ fileName, read: async () => content }])
}

type Source = { fileName: string; read: () => Promise<string> }

async function importAll(sources: readonly Source[]): Promise<void> {
  if (sources.length === 0) return
  const failures: ImportFailure[] = []
  const made: string[] = []
  for (const { fileName, read } of sources) {
    try {
      made.push(await importWorkflow(await read()))
    } catch (thrown) {
      failures.push({ fileName, error: errorOf(thrown) })
    }
  }
  useImportFailures.setState({ failures })
  const [only] = made
  if (made.length === 1 && only !== undefined && failures.length === 0) {
    navigate({ screen: 'workflow', workflowId: only })
    return
  }
  navigate({ screen: 'workflows' })
  if (made.length > 0) showToast(text.workflows.imported(made.length), { tone: 'ok' })
}

async function readFile(file: File): Promise<string> {
  if (file.size > limits.fileBytes) {
    throw userError('workflow.broken-file', text.workflows.fileTooLarge(formatBytes(limits.fileBytes)))
  }
  try {
    return await file.text()
  } catch (cause) {
    throw userError('workflow.unreadable-file', text.workflows.fileUnreadable, { cause })
  }
}
