import { createHash } from 'node:crypto'
import type { ChatBranch, ChatEntry, ChatFinding, ChatPartner, Conversation } from '../../../shared/contract/chat.ts'
import { userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { Json } from '../../../shared/json.ts'
import { isOver } from '../../../shared/run/events.ts'
import { bareMediaType, fileRefOf, fileValue, mediaTypeOf } from '../../../shared/run/file-ref.ts'
import type { AgentParts } from '../agents/agent-parts.ts'
import { readKept, refuseTooLarge } from '../files/kept-files.ts'
import type { ChatStore, NewMessage, StoredMessage } from '../store/chat.store.ts'
import { type Branches, createBranches } from './branch.ts'
import { fileNameOf, toJsonFile, toMarkdown } from './export-conversation.ts'
import type { Partners } from './partners.ts'
import { titleOf } from './title-of.ts'
import { snippetPieces, wordsToMatch } from './words-to-match.ts'

type Parts = Pick<AgentParts, 'clock' | 'blobs' | 'runsStore' | 'late'> & {
  store: ChatStore
  partners: Partners
  /** Takes over what came of runs that are over. */
  settle(): Promise<void>
  onChanged(conversationId: string | null): void
}

type Upload = { name: string; mediaType: string; bytes: Blob }
type SendRequest = {
  conversationId: string
  parentId: string | null
  text: string
  files: Upload[]
  keepFilesOf?: string
  requestId?: string
}
type Pair = { question: ChatEntry; answer: ChatEntry }
/** A file as its value, with the bytes where they are not stored yet. */
type Attached = { value: Json; blobId: string; bytes: Uint8Array | null }

/** Messages looked through for a search at most: of each conversation the newest is shown. */
const mostFound = 500

/** Conversations: a tree of messages, each answer of which is a run. */
export function createChat({ store, clock, blobs, runsStore, late, partners, settle, onChanged }: Parts) {
  function known(conversationId: string): Conversation {
    const found = store.get(conversationId)
    if (!found) throw userError('chat.not-found', `There is no conversation \`${conversationId}\`.`)
    return found
  }

  const branchesOf = (conversationId: string): Branches => createBranches(store.tree(conversationId))

  function inBranch(branches: Branches, messageId: string): string {
    if (!branches.has(messageId)) {
      throw userError('chat.no-message', `There is no message \`${messageId}\` in this conversation.`)
    }
    return messageId
  }

  function messagesOn(conversationId: string, path: string[]): StoredMessage[] {
    const found = new Map(store.messages(conversationId, path).map((one) => [one.messageId, one]))
    return path.flatMap((messageId) => found.get(messageId) ?? [])
  }

  function entryOf(message: StoredMessage, branches: Branches): ChatEntry {
    const { isSettled: _, ...rest } = message
    return { ...rest, siblings: branches.siblings(message.messageId) }
  }

  async function branch(conversationId: string, through: string | undefined): Promise<ChatBranch> {
    known(conversationId)
    await settle()
    const conversation = known(conversationId)
    const branches = branchesOf(conversationId)
    const shown = through === undefined ? store.leaf(conversationId) : inBranch(branches, through)
    const leaf = through === undefined || shown === null ? shown : branches.newestBelow(shown)
    const entries = messagesOn(conversationId, branches.to(leaf)).map((message) => entryOf(message, branches))
    return { conversation, partner: partners.info(conversation.partner, conversation.partnerName), entries }
  }

  /** What was said on the way to a message, that one included, as a model is told of it. */
  function historyTo(conversationId: string, branches: Branches, messageId: string | null): Json[] {
    return messagesOn(conversationId, branches.to(messageId)).flatMap(({ role, text, files }) => {
      if (text.trim() === '' && files.length === 0) return []
      // What an answer gave as files is the person's; only what a person sent is sent again.
      return [{ role, content: text, ...(role === 'user' && files.length > 0 && { files }) }]
    })
  }

  async function attach({ conversationId, files, keepFilesOf }: SendRequest): Promise<Attached[]> {
    const kept = keepFilesOf === undefined ? [] : (store.messages(conversationId, [keepFilesOf])[0]?.files ?? [])
    const again = kept.flatMap((value): Attached[] => {
      const blobId = fileRefOf(value)?.blobId
      return blobId === undefined ? [] : [{ value, blobId, bytes: null }]
    })
    const added: Attached[] = []
    for (const { name, mediaType, bytes: blob } of files) {
      refuseTooLarge(name, blob.size)
      const bytes = new Uint8Array(await blob.arrayBuffer())
      const blobId = createHash('sha256').update(bytes).digest('hex')
      const type = bareMediaType(mediaType) || mediaTypeOf(name)
      added.push({ value: fileValue({ name, mediaType: type, bytes: bytes.length, blobId }), blobId, bytes })
    }
    return [...again, ...added]
  }

  /** Files of a message: stored, and held by the conversation and by the run that gets them. Inside its transaction. */
  function keepFiles(conversationId: string, runId: string, attached: readonly Attached[]): void {
    const run = runsStore.identity(runId)
    if (!run || attached.length === 0) return
    for (const { blobId, bytes } of attached) if (bytes) blobs.keepFile(run.runNumber, blobId, bytes)
    const ids = attached.map(({ blobId }) => blobId)
    blobs.holdNamed(run.runNumber, ids)
    store.hold(conversationId, ids)
  }

  function pairOf(conversationId: string, answerId: string): Pair {
    const branches = branchesOf(conversationId)
    const [question, answer] = messagesOn(conversationId, branches.to(answerId).slice(-2))
    if (!question || !answer) throw new Error(`the answer ${answerId} stands below its question`)
    return { question: entryOf(question, branches), answer: entryOf(answer, branches) }
  }

  /** What was sent under this id before; null where nothing was. */
  function sentBefore(conversationId: string, requestId: string | undefined): Pair | null {
    const question = requestId === undefined ? undefined : store.requested(conversationId, requestId)
    if (question === undefined) return null
    const first = store.tree(conversationId).find(({ parentId }) => parentId === question)
    return first ? pairOf(conversationId, first.messageId) : null
  }

  /** Nothing is said to what is still being answered: the answer would not be in what the model is told. */
  function refuseUnderWay(conversationId: string, parentId: string | null): void {
    const [parent] = parentId === null ? [] : store.messages(conversationId, [parentId])
    if (!parent?.status || isOver(parent.status)) return
    throw userError('chat.still-answering', 'The answer before is still being given.', {
      hint: 'Wait until it is there, or stop it.',
    })
  }

  async function send(request: SendRequest): Promise<Pair> {
    const { conversationId, parentId, text, requestId } = request
    const { partner } = known(conversationId)
    const before = sentBefore(conversationId, requestId)
    if (before) return before
    await settle()
    const branches = branchesOf(conversationId)
    if (parentId !== null && branches.get(inBranch(branches, parentId))?.role !== 'assistant') {
      throw userError('chat.not-below', 'Something can only be said after an answer, or at the beginning.')
    }
    refuseUnderWay(conversationId, parentId)
    const attached = await attach(request)
    if (text.trim() === '' && attached.length === 0) throw userError('chat.empty', 'There is nothing to send.')
    const files = attached.map(({ value }) => value)
    const said = { message: text, history: historyTo(conversationId, branches, parentId), files }
    const [question, answer] = [newId('msg', clock.now()), newId('msg', clock.now())]
    const at = clock.now()
    const own = { conversationId, at }
    const names = files.flatMap((file) => fileRefOf(file)?.name ?? [])
    try {
      await partners.ask(partner, said, (runId) => {
        // It may have been deleted while its files were read.
        known(conversationId)
        keepFiles(conversationId, runId, attached)
        const asked = { ...own, messageId: question, parentId, role: 'user' as const, text, files, runId: null }
        store.add(
          [{ ...asked, requestId: requestId ?? null }, answerRow(own, answer, question, runId)],
          titleOf(text, names),
        )
      })
    } catch (thrown) {
      // The same message, sent a second time while the first was on its way.
      const first = sentBefore(conversationId, requestId)
      if (first) return first
      throw thrown
    }
    onChanged(conversationId)
    return pairOf(conversationId, answer)
  }

  function answerRow(
    own: { conversationId: string; at: number },
    messageId: string,
    parentId: string,
    runId: string,
  ): NewMessage {
    return { ...own, messageId, parentId, role: 'assistant', text: '', files: [], runId, requestId: null }
  }

  async function retry(conversationId: string, messageId: string): Promise<ChatEntry> {
    const { partner } = known(conversationId)
    await settle()
    const branches = branchesOf(conversationId)
    const named = branches.get(inBranch(branches, messageId))
    const questionId = named?.role === 'assistant' ? named.parentId : messageId
    const [question] = questionId === null ? [] : store.messages(conversationId, [questionId])
    if (!question) throw userError('chat.no-message', 'This answer has no question to ask again.')
    const { text: message, files, parentId } = question
    const said = { message, files, history: historyTo(conversationId, branches, parentId) }
    const answer = newId('msg', clock.now())
    await partners.ask(partner, said, (runId) => {
      known(conversationId)
      const own = { conversationId, at: clock.now() }
      store.add([answerRow(own, answer, question.messageId, runId)], '')
    })
    onChanged(conversationId)
    return pairOf(conversationId, answer).answer
  }

  function search(typed: string, limit: number): (Conversation & { found: ChatFinding | null })[] {
    const match = wordsToMatch(typed)
    const found = new Map<string, ChatFinding>()
    for (const { conversationId, messageId, snippet } of match === null ? [] : store.search(match, mostFound)) {
      if (!found.has(conversationId)) found.set(conversationId, { messageId, pieces: snippetPieces(snippet) })
    }
    const ids = [...new Set([...found.keys(), ...store.titled(typed.trim())])]
    return store
      .list({ before: null, ids, limit })
      .map((one) => ({ ...one, found: found.get(one.conversationId) ?? null }))
  }

  return {
    get: (conversationId: string, through?: string): Promise<ChatBranch> => branch(conversationId, through),

    async show(conversationId: string, through: string): Promise<ChatBranch> {
      const shown = await branch(conversationId, through)
      const last = shown.entries.at(-1)
      if (last) store.setLeaf(conversationId, last.messageId)
      return shown
    },

    list({ search: typed = '', before, limit }: { search?: string; before?: string; limit: number }) {
      if (typed.trim() !== '') return search(typed, limit)
      return store.list({ before: before ?? null, ids: null, limit }).map((one) => ({ ...one, found: null }))
    },

    create(partner: ChatPartner): Conversation {
      const conversationId = newId('chat', clock.now())
      store.create({ conversationId, partner, name: partners.nameOf(partner), at: clock.now() })
      return known(conversationId)
    },

    send,
    retry,

    rename(conversationId: string, title: string): void {
      known(conversationId)
      store.rename(conversationId, title)
      onChanged(conversationId)
    },

    /** What is under way is stopped after the conversation is gone, so that nothing of it is left whatever happens. */
    async remove(conversationId: string): Promise<void> {
      known(conversationId)
      const running = store.running(conversationId)
      store.remove(conversationId)
      onChanged(conversationId)
      for (const runId of running) await late().queue.cancel(runId)
    },

    async export(conversationId: string, format: 'markdown' | 'json'): Promise<{ fileName: string; text: string }> {
      await settle()
      const conversation = known(conversationId)
      const name = fileNameOf(conversation.title || conversation.partnerName)
      if (format === 'json') {
        return { fileName: `${name}.json`, text: toJsonFile(conversation, store.messages(conversationId, null)) }
      }
      const path = branchesOf(conversationId).to(store.leaf(conversationId))
      return { fileName: `${name}.md`, text: toMarkdown(conversation, messagesOn(conversationId, path)) }
    },

    file(conversationId: string, blobId: string): Blob {
      known(conversationId)
      // Only what the conversation holds: an id alone opens nothing else that is stored.
      if (!store.holds(conversationId, blobId)) {
        throw userError('chat.no-such-file', 'This conversation keeps no such file.', { details: { blobId } })
      }
      return new Blob([readKept(blobs, blobId, '')])
    },
  }
}

export type Chat = ReturnType<typeof createChat>
