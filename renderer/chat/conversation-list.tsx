import { useEffect, useRef, useState } from 'react'
import { hrefOf, navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { downloadText } from '../ui/download-text.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import { Input } from '../ui/input.tsx'
import { Menu } from '../ui/menu.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { useNow } from '../ui/use-now.ts'
import { chats, type ListedConversation, useChats } from './chat-store.ts'
import { groupByDay } from './day-groups.ts'
import { tellFailure } from './tell-failure.ts'

const say = text.chat
const calmMs = 200

/** All conversations, newest first and by day; those in which a search finds something. */
export function ConversationList({ openId, onNew }: { openId: string | undefined; onNew: () => void }) {
  const { list, listError, search, hasMore } = useChats((state) => state)
  const [deleting, setDeleting] = useState<ListedConversation | null>(null)
  const now = useNow(60_000)
  const isSearching = search.trim() !== ''
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const find = (typed: string) => {
    chats.setSearch(typed)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void chats.loadList(), calmMs)
  }

  return (
    <section aria-label={say.conversations} className="flex w-[260px] shrink-0 flex-col border-r bg-panel">
      <header className="flex h-12 shrink-0 items-center gap-2 border-b px-3">
        <h1 className="flex-1 font-semibold text-lg">{say.title}</h1>
        <Button size="sm" variant="primary" icon="square-pen" onClick={onNew} title={say.newHint}>
          {say.new}
        </Button>
      </header>
      <div className="p-2">
        <Input
          size="sm"
          type="search"
          icon="search"
          value={search}
          onChange={find}
          aria-label={say.search}
          placeholder={say.search}
        />
      </div>
      <nav aria-label={say.conversations} className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
        {listError ? <ErrorNote error={listError} className="mb-2" /> : null}
        {list === null && !listError ? <Shape /> : null}
        {list?.length === 0 ? (
          <p className="px-2 py-4 text-center text-mute">{isSearching ? text.common.noMatches : say.none}</p>
        ) : null}
        {groupByDay(list ?? [], now).map(({ title, items }) => (
          <section key={title} aria-label={title}>
            <h2 className="px-2 pt-2 pb-1 font-semibold text-mute text-xs">{title}</h2>
            <ul className="flex flex-col gap-px">
              {items.map((one) => (
                <li key={one.conversationId}>
                  <Row one={one} isOpen={one.conversationId === openId} onDelete={() => setDeleting(one)} />
                </li>
              ))}
            </ul>
          </section>
        ))}
        {hasMore && !isSearching ? (
          <Button variant="ghost" size="sm" className="mt-2 w-full" onClick={() => void chats.loadMore()}>
            {say.more}
          </Button>
        ) : null}
      </nav>
      <ConfirmDialog
        isOpen={deleting !== null}
        onClose={() => setDeleting(null)}
        title={say.deleteTitle(deleting?.title ?? '')}
        description={say.deleteBody}
        confirmLabel={text.common.delete}
        isDanger
        onConfirm={async () => {
          if (!deleting) return
          const { conversationId } = deleting
          await chats
            .remove(conversationId)
            .then(() => conversationId === openId && navigate({ screen: 'chat' }, { replace: true }), tellFailure)
        }}
      />
    </section>
  )
}

function Shape() {
  return (
    <div className="flex flex-col gap-2 p-2">
      <Skeleton className="h-9 w-full" />
      <Skeleton className="h-9 w-full" />
      <Skeleton className="h-9 w-full" />
    </div>
  )
}

type RowProps = { one: ListedConversation; isOpen: boolean; onDelete: () => void }

function Row({ one, isOpen, onDelete }: RowProps) {
  const { conversationId, title, partnerName, running, found } = one
  const [isRenaming, setRenaming] = useState(false)
  const save = async (format: 'markdown' | 'json') => {
    try {
      const { fileName, text: content } = await chats.export(conversationId, format)
      downloadText(fileName, content, format === 'json' ? 'application/json' : 'text/markdown')
    } catch (thrown) {
      tellFailure(thrown)
    }
  }
  if (isRenaming) return <Rename one={one} onEnd={() => setRenaming(false)} />
  return (
    <div
      className={classNames(
        'group relative flex items-center rounded-md',
        isOpen ? 'bg-accent-soft' : 'hover:bg-hover',
      )}
    >
      <a
        href={hrefOf({ screen: 'chat', conversationId })}
        aria-current={isOpen ? 'page' : undefined}
        onClick={() => found && void openAt(conversationId, found.messageId)}
        className="min-w-0 flex-1 rounded-md px-2 py-1.5"
      >
        <span className="flex items-center gap-1.5">
          <span className={classNames('min-w-0 flex-1 truncate', isOpen && 'font-medium')}>
            {title || say.untitled}
          </span>
          {running > 0 ? (
            <Icon name="loader-circle" size={13} label={say.answering} className="animate-spin text-accent" />
          ) : null}
        </span>
        {found ? (
          <span className="line-clamp-2 text-mute text-sm">
            {found.pieces.map((piece, index) => {
              const Tag = piece.isHit ? 'mark' : 'span'
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never change their order
                <Tag key={index} className={piece.isHit ? 'rounded-xs bg-warn-soft text-text' : undefined}>
                  {piece.text}
                </Tag>
              )
            })}
          </span>
        ) : (
          <span className="block truncate text-mute text-sm">{partnerName}</span>
        )}
      </a>
      <span className="pr-1 opacity-0 focus-within:opacity-100 group-hover:opacity-100 has-data-[state=open]:opacity-100">
        <Menu
          trigger={<IconButton icon="ellipsis" size="sm" label={say.rowMenu(title || say.untitled)} />}
          items={[
            { label: text.common.rename, icon: 'pencil', onSelect: () => setRenaming(true) },
            { label: say.exportMarkdown, icon: 'file-down', onSelect: () => void save('markdown') },
            { label: say.exportJson, icon: 'file-json', onSelect: () => void save('json') },
            { kind: 'separator' },
            { label: text.common.delete, icon: 'trash-2', isDanger: true, onSelect: onDelete },
          ]}
        />
      </span>
    </div>
  )
}

/** What was found may stand on another branch than the one last shown. */
async function openAt(conversationId: string, messageId: string): Promise<void> {
  chats.open(conversationId)
  await chats.show(messageId)
}

function Rename({ one, onEnd }: { one: ListedConversation; onEnd: () => void }) {
  const [title, setTitle] = useState(one.title)
  const save = () => {
    const wanted = title.trim()
    if (wanted !== '' && wanted !== one.title) chats.rename(one.conversationId, wanted).catch(tellFailure)
    onEnd()
  }
  return (
    <form
      className="px-1 py-1.5"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onEnd()
      }}
    >
      <Input
        size="sm"
        value={title}
        onChange={setTitle}
        maxLength={200}
        aria-label={say.renameLabel}
        autoFocus
        onBlur={save}
        onFocus={(event) => event.target.select()}
      />
    </form>
  )
}
