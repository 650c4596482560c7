import type { Engine } from '../../electron/engine/engine.ts'
import { systemClock } from '../../electron/engine/system-clock.ts'
import type { ChatEntry, Conversation } from '../../shared/contract/chat.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawWorkflow } from './draw-workflow.ts'

/** A clock that is set by hand; time that passes is the machine's. */
export function settableClock() {
  let aheadMs = 0
  const clock = { now: () => Date.now() + aheadMs, sleep: systemClock.sleep }
  const forward = (days: number) => {
    aheadMs += days * 24 * 3_600_000
  }
  return { clock, forward }
}

/** What is left of all runs, once they are old enough to be cleared, and they are. */
export async function clearRuns(engine: Engine, forward: (days: number) => void): Promise<void> {
  forward(3)
  await engine.client.storage.clean({ days: 1 })
}

export const chatStart = { type: 'chat', params: {} }

/** Says back what was said. */
export const echo = drawWorkflow('chat -> reply', {
  chat: chatStart,
  reply: { type: 'template', params: { text: 'You said: {{ chat.message }}' } },
})

/** Asks a model what was said. */
export const asking = (model: string): Workflow =>
  drawWorkflow('chat -> reply', {
    chat: chatStart,
    reply: { type: 'prompt', params: { model, prompt: '{{ chat.message }}' } },
  })

export async function importWorkflow(engine: Engine, document: Workflow): Promise<string> {
  const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile(document) })
  return workflowId
}

/** A new conversation with a workflow of this document. */
export async function talkTo(engine: Engine, document: Workflow): Promise<Conversation> {
  const workflowId = await importWorkflow(engine, document)
  return engine.client.chat.create({ partner: { kind: 'workflow', workflowId } })
}

type More = { parentId?: string | null; files?: { name: string; mediaType: string; bytes: Blob }[] }

/** Says something at the end of the branch that is shown, or where it is told, and waits for the answer. */
export async function say(engine: Engine, conversationId: string, text: string, more: More = {}) {
  const sent = await sendOnly(engine, conversationId, text, more)
  return { ...sent, answer: await answered(engine, conversationId, sent.answer.messageId) }
}

/** The same without waiting. */
export async function sendOnly(engine: Engine, conversationId: string, text: string, more: More = {}) {
  const { entries } = await engine.client.chat.get({ conversationId })
  const parentId = more.parentId === undefined ? (entries.at(-1)?.messageId ?? null) : more.parentId
  return engine.client.chat.send({ conversationId, parentId, text, files: more.files ?? [] })
}

/** The answer as it is stored once its run is over. */
export async function answered(engine: Engine, conversationId: string, messageId: string): Promise<ChatEntry> {
  const entry = await entryOf(engine, conversationId, messageId)
  if (entry.runId) for await (const _ of engine.watch(entry.runId, 0)) void _
  return entryOf(engine, conversationId, messageId)
}

async function entryOf(engine: Engine, conversationId: string, messageId: string): Promise<ChatEntry> {
  const { entries } = await engine.client.chat.get({ conversationId, through: messageId })
  const entry = entries.find((one) => one.messageId === messageId)
  if (!entry) throw new Error(`there is no message ${messageId}`)
  return entry
}

export async function textsOf(engine: Engine, conversationId: string, through?: string): Promise<string[]> {
  const { entries } = await engine.client.chat.get({ conversationId, through })
  return entries.map(({ text }) => text)
}
