import type { AgentDocument } from '../../../shared/agents/agent.ts'
import type { AgentGrant, AgentNote, AgentUse, AgentVersion } from '../../../shared/contract/agents.ts'
import type { Db } from './open-database.ts'
import { wordQuery } from './word-query.ts'

export type StoredAgent = {
  agentId: string
  document: AgentDocument
  revision: number
  updatedAt: number
  publishedVersion: number | null
}

type AgentRow = {
  agent_id: string
  document: string
  revision: number
  updated_at: number
  published_version: number | null
}
type VersionRow = { version: number; at: number; note: string; document: string }
type CostRow = { agent_id: string; micro_usd: number; unknown_calls: number }
type NoteRow = { note_id: string; text: string; updated_at: number; by_agent: number }

/** Agents, their versions, and what is kept about each: what it was allowed for good, and its notes. */
export function createAgentsStore(db: Db, workspaceId: string) {
  const columns = 'agent_id, document, revision, updated_at, published_version'
  const select = db.prepare<[string, string], AgentRow>(
    `SELECT ${columns} FROM agents WHERE workspace_id = ? AND agent_id = ?`,
  )
  const selectAll = db.prepare<[string], AgentRow>(
    `SELECT ${columns} FROM agents WHERE workspace_id = ? ORDER BY updated_at DESC, agent_id DESC`,
  )
  const insert = db.prepare(`
    INSERT INTO agents (agent_id, workspace_id, document, revision, created_at, updated_at)
    VALUES (@agentId, @workspaceId, @document, 1, @at, @at)`)
  const update = db.prepare(`
    UPDATE agents SET document = @document, revision = revision + 1, updated_at = @at
    WHERE workspace_id = @workspaceId AND agent_id = @agentId AND revision = @revision`)
  const remove = db.prepare('DELETE FROM agents WHERE workspace_id = ? AND agent_id = ?')
  const insertVersion = db.prepare<object, { version: number }>(`
    INSERT INTO agent_versions (agent_id, version, at, note, document)
    SELECT @agentId, COALESCE(MAX(version), 0) + 1, @at, @note, @document FROM agent_versions WHERE agent_id = @agentId
    RETURNING version`)
  const setPublished = db.prepare('UPDATE agents SET published_version = ? WHERE agent_id = ?')
  const selectVersions = db.prepare<[string], VersionRow>(
    `SELECT version, at, note, '' AS document FROM agent_versions WHERE agent_id = ? ORDER BY version DESC`,
  )
  const selectVersion = db.prepare<[string, number], VersionRow>(
    'SELECT version, at, note, document FROM agent_versions WHERE agent_id = ? AND version = ?',
  )
  // Ids hold enough chance to be found as text; where exactly they stand does not matter.
  const selectUses = db.prepare<object, AgentUse & { agent_id: string }>(`
    WITH wanted AS (
      SELECT agent_id, '"' || agent_id || '"' AS named FROM agents
      WHERE workspace_id = @workspaceId AND agent_id = COALESCE(@agentId, agent_id)
    )
    SELECT n.agent_id, 'workflow' AS kind, w.workflow_id AS id, w.name FROM wanted n
      JOIN workflows w ON w.workspace_id = @workspaceId AND w.removed_at IS NULL
      LEFT JOIN workflow_versions v ON v.workflow_id = w.workflow_id AND v.version = w.published_version
      LEFT JOIN documents d ON d.document_id = v.document_id
    WHERE instr(w.document, n.named) > 0 OR instr(d.document, n.named) > 0
    UNION ALL
    SELECT n.agent_id, 'agent', a.agent_id, json_extract(a.document, '$.name') FROM wanted n
      JOIN agents a ON a.workspace_id = @workspaceId AND a.agent_id <> n.agent_id
      LEFT JOIN agent_versions v ON v.agent_id = a.agent_id AND v.version = a.published_version
    WHERE instr(a.document, n.named) > 0 OR instr(v.document, n.named) > 0
    ORDER BY 2 DESC, 4`)
  const selectCosts = db.prepare<[string, number], CostRow>(`
    SELECT agent_id, COALESCE(SUM(micro_usd), 0) AS micro_usd, COUNT(*) - COUNT(micro_usd) AS unknown_calls FROM ledger
    WHERE workspace_id = ? AND agent_id IS NOT NULL AND at >= ? AND instead_of IS NULL GROUP BY agent_id`)
  const selectGrants = db.prepare<[string], { tool_key: string; granted_at: number; granted_by: string }>(
    'SELECT tool_key, granted_at, granted_by FROM agent_grants WHERE agent_id = ? ORDER BY granted_at, tool_key',
  )
  const insertGrant = db.prepare(`
    INSERT INTO agent_grants (agent_id, tool_key, granted_at, granted_by)
    SELECT agent_id, @key, @at, @by FROM agents WHERE agent_id = @agentId
    ON CONFLICT DO NOTHING`)
  const deleteGrant = db.prepare('DELETE FROM agent_grants WHERE agent_id = ? AND tool_key = ?')
  const noteColumns = 'note_id, text, updated_at, by_agent'
  const selectNotes = db.prepare<[string], NoteRow>(
    `SELECT ${noteColumns} FROM agent_notes WHERE agent_id = ? ORDER BY updated_at DESC, note_number DESC`,
  )
  const upsertNote = db.prepare<object, NoteRow>(`
    INSERT INTO agent_notes (note_id, agent_id, text, updated_at, by_agent)
    VALUES (@noteId, @agentId, @text, @at, @byAgent)
    ON CONFLICT (note_id) DO UPDATE SET text = @text, updated_at = @at, by_agent = @byAgent
    WHERE agent_id = @agentId
    RETURNING ${noteColumns}`)
  const deleteNote = db.prepare('DELETE FROM agent_notes WHERE agent_id = ? AND note_id = ?')
  const countNotes = db.prepare<[string], { notes: number }>(
    'SELECT COUNT(*) AS notes FROM agent_notes WHERE agent_id = ?',
  )
  const findNotes = db.prepare<[string, string, number], { text: string }>(`
    SELECT n.text FROM agent_note_words JOIN agent_notes n ON n.note_number = agent_note_words.rowid
    WHERE agent_note_words MATCH ? AND n.agent_id = ? ORDER BY rank, n.updated_at DESC LIMIT ?`)

  const toAgent = (row: AgentRow): StoredAgent => ({
    agentId: row.agent_id,
    // Only parsed documents are ever written.
    document: JSON.parse(row.document) as AgentDocument,
    revision: row.revision,
    updatedAt: row.updated_at,
    publishedVersion: row.published_version,
  })
  const toUse = ({ kind, id, name }: AgentUse): AgentUse => ({ kind, id, name })
  const toNote = ({ note_id, text, updated_at, by_agent }: NoteRow): AgentNote => ({
    ...{ noteId: note_id, text, updatedAt: updated_at, byAgent: by_agent === 1 },
  })

  return {
    get(agentId: string): StoredAgent | undefined {
      const row = select.get(workspaceId, agentId)
      return row && toAgent(row)
    },
    list: (): StoredAgent[] => selectAll.all(workspaceId).map(toAgent),
    create({ agentId, document, at }: { agentId: string; document: AgentDocument; at: number }): void {
      insert.run({ agentId, workspaceId, document: JSON.stringify(document), at })
    },
    /** False where the draft is another than `revision` by now. */
    save(draft: { agentId: string; document: AgentDocument; revision: number; at: number }): boolean {
      return update.run({ ...draft, workspaceId, document: JSON.stringify(draft.document) }).changes > 0
    },
    remove: (agentId: string): void => void remove.run(workspaceId, agentId),
    /** Adds the document as the newest version, which is the one that runs from now on. */
    publish: db.transaction((version: { agentId: string; document: AgentDocument; at: number; note: string }): void => {
      const added = insertVersion.get({ ...version, document: JSON.stringify(version.document) })
      setPublished.run(added?.version ?? null, version.agentId)
    }),
    versions(agentId: string): Omit<AgentVersion, 'isPublished'>[] {
      return selectVersions.all(agentId).map(({ version, at, note }) => ({ version, at, note }))
    },
    version(agentId: string, version: number): (VersionRow & { parsed: AgentDocument }) | undefined {
      const row = selectVersion.get(agentId, version)
      return row && { ...row, parsed: JSON.parse(row.document) as AgentDocument } // as above
    },
    /** Workflows and other agents that name it, in their draft or in what is published. */
    uses: (agentId: string): AgentUse[] => selectUses.all({ workspaceId, agentId }).map(toUse),
    /** The same for all of them; those that nothing names are left out. */
    allUses(): Map<string, AgentUse[]> {
      const rows = Map.groupBy(selectUses.all({ workspaceId, agentId: null }), (row) => row.agent_id)
      return new Map([...rows].map(([agentId, uses]) => [agentId, uses.map(toUse)]))
    },
    /** Micro-dollars by agent since then, and how many calls had a price nobody knows. */
    costsSince(at: number): Map<string, { microUsd: number; unknownCalls: number }> {
      const rows = selectCosts.all(workspaceId, at)
      return new Map(rows.map((row) => [row.agent_id, { microUsd: row.micro_usd, unknownCalls: row.unknown_calls }]))
    },

    grants: (agentId: string): string[] => selectGrants.all(agentId).map((row) => row.tool_key),
    grantList: (agentId: string): AgentGrant[] =>
      selectGrants.all(agentId).map((row) => ({ key: row.tool_key, at: row.granted_at, by: row.granted_by })),
    /** Of an agent that is gone nothing is kept. */
    grant: (grant: { agentId: string; key: string; at: number; by: string }): void => void insertGrant.run(grant),
    revoke: (agentId: string, key: string): void => void deleteGrant.run(agentId, key),

    notes: (agentId: string): AgentNote[] => selectNotes.all(agentId).map(toNote),
    /** Throws where the id is that of another agent's note. */
    keepNote(note: { noteId: string; agentId: string; text: string; at: number; byAgent: boolean }): AgentNote {
      const row = upsertNote.get({ ...note, byAgent: note.byAgent ? 1 : 0 })
      if (!row) throw new Error(`The note ${note.noteId} is another agent's.`)
      return toNote(row)
    },
    countNotes: (agentId: string): number => countNotes.get(agentId)?.notes ?? 0,
    removeNote: (agentId: string, noteId: string): void => void deleteNote.run(agentId, noteId),
    /** Notes in which words of the query stand, best first. */
    findNotes({ agentId, query, limit }: { agentId: string; query: string; limit: number }): string[] {
      const words = wordQuery(query)
      return words === null ? [] : findNotes.all(words, agentId, limit).map((row) => row.text)
    },
  }
}

export type AgentsStore = ReturnType<typeof createAgentsStore>
