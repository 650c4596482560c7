import { useEffect, useRef, useState } from 'react'
import type { ChatPartner, ChatPartnerInfo } from '../../shared/contract/chat.ts'
import { Composer } from '../parts/chat/composer.tsx'
import { navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { chats, useChats } from './chat-store.ts'
import { PartnerPicture } from './partner-picture.tsx'
import { tellFailure } from './tell-failure.ts'

const say = text.chat.start

/** Where a conversation begins: with whom, and the first thing that is said. */
export function NewChat() {
  const partners = useChats((state) => state.partners)
  const error = useChats((state) => state.listError)
  const [chosen, setChosen] = useState<string | null>(recall)
  const [words, setWords] = useState('')
  const [files, setFiles] = useState<File[]>([])
  const [isSending, setSending] = useState(false)
  const input = useRef<HTMLTextAreaElement>(null)
  const begun = useRef<{ key: string; conversationId: string } | null>(null)
  const requestId = useRef(crypto.randomUUID())
  useEffect(() => void chats.loadPartners(), [])
  const partner =
    partners?.find((one) => keyOf(one.partner) === chosen) ?? partners?.find(({ problem }) => !problem) ?? partners?.[0]
  const hasPartner = partner !== undefined
  useEffect(() => {
    if (hasPartner) input.current?.focus()
  }, [hasPartner])

  if (!partners) {
    if (error) return <ErrorNote error={error} className="m-4 self-start" />
    return <Skeleton className="m-6 h-40 flex-1" />
  }
  if (!partner) return <NobodyYet />

  const send = async () => {
    setSending(true)
    try {
      const key = keyOf(partner.partner)
      // Sent a second time after a failure, it goes into the conversation that was begun for the first.
      if (begun.current?.key !== key) begun.current = { key, conversationId: await chats.create(partner.partner) }
      const { conversationId } = begun.current
      const uploads = files.map((file) => ({ name: file.name, mediaType: file.type, bytes: file }))
      await chats.send(conversationId, { parentId: null, text: words, files: uploads, requestId: requestId.current })
      navigate({ screen: 'chat', conversationId })
    } catch (thrown) {
      tellFailure(thrown)
      setSending(false)
      input.current?.focus()
    }
  }
  return (
    <div className="flex min-w-0 flex-1 flex-col overflow-y-auto">
      <div className="mx-auto my-auto flex w-full max-w-[760px] flex-col gap-5 px-4 py-8">
        <div className="text-center">
          <h2 className="font-semibold text-xl">{say.title}</h2>
          <p className="mt-1 text-mute">{say.body}</p>
        </div>
        <fieldset className="grid grid-cols-2 gap-2">
          <legend className="sr-only">{say.with}</legend>
          {partners.map((one) => (
            <PartnerChoice
              key={keyOf(one.partner)}
              partner={one}
              isChosen={one === partner}
              onChoose={() => {
                setChosen(keyOf(one.partner))
                remember(keyOf(one.partner))
                input.current?.focus()
              }}
            />
          ))}
        </fieldset>
        {partner.problem ? (
          <ErrorNote
            error={partner.problem}
            action={
              partner.partner.kind === 'agent' ? (
                <Button size="sm" onClick={() => openAgent(partner.partner)}>
                  {say.openAgent}
                </Button>
              ) : null
            }
          />
        ) : null}
        <Composer
          value={words}
          onChange={setWords}
          files={files}
          onFiles={setFiles}
          onSend={() => void send()}
          isSending={isSending}
          disabledReason={partner.problem ? text.chat.cannotAnswer : null}
          name={partner.name}
          inputRef={input}
        />
      </div>
    </div>
  )
}

type PartnerChoiceProps = { partner: ChatPartnerInfo; isChosen: boolean; onChoose: () => void }

function PartnerChoice({ partner, isChosen, onChoose }: PartnerChoiceProps) {
  const { name, description, problem, usesDraft } = partner
  return (
    <label
      className={classNames(
        'flex min-w-0 items-center gap-3 rounded-lg border bg-panel px-3 py-2.5 has-focus-visible:outline-2 has-focus-visible:outline-accent',
        isChosen ? 'border-accent ring-1 ring-accent' : 'hover:border-line-strong',
      )}
    >
      <input type="radio" name="partner" checked={isChosen} onChange={onChoose} className="sr-only" />
      <PartnerPicture partner={partner} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        <span className={classNames('block truncate text-sm', problem ? 'text-warn' : 'text-mute')}>
          {problem ? say.notReady : usesDraft ? say.draft : description || say.kinds[partner.partner.kind]}
        </span>
      </span>
    </label>
  )
}

/** The one next step: somebody to talk to. */
function NobodyYet() {
  return (
    <EmptyState
      icon="message-circle"
      title={say.nobody}
      body={say.nobodyBody}
      className="flex-1"
      action={
        <Button variant="primary" icon="bot" onClick={() => navigate({ screen: 'agents' })}>
          {say.nobodyAction}
        </Button>
      }
    />
  )
}

function openAgent(partner: ChatPartner): void {
  if (partner.kind === 'agent') navigate({ screen: 'agents', agentId: partner.agentId })
}

function keyOf(partner: ChatPartner): string {
  return partner.kind === 'agent' ? partner.agentId : partner.workflowId
}

const storageKey = 'niti.chat.partner'

/** Whom one talked to last. */
function recall(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}

function remember(key: string): void {
  try {
    localStorage.setItem(storageKey, key)
  } catch {
    // Storage is closed to this page, or full: the first one stands chosen the next time.
  }
}
