import { assert } from '../../../shared/assert.ts'
import type { Clock } from '../../../shared/clock.ts'
import type { VersionKind, VersionPoint, VersionSummary } from '../../../shared/contract/versions.ts'
import type { Publication } from '../../../shared/contract/workflows.ts'
import { userError } from '../../../shared/errors.ts'
import {
  diffWorkflows,
  isEmptyDiff,
  isSameDocument,
  summariseDiff,
  type WorkflowDiff,
} from '../../../shared/workflow/diff.ts'
import type { Edit } from '../../../shared/workflow/edit.ts'
import { rebuildDocument } from '../../../shared/workflow/rebuild.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import type { NewVersion, VersionsStore } from '../store/versions.store.ts'
import type { StoredWorkflow } from '../store/workflows.store.ts'
import { readStored, type WorkflowPlace } from './stored-workflow.ts'
import { isWorthKeeping } from './worth-keeping.ts'

type Parts = WorkflowPlace & { versions: VersionsStore; clock: Clock }

type Published = Pick<StoredWorkflow, 'workflowId' | 'revision' | 'publishedVersion' | 'publishedAt'>

/** The past of each workflow: versions, every edit between them, and which version is published. */
export function createVersions({ workspaceId, store, versions, clock }: Parts) {
  /** By workflow: whether this revision is other than this published version. A comparison is made once. */
  const compared = new Map<string, { revision: number; version: number; differs: boolean }>()

  const stored = (workflowId: string): StoredWorkflow => readStored({ workspaceId, store }, workflowId)

  function summary(workflowId: string, version: number): VersionSummary {
    const found = versions.get(workflowId, version)
    if (!found) throw userError('version.not-found', `The workflow has no version ${version}.`)
    return found
  }

  function documentOf(workflowId: string, version: number): Workflow {
    const document = versions.document(workflowId, version)
    assert(document, `version ${version} of ${workflowId} has a document`)
    return document
  }

  function documentAt(workflowId: string, point: VersionPoint): Workflow {
    const draft = stored(workflowId)
    switch (point.kind) {
      case 'draft':
        return draft.document
      case 'version':
        return documentOf(workflowId, summary(workflowId, point.version).version)
      case 'revision': {
        if (point.revision === draft.revision) return draft.document
        const kept = versions.nearest(workflowId, point.revision)
        if (!kept || point.revision > draft.revision) {
          throw userError('version.no-revision', `Nothing is kept of revision ${point.revision} of this workflow.`)
        }
        const journal = store.journal(workflowId, kept.revision, point.revision)
        const start = { revision: kept.revision, document: documentOf(workflowId, kept.version) }
        return rebuildDocument(start, journal, point.revision)
      }
    }
  }

  /** The newest version where it is the same as the draft; else the draft as a version still to be added. */
  function versionOf(draft: StoredWorkflow, kind: VersionKind, note: string): VersionSummary | NewVersion {
    const { workflowId, revision, document } = draft
    const newest = versions.newest(workflowId)
    const diff = newest && diffWorkflows(documentOf(workflowId, newest.version), document)
    if (diff && isEmptyDiff(diff)) return newest
    return { workflowId, at: clock.now(), revision, document, kind, note, changes: diff ? summariseDiff(diff) : null }
  }

  function publicationOf(published: Published, draft: () => Workflow): Publication {
    const { workflowId, revision, publishedVersion: version, publishedAt } = published
    if (version === null) return { version, publishedAt, hasUnpublishedChanges: false }
    const known = compared.get(workflowId)
    if (known?.revision === revision && known.version === version) {
      return { version, publishedAt, hasUnpublishedChanges: known.differs }
    }
    const differs = !isSameDocument(documentOf(workflowId, version), draft())
    compared.set(workflowId, { revision, version, differs })
    return { version, publishedAt, hasUnpublishedChanges: differs }
  }

  function publication(workflowId: string): Publication {
    const draft = stored(workflowId)
    return publicationOf(draft, () => draft.document)
  }

  return {
    documentAt,
    publicationOf,

    publication,

    /** The draft as a version, where it should be kept before these edits and is not kept yet. */
    keepBefore(draft: StoredWorkflow, edits: Edit[]): NewVersion | null {
      const { workflowId, revision, document, updatedAt } = draft
      const editsSince = revision - (versions.newest(workflowId)?.revision ?? 0)
      if (!isWorthKeeping({ nowMs: clock.now(), lastEditAt: updatedAt, editsSince, edits })) return null
      if (versions.holds(workflowId, document)) return null
      const version = versionOf(draft, 'automatic', '')
      // It is dated by the last edit that made it, not by the one that comes next.
      return 'document' in version ? { ...version, at: updatedAt } : null
    },

    list({ workflowId, before, limit }: { workflowId: string; before?: number; limit: number }): VersionSummary[] {
      stored(workflowId)
      return versions.list(workflowId, before ?? Number.MAX_SAFE_INTEGER, limit)
    },

    get(workflowId: string, version: number): { version: VersionSummary; document: Workflow } {
      stored(workflowId)
      return { version: summary(workflowId, version), document: documentOf(workflowId, version) }
    },

    diff: (workflowId: string, from: VersionPoint, to: VersionPoint): WorkflowDiff =>
      diffWorkflows(documentAt(workflowId, from), documentAt(workflowId, to)),

    save(workflowId: string, note: string): VersionSummary {
      const version = versionOf(stored(workflowId), 'saved', note)
      if ('document' in version) return summary(workflowId, versions.add(version))
      const kind = version.kind === 'automatic' ? 'saved' : version.kind
      versions.set(workflowId, version.version, { kind, note: note || version.note })
      return summary(workflowId, version.version)
    },

    rename(workflowId: string, version: number, note: string): VersionSummary {
      stored(workflowId)
      versions.set(workflowId, version, { kind: summary(workflowId, version).kind, note })
      return summary(workflowId, version)
    },

    publish(draft: StoredWorkflow, note: string | undefined): Publication {
      const { workflowId } = draft
      const version = versionOf(draft, 'published', note ?? '')
      const isNew = 'document' in version
      if (!isNew && version.isPublished) {
        versions.set(workflowId, version.version, { kind: 'published', note: note ?? version.note })
      } else store.publish(workflowId, isNew ? version : { ...version, note: note ?? version.note }, clock.now())
      return publication(workflowId)
    },

    /** What triggers run. */
    publishedDocument(workflowId: string): Workflow {
      const { publishedVersion } = stored(workflowId)
      if (publishedVersion === null) {
        throw userError('workflow.not-published', 'The workflow is not published yet.', { hint: 'Publish it first.' })
      }
      return documentOf(workflowId, publishedVersion)
    },
  }
}

export type Versions = ReturnType<typeof createVersions>
