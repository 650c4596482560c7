import { text } from '../text.ts'
import { IconButton } from '../ui/button.tsx'
import { chats } from './chat-store.ts'

const say = text.chat

/** Goes to what stands beside a message: ‹ 2/3 ›. Nothing where it stands alone. */
export function BranchSwitch({ messageId, siblings }: { messageId: string; siblings: readonly string[] }) {
  if (siblings.length < 2) return null
  const at = siblings.indexOf(messageId)
  const [before, after] = [siblings[at - 1], siblings[at + 1]]
  return (
    <fieldset aria-label={say.branches} className="figures flex items-center">
      <IconButton
        icon="chevron-left"
        size="sm"
        label={say.branchBefore}
        disabled={before === undefined}
        onClick={() => before && void chats.show(before)}
      />
      <span aria-live="polite">
        {at + 1}/{siblings.length}
      </span>
      <IconButton
        icon="chevron-right"
        size="sm"
        label={say.branchAfter}
        disabled={after === undefined}
        onClick={() => after && void chats.show(after)}
      />
    </fieldset>
  )
}
