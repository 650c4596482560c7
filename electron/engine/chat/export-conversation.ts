import type { Conversation } from '../../../shared/contract/chat.ts'
import { formatMicroUsd } from '../../../shared/money.ts'
import { fileRefOf } from '../../../shared/run/file-ref.ts'
import type { StoredMessage } from '../store/chat.store.ts'

/** A branch as a person reads it. */
export function toMarkdown(conversation: Conversation, branch: readonly StoredMessage[]): string {
  const { title, partnerName, createdAt } = conversation
  const head = `# ${title || partnerName}\n\n${partnerName} · ${new Date(createdAt).toISOString().slice(0, 10)}\n`
  const said = branch.map((message) => {
    const who = message.role === 'user' ? 'You' : partnerName
    const parts = [`## ${who}`, ...filesOf(message), ...toolsOf(message), message.text.trim(), ...endOf(message)]
    return parts.filter((part) => part !== '').join('\n\n')
  })
  return `${[head.trim(), ...said].join('\n\n')}\n`
}

function filesOf({ files }: StoredMessage): string[] {
  const names = files.flatMap((file) => fileRefOf(file)?.name ?? [])
  return names.length === 0 ? [] : [names.map((name) => `- 📎 ${name}`).join('\n')]
}

function toolsOf({ steps }: StoredMessage): string[] {
  const lines = steps.flatMap((step) => (step.step === 'tool' ? [`> ${step.title || step.tool}: ${step.status}`] : []))
  return lines.length === 0 ? [] : [lines.join('\n')]
}

function endOf({ role, error, microUsd, unknownCalls, inputTokens, outputTokens, status }: StoredMessage): string[] {
  if (role === 'user') return []
  const problem = error ? [`> ${error.message}`] : status === 'cancelled' ? ['> Stopped before it was done.'] : []
  const tokens = inputTokens + outputTokens
  if (tokens === 0) return problem
  const cost = `${formatMicroUsd(microUsd)}${unknownCalls > 0 ? ' and calls of unknown price' : ''}`
  return [...problem, `*${cost}, ${tokens} tokens*`]
}

/** Every message of all branches. */
export function toJsonFile(conversation: Conversation, messages: readonly StoredMessage[]): string {
  const { title, partner, partnerName, createdAt, updatedAt } = conversation
  const said = messages.map(({ isSettled: _, ...message }) => message)
  const file = { format: 1, kind: 'conversation', title, partner, partnerName, createdAt, updatedAt, messages: said }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** Letters and digits of any language, and dashes; without an ending. */
export function fileNameOf(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
  return name.slice(0, 80) || 'conversation'
}
