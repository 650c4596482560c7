import { errorOf } from '../link/error-of.ts'
import { exportWorkflow } from '../state/workflows-store.ts'
import { text } from '../text.ts'
import { downloadText } from '../ui/download-text.ts'
import { showToast } from '../ui/toast.tsx'

/** Saves the workflow as a `*.niti.json` file, the browser's way; tells how it went at the lower edge. */
export async function exportToFile(workflowId: string): Promise<void> {
  try {
    const file = await exportWorkflow(workflowId)
    downloadText(file.fileName, file.text)
    showToast(text.workflows.exported(file.fileName), { tone: 'ok' })
  } catch (thrown) {
    const error = errorOf(thrown)
    showToast(error.message, { tone: 'bad', detail: error.hint })
  }
}
