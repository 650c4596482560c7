import { useEffect, useState } from 'react'
import type { KnowledgeBase, KnowledgeUse } from '../../shared/contract/knowledge.ts'
import { knowledge } from '../state/knowledge-store.ts'
import { navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { showToast } from '../ui/toast.tsx'
import { attempt } from './attempt.ts'

const say = text.knowledge

/** Asks before a base is deleted, and names what would fail without it. */
export function DeleteBase({ base, onClose }: { base: KnowledgeBase; onClose: () => void }) {
  const { knowledgeId, name } = base
  const [uses, setUses] = useState<KnowledgeUse[] | null>(null)
  useEffect(() => {
    void attempt(async () => setUses(await knowledge.uses(knowledgeId)))
  }, [knowledgeId])
  const names = (uses ?? []).map((use) => `“${use.name}”`).join(', ')
  const remove = async () => {
    const isDone = await attempt(async () => {
      await knowledge.remove(knowledgeId)
      return true
    })
    if (!isDone) return
    showToast(say.deleted(name), { tone: 'ok' })
    navigate({ screen: 'knowledge' }, { replace: true })
  }
  return (
    <ConfirmDialog
      // Not before it is known what would fail.
      isOpen={uses !== null}
      onClose={onClose}
      title={say.deleteTitle(name)}
      description={
        <>
          {say.deleteBody}
          {names === '' ? null : <span className="mt-2 block font-medium text-text">{say.deleteUsed(names)}</span>}
        </>
      }
      confirmLabel={say.delete}
      isDanger
      onConfirm={remove}
    />
  )
}
