import type { NodePolicy } from '../../../shared/workflow/workflow.ts'
import { text } from '../../text.ts'
import { formatDuration } from '../../ui/format.ts'

/** What a node's policy says, in sentences; empty where it says nothing that is not so anyway. */
export function policyWords(policy: NodePolicy | undefined): string[] {
  const say = text.canvas.policy
  const { retry, timeoutMs, onError, whenInterrupted } = policy ?? {}
  const words: string[] = []
  if (retry) words.push(retry.on === 'any' ? say.retryAny(retry.count) : say.retryTemporary(retry.count))
  if (timeoutMs !== undefined) words.push(say.timeout(formatDuration(timeoutMs)))
  if (onError === 'value') words.push(say.value)
  if (onError === 'port') words.push(say.port)
  if (whenInterrupted) words.push(say.interrupted[whenInterrupted])
  return words
}
