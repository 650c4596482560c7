import type { Chat } from '../chat/chat.ts'
import type { Partners } from '../chat/partners.ts'
import type { RunChanges } from '../run/run-changes.ts'
import type { ContractImplementer } from './implement-contract.ts'

type Parts = { chat: Chat; partners: Partners; changes: RunChanges }

export function chatHandlers(os: ContractImplementer['chat'], { chat, partners, changes }: Parts) {
  return {
    partners: os.partners.handler(() => partners.list()),
    list: os.list.handler(({ input }) => chat.list(input)),
    get: os.get.handler(({ input }) => chat.get(input.conversationId, input.through)),
    show: os.show.handler(({ input }) => chat.show(input.conversationId, input.through)),
    create: os.create.handler(({ input }) => chat.create(input.partner)),
    send: os.send.handler(({ input }) => chat.send(input)),
    retry: os.retry.handler(({ input }) => chat.retry(input.conversationId, input.messageId)),
    rename: os.rename.handler(({ input }) => chat.rename(input.conversationId, input.title)),
    remove: os.remove.handler(({ input }) => chat.remove(input.conversationId)),
    export: os.export.handler(({ input }) => chat.export(input.conversationId, input.format)),
    file: os.file.handler(({ input }) => ({ bytes: chat.file(input.conversationId, input.blobId) })),
    changes: os.changes.handler(async function* ({ signal }) {
      for await (const { workflowId: conversationId } of changes.listen(signal)) yield { conversationId }
    }),
  }
}
