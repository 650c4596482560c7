import type { ChatPartner, Conversation } from '../../../shared/contract/chat.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import type { AnswerStep } from '../../../shared/run/answer.ts'
import type { RunStatus } from '../../../shared/run/events.ts'
import { unheld } from './blobs.store.ts'
import type { Db } from './open-database.ts'

/** A message as it is stored; of an answer with its run as it stands now. */
export type StoredMessage = {
  messageId: string
  parentId: string | null
  role: 'user' | 'assistant'
  text: string
  files: Json[]
  at: number
  runId: string | null
  /** Null for what a person said. */
  status: RunStatus | null
  /** What came of its run stands in the row. */
  isSettled: boolean
  microUsd: number
  unknownCalls: number
  inputTokens: number
  outputTokens: number
  durationMs: number | null
  error: ErrorInfo | null
  steps: AnswerStep[]
}

export type NewMessage = Pick<StoredMessage, 'messageId' | 'parentId' | 'role' | 'text' | 'files' | 'at' | 'runId'> & {
  conversationId: string
  requestId: string | null
}

/** What came of a run, for the message that waits for it. */
export type SettledAnswer = Pick<StoredMessage, 'messageId' | 'text' | 'files' | 'error' | 'steps'> & { status: string }

/** Where a message stands in its tree. */
export type TreeRow = Pick<StoredMessage, 'messageId' | 'parentId' | 'role'>

type MessageRow = {
  message_id: string
  parent_id: string | null
  role: StoredMessage['role']
  text: string
  files: string
  at: number
  run_id: string | null
  status: RunStatus | null
  is_settled: number
  micro_usd: number
  unknown_calls: number
  input_tokens: number
  output_tokens: number
  duration_ms: number | null
  error: string | null
  steps: string | null
}

type ConversationRow = {
  conversation_id: string
  title: string
  partner_kind: string
  partner_id: string
  partner_name: string
  created_at: number
  updated_at: number
  messages: number | null
  micro_usd: number | null
  unknown_calls: number | null
  input_tokens: number | null
  output_tokens: number | null
  running: number | null
}

const figures = ['micro_usd', 'unknown_calls', 'input_tokens', 'output_tokens']

const messageColumns = `m.message_id, m.parent_id, m.role, m.text, m.files, m.at, m.run_id, m.error, m.steps,
  COALESCE(m.status, r.status) AS status, m.status IS NOT NULL OR m.run_id IS NULL AS is_settled,
  ${figures.map((name) => `COALESCE(m.${name}, r.${name}, 0) AS ${name}`).join(', ')},
  COALESCE(m.duration_ms, r.finished_at - r.started_at) AS duration_ms`

const conversationColumns = `c.conversation_id, c.title, c.partner_kind, c.partner_id, c.created_at, c.updated_at,
  COALESCE(json_extract(a.document, '$.name'), w.name, c.partner_name) AS partner_name, s.*`
const conversationJoins = `
  LEFT JOIN agents a ON c.partner_kind = 'agent' AND a.agent_id = c.partner_id
  LEFT JOIN workflows w ON c.partner_kind = 'workflow' AND w.workflow_id = c.partner_id`

/** Conversations, their messages and the files they hold. */
export function createChatStore(db: Db, workspaceId: string) {
  const insert = db.prepare(`
    INSERT INTO conversations (conversation_id, workspace_id, title, partner_kind, partner_id, partner_name, created_at, updated_at)
    VALUES (@conversationId, @workspaceId, '', @kind, @id, @name, @at, @at)`)
  const sums = (where: string) => `(SELECT COUNT(*) AS messages,
    ${figures.map((name) => `COALESCE(SUM(COALESCE(m.${name}, r.${name})), 0) AS ${name}`).join(', ')},
    COALESCE(SUM(m.run_id IS NOT NULL AND m.status IS NULL AND r.status IN ('queued', 'running')), 0) AS running,
    m.conversation_id AS of FROM chat_messages m LEFT JOIN runs r ON r.run_id = m.run_id WHERE ${where}
    GROUP BY m.conversation_id)`
  const selectOne = db.prepare<[string, string, string], ConversationRow>(`
    SELECT ${conversationColumns} FROM conversations c LEFT JOIN ${sums('m.conversation_id = ?')} s
      ON s.of = c.conversation_id ${conversationJoins} WHERE c.workspace_id = ? AND c.conversation_id = ?`)
  const selectPage = db.prepare<object, ConversationRow>(`
    WITH page AS (
      SELECT * FROM conversations c WHERE workspace_id = @workspaceId
        AND EXISTS (SELECT 1 FROM chat_messages m WHERE m.conversation_id = c.conversation_id)
        AND (@before IS NULL OR (updated_at, conversation_id) <
          (SELECT updated_at, conversation_id FROM conversations WHERE conversation_id = @before))
        AND (@ids IS NULL OR conversation_id IN (SELECT value FROM json_each(@ids)))
      ORDER BY updated_at DESC, conversation_id DESC LIMIT @limit
    )
    SELECT ${conversationColumns} FROM page c
      LEFT JOIN ${sums('m.conversation_id IN (SELECT conversation_id FROM page)')} s ON s.of = c.conversation_id
      ${conversationJoins} ORDER BY c.updated_at DESC, c.conversation_id DESC`)
  const selectTitled = db.prepare<[string, string], { conversation_id: string }>(
    "SELECT conversation_id FROM conversations WHERE workspace_id = ? AND title LIKE ? ESCAPE '\\'",
  )
  const selectFound = db.prepare<
    [string, string, number],
    { conversation_id: string; message_id: string; snippet: string }
  >(`
    SELECT m.conversation_id, m.message_id, snippet(chat_words, 0, char(2), char(3), '…', 20) AS snippet
    FROM chat_words JOIN chat_messages m ON m.message_number = chat_words.rowid JOIN conversations c USING (conversation_id)
    WHERE chat_words MATCH ? AND c.workspace_id = ? ORDER BY chat_words.rowid DESC LIMIT ?`)
  const selectTree = db.prepare<[string], { message_id: string; parent_id: string | null; role: TreeRow['role'] }>(
    'SELECT message_id, parent_id, role FROM chat_messages WHERE conversation_id = ? ORDER BY message_number',
  )
  const selectMessages = db.prepare<object, MessageRow>(`
    SELECT ${messageColumns} FROM chat_messages m LEFT JOIN runs r ON r.run_id = m.run_id
    WHERE m.conversation_id = @conversationId
      AND (@ids IS NULL OR m.message_id IN (SELECT value FROM json_each(@ids))) ORDER BY m.message_number`)
  const selectRequest = db.prepare<[string, string], { message_id: string }>(
    'SELECT message_id FROM chat_messages WHERE conversation_id = ? AND request_id = ?',
  )
  const insertMessage = db.prepare(`
    INSERT INTO chat_messages (message_id, conversation_id, parent_id, role, text, files, at, request_id, run_id)
    VALUES (@messageId, @conversationId, @parentId, @role, @text, @files, @at, @requestId, @runId)`)
  const touch = db.prepare('UPDATE conversations SET updated_at = ?, leaf_id = ? WHERE conversation_id = ?')
  const setTitle = db.prepare('UPDATE conversations SET title = ? WHERE workspace_id = ? AND conversation_id = ?')
  const setFirstTitle = db.prepare("UPDATE conversations SET title = ? WHERE conversation_id = ? AND title = ''")
  const setLeaf = db.prepare('UPDATE conversations SET leaf_id = ? WHERE conversation_id = ?')
  const selectLeaf = db.prepare<[string], { leaf_id: string | null }>(
    'SELECT leaf_id FROM conversations WHERE conversation_id = ?',
  )
  const selectUnsettled = db.prepare<[], { message_id: string; conversation_id: string; run_id: string }>(`
    SELECT m.message_id, m.conversation_id, m.run_id FROM chat_messages m JOIN runs r ON r.run_id = m.run_id
    WHERE m.run_id IS NOT NULL AND m.status IS NULL AND r.finished_at IS NOT NULL ORDER BY m.message_number`)
  const settle = db.prepare(`
    UPDATE chat_messages SET text = @text, files = @files, status = @status, error = @error, steps = @steps,
      (${figures.join(', ')}, duration_ms) = (
        SELECT ${figures.join(', ')}, finished_at - started_at FROM runs WHERE runs.run_id = chat_messages.run_id)
    WHERE message_id = @messageId AND status IS NULL`)
  const selectConversationOf = db.prepare<[string], { conversation_id: string }>(
    'SELECT conversation_id FROM chat_messages WHERE message_id = ?',
  )
  const selectRunning = db.prepare<[string], { run_id: string }>(`
    SELECT m.run_id FROM chat_messages m JOIN runs r ON r.run_id = m.run_id
    WHERE m.conversation_id = ? AND m.status IS NULL AND r.finished_at IS NULL`)
  const remove = db.prepare('DELETE FROM conversations WHERE workspace_id = ? AND conversation_id = ?')
  const removeEmpty = db.prepare(`
    DELETE FROM conversations WHERE workspace_id = ? AND updated_at < ?
      AND NOT EXISTS (SELECT 1 FROM chat_messages m WHERE m.conversation_id = conversations.conversation_id)`)
  const holdBlob = db.prepare(`
    INSERT INTO chat_blobs (conversation_id, blob_id) SELECT ?, blob_id FROM blobs WHERE blob_id = ? ON CONFLICT DO NOTHING`)
  const selectBlobs = db.prepare<[string], { blob_id: string }>(
    'SELECT blob_id FROM chat_blobs WHERE conversation_id = ?',
  )
  const holdsBlob = db.prepare<[string, string], { one: number }>(
    'SELECT 1 AS one FROM chat_blobs WHERE conversation_id = ? AND blob_id = ?',
  )
  const dropBlob = db.prepare(`DELETE FROM blobs WHERE blob_id = ? AND ${unheld}`)
  // Workflows whose draft or published version may have a start for chats; a look into the document then tells.
  const selectNaming = db.prepare<[string, string, string], { workflow_id: string }>(`
    SELECT w.workflow_id FROM workflows w
      LEFT JOIN workflow_versions v ON v.workflow_id = w.workflow_id AND v.version = w.published_version
      LEFT JOIN documents d ON d.document_id = v.document_id
    WHERE w.workspace_id = ? AND w.removed_at IS NULL AND (instr(w.document, ?) > 0 OR instr(d.document, ?) > 0)
    ORDER BY w.name, w.workflow_id`)

  return {
    create(one: { conversationId: string; partner: ChatPartner; name: string; at: number }): void {
      const { partner, ...rest } = one
      const id = partner.kind === 'agent' ? partner.agentId : partner.workflowId
      insert.run({ ...rest, kind: partner.kind, id, workspaceId })
    },

    get(conversationId: string): Conversation | undefined {
      const row = selectOne.get(conversationId, workspaceId, conversationId)
      return row && toConversation(row)
    },

    /** Newest first, without those in which nothing was said; of those named, where some are. */
    list({ before, ids, limit }: { before: string | null; ids: string[] | null; limit: number }): Conversation[] {
      const named = ids === null ? null : JSON.stringify(ids)
      return selectPage.all({ workspaceId, before, ids: named, limit }).map(toConversation)
    },

    titled: (part: string): string[] =>
      selectTitled
        .all(workspaceId, `%${part.replace(/[\\%_]/g, '\\$&')}%`)
        .map(({ conversation_id }) => conversation_id),

    /** Messages with all these words, newest first; `match` in FTS5's language. Hits stand between U+0002 and U+0003. */
    search: (match: string, limit: number) =>
      selectFound.all(match, workspaceId, limit).map((row) => ({
        conversationId: row.conversation_id,
        messageId: row.message_id,
        snippet: row.snippet,
      })),

    /** All messages, oldest first. */
    tree: (conversationId: string): TreeRow[] =>
      selectTree.all(conversationId).map((row) => {
        return { messageId: row.message_id, parentId: row.parent_id, role: row.role }
      }),

    leaf: (conversationId: string): string | null => selectLeaf.get(conversationId)?.leaf_id ?? null,
    setLeaf: (conversationId: string, messageId: string): void => void setLeaf.run(messageId, conversationId),

    /** Those named, or all, oldest first. */
    messages: (conversationId: string, messageIds: string[] | null): StoredMessage[] =>
      selectMessages
        .all({ conversationId, ids: messageIds === null ? null : JSON.stringify(messageIds) })
        .map(toMessage),

    /** The message that was sent under this id before. */
    requested: (conversationId: string, requestId: string): string | undefined =>
      selectRequest.get(conversationId, requestId)?.message_id,

    /** Belongs into the transaction that records the run. The last is the end of the branch from now on. */
    add(messages: NewMessage[], title: string): void {
      for (const { files, ...message } of messages) {
        insertMessage.run({ ...message, files: JSON.stringify(files) })
        touch.run(message.at, message.messageId, message.conversationId)
        setFirstTitle.run(title, message.conversationId)
      }
    },

    rename: (conversationId: string, title: string): boolean =>
      setTitle.run(title, workspaceId, conversationId).changes > 0,

    /** Answers whose runs are over and have not been taken over. */
    unsettled: () =>
      selectUnsettled.all().map((row) => {
        return { messageId: row.message_id, conversationId: row.conversation_id, runId: row.run_id }
      }),

    /** Takes what came of a run into its message, once, and holds the files it gave. */
    settle: db.transaction((answer: SettledAnswer, blobIds: string[]): boolean => {
      const { files, steps, error, ...rest } = answer
      const texts = {
        files: JSON.stringify(files),
        steps: steps.length > 0 ? JSON.stringify(steps) : null,
        error: error && JSON.stringify(error),
      }
      if (settle.run({ ...rest, ...texts }).changes === 0) return false
      const conversationId = selectConversationOf.get(answer.messageId)?.conversation_id
      if (conversationId !== undefined) for (const blobId of blobIds) holdBlob.run(conversationId, blobId)
      return true
    }),

    /** Runs whose answers are still on their way. */
    running: (conversationId: string): string[] => selectRunning.all(conversationId).map(({ run_id }) => run_id),

    /** With its messages, and with files nobody else holds. */
    remove: db.transaction((conversationId: string): boolean => {
      const held = selectBlobs.all(conversationId)
      if (remove.run(workspaceId, conversationId).changes === 0) return false
      for (const { blob_id } of held) dropBlob.run(blob_id)
      return true
    }),

    /** Those in which nothing was ever said. */
    removeEmpty: (before: number): void => void removeEmpty.run(workspaceId, before),

    /** Keeps stored files as long as the conversation lives. */
    hold(conversationId: string, blobIds: string[]): void {
      for (const blobId of blobIds) holdBlob.run(conversationId, blobId)
    },
    holds: (conversationId: string, blobId: string): boolean => holdsBlob.get(conversationId, blobId) !== undefined,

    /** Ids of workflows in whose text one of these node types is named. */
    workflowsNaming: (types: string[]): string[] => [
      ...new Set(
        types.flatMap((type) => {
          const named = JSON.stringify(type)
          return selectNaming.all(workspaceId, named, named).map(({ workflow_id }) => workflow_id)
        }),
      ),
    ],
  }
}

export type ChatStore = ReturnType<typeof createChatStore>

function toMessage(row: MessageRow): StoredMessage {
  return {
    messageId: row.message_id,
    parentId: row.parent_id,
    role: row.role,
    text: row.text,
    files: JSON.parse(row.files),
    at: row.at,
    runId: row.run_id,
    status: row.status,
    isSettled: row.is_settled === 1,
    microUsd: row.micro_usd,
    unknownCalls: row.unknown_calls,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    durationMs: row.duration_ms,
    error: row.error === null ? null : JSON.parse(row.error),
    steps: row.steps === null ? [] : JSON.parse(row.steps),
  }
}

function toConversation(row: ConversationRow): Conversation {
  const { partner_id: id } = row
  return {
    conversationId: row.conversation_id,
    title: row.title,
    partner: row.partner_kind === 'agent' ? { kind: 'agent', agentId: id } : { kind: 'workflow', workflowId: id },
    partnerName: row.partner_name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    messages: row.messages ?? 0,
    microUsd: row.micro_usd ?? 0,
    unknownCalls: row.unknown_calls ?? 0,
    inputTokens: row.input_tokens ?? 0,
    outputTokens: row.output_tokens ?? 0,
    running: row.running ?? 0,
  }
}
