import type { WorkflowNode } from '../../shared/workflow/workflow.ts'
import { text } from '../text.ts'
import type { MenuItem } from '../ui/menu.tsx'

/** What a node's menu must know and can do about running it. */
export type RunChoices = {
  /** Runs start and end at nodes of the outermost graph alone. */
  isOutermost: boolean
  isInert: boolean
  /** A run of this workflow is under way. */
  isRunning: boolean
  /** A finished run whose work can be taken over. */
  earlierRunId: string | null
  /** The shown run has outputs of the node. */
  hasOutputs: boolean
  runTo(): void
  runFrom(runId: string): void
  pin(): void
  unpin(): void
}

/** The entries of a node's menu about running it: to here, from here, and its pinned outputs. */
export function runItems(node: Pick<WorkflowNode, 'disabled' | 'pinned'>, choices: RunChoices): MenuItem[] {
  const { isOutermost, isInert, isRunning, earlierRunId, hasOutputs } = choices
  if (isInert) return []
  const say = text.canvas.menu
  const items: MenuItem[] = []
  if (isOutermost && !node.disabled) {
    items.push(
      { label: say.runTo, icon: 'circle-play', isDisabled: isRunning, onSelect: choices.runTo },
      {
        label: say.runFrom,
        icon: 'route',
        isDisabled: isRunning || earlierRunId === null,
        onSelect: () => earlierRunId !== null && choices.runFrom(earlierRunId),
      },
    )
  }
  if (node.pinned) items.push({ label: say.unpin, icon: 'pin-off', onSelect: choices.unpin })
  else items.push({ label: say.pin, icon: 'pin', isDisabled: !hasOutputs, onSelect: choices.pin })
  return items
}
