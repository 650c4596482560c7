import { text } from '../text.ts'

/** Conversations with agents and workflows. */
export function ChatScreen({ conversationId }: { conversationId?: string }) {
  return <h1 className="p-6 font-semibold text-lg">{text.chat.title + (conversationId ?? '')}</h1>
}
