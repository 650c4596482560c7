import { useEffect } from 'react'
import { drafts, useDraft } from '../state/workflow-store.ts'
import { text } from '../text.ts'
import { showToast } from '../ui/toast.tsx'

/** Tells the person, once each, when the draft is no longer simply what they made of it. */
export function useNotices(workflowId: string): void {
  const notice = useDraft(workflowId, (draft) => draft.notice)
  useEffect(() => {
    if (!notice) return
    drafts.clearNotice(workflowId)
    const say = text.canvas.notices
    if (notice.kind === 'merged') showToast(say.merged, { detail: say.mergedDetail })
    else if (notice.kind === 'partly-lost') {
      showToast(say.partlyLost(notice.lost), { tone: 'bad', detail: say.partlyLostDetail })
    } else showToast(say.refused, { tone: 'bad', detail: notice.error.message })
  }, [notice, workflowId])
}
