import { useEffect, useState } from 'react'
import { matchesShortcut } from '../state/commands.ts'
import { navigate } from '../state/route-store.ts'
import { isMac } from '../ui/is-mac.ts'
import { chats, useChats } from './chat-store.ts'
import { ConversationView } from './conversation.tsx'
import { ConversationList } from './conversation-list.tsx'
import { NewChat } from './new-chat.tsx'
import { PartnerCard } from './partner-card.tsx'

/** From this width on there is room for the card beside the conversation. */
const wideEnough = '(min-width: 1280px)'

/** Conversations with agents and workflows: all of them, the one that is open, and who answers in it. */
export function ChatScreen({ conversationId }: { conversationId?: string }) {
  const [isCardOpen, setCardOpen] = useState(() => window.matchMedia(wideEnough).matches)
  const branch = useChats((state) => state.branch)
  useEffect(() => {
    const abort = new AbortController()
    void chats.loadList()
    void chats.follow(abort.signal)
    return () => abort.abort()
  }, [])
  useEffect(() => chats.open(conversationId ?? null), [conversationId])
  useEffect(() => {
    const wide = window.matchMedia(wideEnough)
    const change = () => setCardOpen(wide.matches)
    wide.addEventListener('change', change)
    return () => wide.removeEventListener('change', change)
  }, [])
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      if (matchesShortcut(event, 'alt+n', isMac)) {
        event.preventDefault()
        startNew()
      } else if (matchesShortcut(event, '/', isMac) && !isTyping(event.target)) {
        event.preventDefault()
        focusComposer()
      }
    }
    // Before the page's own commands, to which Alt+N is a new workflow.
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [])
  const isShown = branch?.conversation.conversationId === conversationId
  return (
    <div className="flex h-full min-h-0">
      <ConversationList openId={conversationId} onNew={startNew} />
      {conversationId ? (
        <ConversationView isCardOpen={isCardOpen} onCard={() => setCardOpen(!isCardOpen)} />
      ) : (
        <NewChat />
      )}
      {conversationId && branch && isShown && isCardOpen ? <PartnerCard branch={branch} /> : null}
    </div>
  )
}

function startNew(): void {
  navigate({ screen: 'chat' })
  focusComposer()
}

/** The field is there once the page is drawn. */
function focusComposer(): void {
  requestAnimationFrame(() => document.querySelector<HTMLTextAreaElement>('[data-composer] textarea')?.focus())
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA'].includes(target.tagName))
}
