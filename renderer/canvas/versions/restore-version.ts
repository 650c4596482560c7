import type { Workflow } from '../../../shared/workflow/workflow.ts'
import { navigate } from '../../state/route-store.ts'
import { loadVersion, restoreDocument } from '../../state/versions-store.ts'
import { text } from '../../text.ts'
import { showToast } from '../../ui/toast.tsx'

/** Makes a version the draft and shows the draft; the toast takes it back. */
export async function restoreVersion(workflowId: string, version: number, known?: Workflow): Promise<void> {
  const document = known ?? (await loadVersion(workflowId, version)).document
  const takeBack = await restoreDocument(workflowId, document)
  // The draft says itself why it could not be opened or changed.
  navigate({ screen: 'workflow', workflowId })
  if (!takeBack) return
  showToast(text.versions.restored(version), {
    tone: 'ok',
    detail: text.versions.restoredDetail,
    action: { label: text.common.undo, onSelect: takeBack },
  })
}
