import { create } from 'zustand'
import { type ErrorInfo, userError } from '../../shared/errors.ts'
import { errorOf } from '../link/error-of.ts'
import { agents } from '../state/agents-store.ts'
import { navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { downloadText } from '../ui/download-text.ts'
import { showToast } from '../ui/toast.tsx'

export type AgentImportFailure = { fileName: string; error: Pick<ErrorInfo, 'message' | 'hint'> }

const mostBytes = 8 * 1024 * 1024

/** Files that were not imported, with why; shown above the list until dismissed or until the next import. */
export const useAgentImport = create<{ failures: AgentImportFailure[] }>(() => ({ failures: [] }))

export function dismissAgentFailures(): void {
  useAgentImport.setState({ failures: [] })
}

/** Opens the system's file dialog and imports what is chosen there. */
export function chooseAgentFiles(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.accept = '.json,application/json'
  input.onchange = () => void importAgentFiles([...(input.files ?? [])])
  input.click()
}

/** Imports each file on its own: one that is broken does not keep out the others. The only one is opened. */
export async function importAgentFiles(files: readonly File[]): Promise<void> {
  const failures: AgentImportFailure[] = []
  const made: string[] = []
  for (const file of files) {
    try {
      if (file.size > mostBytes) throw userError('agent.bad-file', text.agents.fileTooLarge)
      made.push(await agents.import(await file.text()))
    } catch (thrown) {
      failures.push({ fileName: file.name, error: errorOf(thrown) })
    }
  }
  useAgentImport.setState({ failures })
  const [only] = made
  if (made.length === 1 && only !== undefined && failures.length === 0) {
    navigate({ screen: 'agents', agentId: only })
  } else if (made.length > 0) showToast(text.agents.imported(made.length), { tone: 'ok' })
}

/** Saves an agent as a file, the browser's way. Throws what the engine says. */
export async function exportAgent(agentId: string, version?: number): Promise<void> {
  const file = await agents.export(agentId, version)
  downloadText(file.fileName, file.text)
  showToast(text.agents.exported(file.fileName), { tone: 'ok', detail: text.agents.exportHint })
}
