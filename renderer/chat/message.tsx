import { memo, useState } from 'react'
import type { ChatEntry, ChatPartnerInfo } from '../../shared/contract/chat.ts'
import { isOver } from '../../shared/run/events.ts'
import { fileRefOf } from '../../shared/run/file-ref.ts'
import { AnswerBody, AnswerView } from '../parts/chat/answer-view.tsx'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { formatCount, formatDuration } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { TextArea } from '../ui/input.tsx'
import { Money } from '../ui/money.tsx'
import { BranchSwitch } from './branch-switch.tsx'
import { chats, useChats } from './chat-store.ts'
import { MessageFiles } from './message-files.tsx'
import { PartnerPicture } from './partner-picture.tsx'
import { tellFailure } from './tell-failure.ts'

const say = text.chat

type MessageProps = { conversationId: string; entry: ChatEntry; partner: ChatPartnerInfo }

/** One message of a conversation. Drawn again only when it is another one. */
export const Message = memo(
  function Message({ conversationId, entry, partner }: MessageProps) {
    return entry.role === 'user' ? (
      <Question conversationId={conversationId} entry={entry} />
    ) : (
      <Answer conversationId={conversationId} entry={entry} partner={partner} />
    )
  },
  (before, now) =>
    before.entry === now.entry &&
    before.conversationId === now.conversationId &&
    before.partner.name === now.partner.name &&
    before.partner.colour === now.partner.colour,
)

function Question({ conversationId, entry }: Omit<MessageProps, 'partner'>) {
  const [isEditing, setEditing] = useState(false)
  const { messageId, text: words, files } = entry
  if (isEditing) return <EditQuestion conversationId={conversationId} entry={entry} onEnd={() => setEditing(false)} />
  return (
    <article aria-label={say.you} className="group flex flex-col items-end gap-1">
      <MessageFiles conversationId={conversationId} files={files} />
      {words.trim() === '' ? null : (
        <div className="wrap-anywhere max-w-[85%] select-text whitespace-pre-wrap rounded-xl rounded-br-sm bg-accent-soft px-3.5 py-2 leading-relaxed">
          {words}
        </div>
      )}
      <div className="flex h-6 items-center gap-0.5 text-mute text-sm">
        <BranchSwitch messageId={messageId} siblings={entry.siblings} />
        <span className="flex opacity-0 focus-within:opacity-100 group-hover:opacity-100">
          <IconButton icon="pencil" size="sm" label={say.edit} onClick={() => setEditing(true)} />
          <CopyButton value={words} what={say.message} />
        </span>
      </div>
    </article>
  )
}

/** What is written here is said beside the message before, and answered anew; the one before stays. */
function EditQuestion({ conversationId, entry, onEnd }: Omit<MessageProps, 'partner'> & { onEnd: () => void }) {
  const { messageId, parentId, files } = entry
  const [words, setWords] = useState(entry.text)
  const [isBusy, setBusy] = useState(false)
  const [requestId] = useState(() => crypto.randomUUID())
  const send = async () => {
    setBusy(true)
    try {
      const keep = files.length > 0 ? { keepFilesOf: messageId } : {}
      await chats.send(conversationId, { parentId, text: words, files: [], ...keep, requestId })
      onEnd()
    } catch (thrown) {
      tellFailure(thrown)
      setBusy(false)
    }
  }
  return (
    <form
      aria-label={say.edit}
      className="flex flex-col gap-2 rounded-xl border border-accent bg-panel p-2.5"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation()
          event.preventDefault()
          onEnd()
        }
        if (
          event.key === 'Enter' &&
          !event.shiftKey &&
          !event.nativeEvent.isComposing &&
          event.target instanceof HTMLTextAreaElement
        ) {
          event.preventDefault()
          if (words.trim() !== '' && !isBusy) void send()
        }
      }}
    >
      <TextArea value={words} onChange={setWords} rows={2} aria-label={say.edit} autoFocus />
      <div className="flex items-center justify-end gap-2">
        <p className="flex-1 text-mute text-sm">{say.editHint}</p>
        <Button size="sm" onClick={onEnd}>
          {text.common.cancel}
        </Button>
        <Button
          size="sm"
          variant="primary"
          type="submit"
          isBusy={isBusy}
          disabled={words.trim() === '' && files.length === 0}
        >
          {text.chat.composer.send}
        </Button>
      </div>
    </form>
  )
}

function Answer({ conversationId, entry, partner }: MessageProps) {
  const { runId, status, files } = entry
  const isUnderWay = status !== null && !isOver(status)
  return (
    <article aria-label={partner.name} className="group flex gap-3">
      <PartnerPicture partner={partner} />
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <h2 className="font-semibold leading-[26px]">{partner.name}</h2>
        {isUnderWay && runId !== null ? (
          <AnswerView runId={runId} />
        ) : (
          <>
            <AnswerBody runId={runId} answer={{ ...entry, status: status ?? 'succeeded' }} />
            <MessageFiles conversationId={conversationId} files={files.filter((file) => fileRefOf(file))} />
            <AnswerFoot entry={entry} />
          </>
        )}
      </div>
    </article>
  )
}

/** What an answer came to, and what one can do with it. */
function AnswerFoot({ entry }: { entry: ChatEntry }) {
  const { messageId, runId, siblings, status, microUsd, unknownCalls, durationMs } = entry
  const tokens = entry.inputTokens + entry.outputTokens
  const [isBusy, setBusy] = useState(false)
  const isLast = useChats(({ branch }) => branch?.entries.at(-1)?.messageId === messageId)
  const retry = async () => {
    setBusy(true)
    await chats.retry(messageId).catch(tellFailure)
    setBusy(false)
  }
  return (
    <footer className="flex min-h-6 flex-wrap items-center gap-x-1 text-mute text-sm">
      <BranchSwitch messageId={messageId} siblings={siblings} />
      {status === 'failed' || status === 'cancelled' ? (
        <Button size="sm" icon="rotate-ccw" isBusy={isBusy} onClick={() => void retry()} className="mr-1">
          {text.common.retry}
        </Button>
      ) : (
        <IconButton icon="rotate-ccw" size="sm" label={say.retry} disabled={isBusy} onClick={() => void retry()} />
      )}
      <CopyButton value={entry.text} what={say.answerText} />
      {runId === null ? null : (
        <a
          href={hrefOf({ screen: 'runs', runId })}
          aria-label={text.chat.answer.openRun}
          title={text.chat.answer.openRun}
          className="inline-flex size-6 items-center justify-center rounded-md hover:bg-hover hover:text-text"
        >
          <Icon name="activity" size={14} />
        </a>
      )}
      <span className="figures ml-1 flex items-center gap-2" data-testid={isLast ? 'last-cost' : undefined}>
        {tokens > 0 || microUsd > 0 ? (
          <>
            <Money microUsd={microUsd} isPartlyUnknown={unknownCalls > 0} className="font-medium text-text" />
            <span>{say.tokens(formatCount(tokens))}</span>
          </>
        ) : null}
        {durationMs === null ? null : <span>{formatDuration(durationMs)}</span>}
      </span>
    </footer>
  )
}
