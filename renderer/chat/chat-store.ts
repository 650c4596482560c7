import { createStore, useStore } from 'zustand'
import type { ChatBranch, ChatFinding, ChatPartner, ChatPartnerInfo, Conversation } from '../../shared/contract/chat.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

export type ListedConversation = Conversation & { found: ChatFinding | null }

export type ChatState = {
  /** Newest first, or what was found; null until the first answer. */
  list: ListedConversation[] | null
  hasMore: boolean
  search: string
  listError: ErrorInfo | null
  /** Whom one can talk to; null until asked for. */
  partners: ChatPartnerInfo[] | null
  /** The conversation that is open. */
  openId: string | null
  branch: ChatBranch | null
  branchError: ErrorInfo | null
}

const pageSize = 50
const retryMs = 1_500

const empty: ChatState = {
  list: null,
  hasMore: false,
  search: '',
  listError: null,
  partners: null,
  openId: null,
  branch: null,
  branchError: null,
}

type Upload = { name: string; mediaType: string; bytes: Blob }
type Message = { parentId: string | null; text: string; files: Upload[]; keepFilesOf?: string; requestId: string }

/** Conversations as the Chat page shows them. What changes something throws what the engine says. */
export function createChatStore(chat: EngineClient['chat']) {
  const store = createStore<ChatState>(() => empty)
  /** Answers may overtake each other; only the newest question's counts. */
  let listAsked = 0
  let branchAsked = 0

  async function loadList(): Promise<void> {
    const mine = ++listAsked
    const { search, list } = store.getState()
    try {
      // What was paged in stays in sight.
      const limit = Math.min(200, Math.max(pageSize, list?.length ?? 0))
      const found = await chat.list({ limit, ...(search.trim() !== '' && { search }) })
      if (mine === listAsked) store.setState({ list: found, hasMore: found.length === limit, listError: null })
    } catch (thrown) {
      if (mine === listAsked) store.setState({ listError: errorOf(thrown) })
    }
  }

  async function loadPartners(): Promise<void> {
    try {
      store.setState({ partners: await chat.partners() })
    } catch (thrown) {
      store.setState({ listError: errorOf(thrown) })
    }
  }

  async function loadBranch(ask: (conversationId: string) => Promise<ChatBranch>): Promise<void> {
    const { openId } = store.getState()
    if (openId === null) return
    const mine = ++branchAsked
    try {
      const branch = await ask(openId)
      if (mine === branchAsked) store.setState({ branch: keepSame(store.getState().branch, branch), branchError: null })
    } catch (thrown) {
      if (mine === branchAsked) store.setState({ branchError: errorOf(thrown) })
    }
  }

  const refresh = () => loadBranch((conversationId) => chat.get({ conversationId }))

  return {
    store,
    loadList,
    loadPartners,
    refresh,

    setSearch(search: string): void {
      store.setState({ search })
    },

    async loadMore(): Promise<void> {
      const { list, search } = store.getState()
      const last = list?.at(-1)
      if (!list || !last || search.trim() !== '') return
      try {
        const more = await chat.list({ before: last.conversationId, limit: pageSize })
        store.setState({ list: [...list, ...more], hasMore: more.length === pageSize })
      } catch (thrown) {
        store.setState({ listError: errorOf(thrown) })
      }
    },

    /** Shows this conversation, on the branch that was shown last. */
    open(conversationId: string | null): void {
      if (store.getState().openId === conversationId) return
      branchAsked++
      store.setState({ openId: conversationId, branch: null, branchError: null })
      void refresh()
    },

    /** Shows the branch that goes through this message. */
    show: (through: string) => loadBranch((conversationId) => chat.show({ conversationId, through })),

    async create(partner: ChatPartner): Promise<string> {
      const { conversationId } = await chat.create({ partner })
      return conversationId
    },

    /** Says something; the messages are in sight as soon as the engine has them. */
    async send(conversationId: string, message: Message): Promise<void> {
      await chat.send({ conversationId, ...message })
      await Promise.all([refresh(), loadList()])
    },

    async retry(messageId: string): Promise<void> {
      const { openId } = store.getState()
      if (openId === null) return
      await chat.retry({ conversationId: openId, messageId })
      await refresh()
    },

    async rename(conversationId: string, title: string): Promise<void> {
      await chat.rename({ conversationId, title })
      await Promise.all([loadList(), refresh()])
    },

    async remove(conversationId: string): Promise<void> {
      await chat.remove({ conversationId })
      if (store.getState().openId === conversationId) {
        branchAsked++
        store.setState({ openId: null, branch: null, branchError: null })
      }
      await loadList()
    },

    export: (conversationId: string, format: 'markdown' | 'json') => chat.export({ conversationId, format }),
    file: async (conversationId: string, blobId: string) => (await chat.file({ conversationId, blobId })).bytes,

    /** Keeps what is shown fresh until the signal aborts, also over a break of the link. */
    async follow(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        try {
          for await (const { conversationId } of await chat.changes(undefined, { signal })) {
            if (signal.aborted) return
            const { openId } = store.getState()
            void loadList()
            if (conversationId === null || conversationId === openId) void refresh()
          }
        } catch {
          // The frame says that the link broke; what is shown is renewed once it is back.
        }
        if (signal.aborted) return
        await new Promise((resolve) => setTimeout(resolve, retryMs))
        if (signal.aborted) return
        void loadList()
        void refresh()
      }
    },
  }
}

/** The new branch, with the entries that say the same as before as the same objects: they are not drawn again. */
function keepSame(before: ChatBranch | null, now: ChatBranch): ChatBranch {
  if (before?.conversation.conversationId !== now.conversation.conversationId) return now
  const known = new Map(before.entries.map((entry) => [entry.messageId, entry]))
  const entries = now.entries.map((entry) => {
    const old = known.get(entry.messageId)
    return old && JSON.stringify(old) === JSON.stringify(entry) ? old : entry
  })
  return { ...now, entries }
}

export const chats = createChatStore(client.chat)

export function useChats<T>(select: (state: ChatState) => T): T {
  return useStore(chats.store, select)
}
