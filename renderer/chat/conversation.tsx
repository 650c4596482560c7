import { useEffect, useRef, useState } from 'react'
import type { ChatBranch } from '../../shared/contract/chat.ts'
import { isOver } from '../../shared/run/events.ts'
import { client } from '../link/client.ts'
import { Composer } from '../parts/chat/composer.tsx'
import { text } from '../text.ts'
import { IconButton } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { formatCount } from '../ui/format.ts'
import { Money } from '../ui/money.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { chats, useChats } from './chat-store.ts'
import { MessageList } from './message-list.tsx'
import { tellFailure } from './tell-failure.ts'

const say = text.chat

type ConversationViewProps = { isCardOpen: boolean; onCard: () => void }

/** The conversation that is open: what was said, and where one says more. */
export function ConversationView({ isCardOpen, onCard }: ConversationViewProps) {
  const { branch, branchError } = useChats((state) => state)
  if (!branch) {
    return (
      <div className="flex min-w-0 flex-1 flex-col">
        {branchError ? <ErrorNote error={branchError} className="m-4" /> : <Shape />}
      </div>
    )
  }
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <Head branch={branch} isCardOpen={isCardOpen} onCard={onCard} />
      {branchError ? <ErrorNote error={branchError} className="mx-4 mt-3" /> : null}
      <MessageList key={branch.conversation.conversationId} branch={branch} />
      <Saying key={`say-${branch.conversation.conversationId}`} branch={branch} />
    </div>
  )
}

function Shape() {
  return (
    <div className="mx-auto flex w-full max-w-[760px] flex-col gap-4 p-6">
      <Skeleton className="ml-auto h-10 w-1/2" />
      <Skeleton className="h-24 w-full" />
      <Skeleton className="ml-auto h-10 w-1/3" />
      <Skeleton className="h-32 w-full" />
    </div>
  )
}

function Head({ branch, isCardOpen, onCard }: ConversationViewProps & { branch: ChatBranch }) {
  const { title, microUsd, unknownCalls, inputTokens, outputTokens } = branch.conversation
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b bg-panel px-4">
      <h2 className="min-w-0 flex-1 truncate font-semibold text-md">{title || say.untitled}</h2>
      <span className="figures flex shrink-0 items-center gap-2 text-mute text-sm" title={say.totalHint}>
        <span>{say.tokens(formatCount(inputTokens + outputTokens))}</span>
        <Money microUsd={microUsd} isPartlyUnknown={unknownCalls > 0} className="font-semibold text-text" />
      </span>
      <IconButton
        icon="panel-right"
        label={isCardOpen ? text.common.hideWhat(say.card) : text.common.showWhat(say.card)}
        isPressed={isCardOpen}
        onClick={onCard}
      />
    </header>
  )
}

function Saying({ branch }: { branch: ChatBranch }) {
  const { conversation, entries, partner } = branch
  const { conversationId } = conversation
  const [words, setWords] = useState('')
  const [files, setFiles] = useState<File[]>([])
  const [isSending, setSending] = useState(false)
  const input = useRef<HTMLTextAreaElement>(null)
  const requestId = useRef(crypto.randomUUID())
  const last = entries.at(-1)
  const underWay = last?.runId && last.status !== null && !isOver(last.status) ? last.runId : null

  useEffect(() => input.current?.focus(), [])
  const stop = async () => {
    if (underWay) await client.runs.cancel({ runId: underWay }).catch(tellFailure)
  }
  const stopNow = useRef(stop)
  stopNow.current = stop
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      // A dialog or a menu has Escape to itself.
      if (event.key === 'Escape' && !document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) {
        void stopNow.current()
      }
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])

  const send = async () => {
    setSending(true)
    try {
      const uploads = files.map((file) => ({ name: file.name, mediaType: file.type, bytes: file }))
      const message = { parentId: last?.messageId ?? null, text: words, files: uploads, requestId: requestId.current }
      await chats.send(conversationId, message)
      requestId.current = crypto.randomUUID()
      setWords('')
      setFiles([])
    } catch (thrown) {
      tellFailure(thrown)
    }
    setSending(false)
    input.current?.focus()
  }
  return (
    <div className="mx-auto w-full max-w-[760px] shrink-0 px-4 pb-4">
      {partner.problem ? <ErrorNote error={partner.problem} className="mb-2" /> : null}
      <Composer
        value={words}
        onChange={setWords}
        files={files}
        onFiles={setFiles}
        onSend={() => void send()}
        isRunning={underWay !== null}
        onStop={() => void stop()}
        isSending={isSending}
        disabledReason={partner.problem ? say.cannotAnswer : null}
        name={partner.name}
        inputRef={input}
      />
    </div>
  )
}
