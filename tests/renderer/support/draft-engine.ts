import { createRouterClient, implement } from '@orpc/server'
import type { EngineClient } from '../../../renderer/link/client.ts'
import { linkLost } from '../../../renderer/link/error-of.ts'
import { workflowsContract } from '../../../shared/contract/workflows.ts'
import { userError } from '../../../shared/errors.ts'
import { applyEdits, type Edit } from '../../../shared/workflow/edit.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'

const publication = { version: null, publishedAt: null, hasUnpublishedChanges: false }

/** What becomes of the next `edit`: the answer gets lost before or after it is applied, or the engine refuses it. */
type Mishap = 'lost-before' | 'lost-after' | 'refuse'

/**
 * The engine's side of one draft, behind the real contract: the same edits on the same documents, a revision for each,
 * stale ones refused. What goes wrong is asked for call by call.
 */
export function createDraftEngine(document: Workflow) {
  const state = {
    document,
    revision: 1,
    batches: [] as Edit[][],
    mishaps: [] as Mishap[],
    isAway: false,
    underWay: 0,
    most: 0,
  }
  const os = implement(workflowsContract)

  const edit = os.edit.handler(async ({ input }) => {
    state.most = Math.max(state.most, ++state.underWay)
    try {
      await Promise.resolve()
      const mishap = state.mishaps.shift()
      if (state.isAway || mishap === 'lost-before') throw linkLost()
      if (mishap === 'refuse') throw userError('workflow.too-large', 'The workflow would have too many nodes.')
      if (input.revision !== state.revision) throw userError('workflow.stale', 'The workflow was changed elsewhere.')
      state.document = applyEdits(state.document, input.edits).document
      state.revision++
      state.batches.push(input.edits)
      if (mishap === 'lost-after') throw linkLost()
      return { revision: state.revision, issues: [], publication }
    } finally {
      state.underWay--
    }
  })
  const get = os.get.handler(({ input }) => {
    if (state.isAway) throw linkLost()
    const { revision, document } = state
    return { workflowId: input.workflowId, revision, document, issues: [], publication }
  })
  const workflows: Pick<EngineClient['workflows'], 'get' | 'edit'> = createRouterClient({ edit, get })

  return {
    state,
    workflows,
    /** Somebody else changes the workflow. */
    changeElsewhere(edits: Edit[]): void {
      state.document = applyEdits(state.document, edits).document
      state.revision++
    },
  }
}
