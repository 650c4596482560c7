import type { AgentDocument } from '../../../shared/agents/agent.ts'
import { readAgentFile, writeAgentFile } from '../../../shared/agents/agent-file.ts'
import type { Clock } from '../../../shared/clock.ts'
import type {
  AgentDetail,
  AgentGrant,
  AgentNote,
  AgentSummary,
  AgentUse,
  AgentVersion,
} from '../../../shared/contract/agents.ts'
import { userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import { stableStringify } from '../../../shared/json.ts'
import type { AgentsStore, StoredAgent } from '../store/agents.store.ts'

/** Notes of one agent at most, and characters of each: a search goes through all, and what was found is sent to a model. */
const mostNotes = 1_000
const mostNoteCharacters = 10_000

type Parts = {
  store: AgentsStore
  clock: Clock
  /** The first moment of the month that costs are counted in. */
  monthStart(): number
  onChanged(): void
}

/** The workspace's agents: drafts that are edited, versions that run, and what is kept about each. */
export function createAgents({ store, clock, monthStart, onChanged }: Parts) {
  function stored(agentId: string): StoredAgent {
    const agent = store.get(agentId)
    if (!agent) throw userError('agent.not-found', `There is no agent \`${agentId}\`.`, { field: 'params.agentId' })
    return agent
  }

  function hasChanges({ agentId, document, publishedVersion }: StoredAgent): boolean {
    if (publishedVersion === null) return false
    const published = store.version(agentId, publishedVersion)?.parsed
    return published === undefined || stableStringify(published) !== stableStringify(document)
  }

  function detail(agentId: string): AgentDetail {
    const agent = stored(agentId)
    const { document: draft, revision, updatedAt, publishedVersion } = agent
    const usedBy = store.uses(agentId)
    return { agentId, draft, revision, updatedAt, publishedVersion, hasChanges: hasChanges(agent), usedBy }
  }

  function add(document: AgentDocument): AgentDetail {
    const agentId = newId('agent', clock.now())
    store.create({ agentId, document, at: clock.now() })
    onChanged()
    return detail(agentId)
  }

  function save(agentId: string, revision: number, document: AgentDocument): AgentDetail {
    stored(agentId)
    if (!store.save({ agentId, revision, document, at: clock.now() })) {
      throw userError('agent.changed-elsewhere', 'This agent was changed elsewhere in the meantime.', {
        hint: 'Reload it and make the change again.',
      })
    }
    onChanged()
    return detail(agentId)
  }

  function versionOf(agentId: string, version: number) {
    const { publishedVersion } = stored(agentId)
    const found = store.version(agentId, version)
    if (!found) throw userError('agent.no-version', `The agent has no version ${version}.`)
    const { at, note, parsed: document } = found
    return { version: { version, at, note, isPublished: version === publishedVersion }, document }
  }

  return {
    list(): AgentSummary[] {
      const costs = store.costsSince(monthStart())
      return store.list().map((agent) => {
        const { agentId, document, updatedAt, publishedVersion } = agent
        const { name, description, colour, tags, model, tools } = document
        const own = { agentId, name, description, colour, tags, model, toolCount: tools.length, updatedAt }
        const { microUsd = 0, unknownCalls = 0 } = costs.get(agentId) ?? {}
        const cost = { microUsdThisMonth: microUsd, unknownCallsThisMonth: unknownCalls }
        return { ...own, publishedVersion, hasChanges: hasChanges(agent), ...cost }
      })
    },
    uses: (): Record<string, AgentUse[]> => Object.fromEntries(store.allUses()),
    get: detail,
    nameOf: (agentId: string): string | undefined => store.get(agentId)?.document.name,
    create: add,
    save,

    publish(agentId: string, note: string): AgentDetail {
      const agent = stored(agentId)
      if (agent.publishedVersion === null || hasChanges(agent)) {
        store.publish({ agentId, document: agent.document, at: clock.now(), note })
        onChanged()
      }
      return detail(agentId)
    },

    versions(agentId: string): AgentVersion[] {
      const { publishedVersion } = stored(agentId)
      return store.versions(agentId).map((one) => ({ ...one, isPublished: one.version === publishedVersion }))
    },
    version: versionOf,

    /**
     * The document that runs, or the draft, and its version (null: the draft). Throws where nothing is published, saying
     * what to do.
     */
    running(agentId: string, wanted: 'published' | 'draft'): { document: AgentDocument; version: number | null } {
      const { document, publishedVersion } = stored(agentId)
      if (wanted === 'draft') return { document, version: null }
      if (publishedVersion === null) {
        throw userError('agent.not-published', `“${document.name}” has no published version.`, {
          hint: 'Publish it on the Agents page, or let this use its draft.',
          field: 'params.agentId',
        })
      }
      return { document: versionOf(agentId, publishedVersion).document, version: publishedVersion }
    },

    restore: (agentId: string, version: number, revision: number): AgentDetail =>
      save(agentId, revision, versionOf(agentId, version).document),

    duplicate(agentId: string): AgentDetail {
      const { document } = stored(agentId)
      const names = new Set(store.list().map((agent) => agent.document.name))
      // Room for the words after it: names are 100 characters at most.
      const base = document.name.slice(0, 85).trimEnd()
      let name = `${base} (copy)`
      for (let count = 2; names.has(name); count++) name = `${base} (copy ${count})`
      return add({ ...document, name })
    },

    remove(agentId: string, even: boolean): void {
      const { document } = stored(agentId)
      const uses = store.uses(agentId)
      if (uses.length > 0 && !even) {
        const where = uses.map(({ name }) => `“${name}”`).join(', ')
        throw userError('agent.in-use', `“${document.name}” is used by ${where}.`, {
          hint: 'Take it out there first; else what uses it fails when it runs.',
          details: uses,
        })
      }
      store.remove(agentId)
      onChanged()
    },

    import: (text: string): AgentDetail => add(readAgentFile(text)),

    export(agentId: string, version?: number): { fileName: string; text: string } {
      const document = version === undefined ? stored(agentId).document : versionOf(agentId, version).document
      const name = document.name
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, '-')
        .replace(/^-|-$/g, '')
      return { fileName: `${name || 'agent'}.agent.json`, text: writeAgentFile(document) }
    },

    grants: store.grants,
    grantList(agentId: string): AgentGrant[] {
      stored(agentId)
      return store.grantList(agentId)
    },
    /** A person allowed it for good. */
    grant(agentId: string, key: string, by: string): void {
      store.grant({ agentId, key, by, at: clock.now() })
      onChanged()
    },
    revoke(agentId: string, key: string): void {
      stored(agentId)
      store.revoke(agentId, key)
      onChanged()
    },

    notes(agentId: string): AgentNote[] {
      stored(agentId)
      return store.notes(agentId)
    },
    keepNote(note: { agentId: string; noteId?: string; text: string; byAgent: boolean }): AgentNote {
      const { document } = stored(note.agentId)
      const { noteId: changed } = note
      if (changed !== undefined && !store.notes(note.agentId).some(({ noteId }) => noteId === changed)) {
        throw userError('agent.no-note', 'This agent has no such note.')
      }
      const text = note.text.trim()
      if (text === '') throw userError('agent.empty-note', 'A note needs some words.')
      if (text.length > mostNoteCharacters) {
        throw userError(
          'agent.long-note',
          `The note has ${text.length} characters; at most ${mostNoteCharacters} are kept in one.`,
          { hint: 'Keep what matters of it, or make several of it.' },
        )
      }
      if (note.noteId === undefined && store.countNotes(note.agentId) >= mostNotes) {
        throw userError('agent.many-notes', `“${document.name}” has ${mostNotes} notes, and that is the most.`, {
          hint: 'Delete those that are no longer needed, on its page under Notes.',
        })
      }
      const noteId = note.noteId ?? newId('note', clock.now())
      const kept = store.keepNote({ ...note, text, noteId, at: clock.now() })
      onChanged()
      return kept
    },
    removeNote(agentId: string, noteId: string): void {
      stored(agentId)
      store.removeNote(agentId, noteId)
      onChanged()
    },
    findNotes: store.findNotes,
  }
}

export type Agents = ReturnType<typeof createAgents>
