import type { EditReply, OpenWorkflow } from '../../shared/contract/workflows.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { stableStringify } from '../../shared/json.ts'
import { applyEdits, type Edit } from '../../shared/workflow/edit.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import type { EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { compactEdits } from './compact-edits.ts'

export type SaveState =
  | { state: 'saved' }
  /** Changed, about to be sent. */
  | { state: 'waiting' }
  | { state: 'saving' }
  /** Not stored yet; it is tried again, and nothing is thrown away meanwhile. */
  | { state: 'error'; error: ErrorInfo }

/** What the person must be told because the draft is no longer simply what they typed. */
export type DraftNotice =
  /** Somebody else changed the workflow; all of the changes here were put on top. */
  | { kind: 'merged' }
  /** Likewise, but these many changes no longer fitted. */
  | { kind: 'partly-lost'; lost: number }
  /** The engine refused the change. */
  | { kind: 'refused'; error: ErrorInfo }

export type DraftSyncOptions = {
  workflows: Pick<EngineClient['workflows'], 'get' | 'edit'>
  opened: OpenWorkflow
  debounceMs: number
  retryMs: number
  onSave(save: SaveState): void
  /** What the engine says of the document it has stored. */
  onStored(reply: EditReply): void
  /** The draft is now this document: it was read again, with what is still unsaved applied to it. */
  onReplaced(document: Workflow, notice: DraftNotice | null): void
}

export type DraftSync = {
  push(edits: Edit[]): void
  /** Sends what waits. True once all is stored, false at the first failure (it goes on trying by itself). */
  flush(): Promise<boolean>
  hasUnsaved(): boolean
  /** Tries again now, after a failure. */
  retry(): void
  close(): void
}

/**
 * Carries the edits of one draft to the engine: in order, in batches, one batch under way at a time. A batch whose fate
 * is unknown (the link broke) is neither repeated blindly nor dropped: the draft is read again and compared.
 */
export function createDraftSync(options: DraftSyncOptions): DraftSync {
  const { workflows, debounceMs, retryMs, onSave, onStored, onReplaced } = options
  const { workflowId } = options.opened
  /** The document the engine is known to hold. */
  let base = { document: options.opened.document, revision: options.opened.revision }
  let queue: Edit[] = []
  let sending: Edit[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let isWorking = false
  let isClosed = false
  let waiters: ((isStored: boolean) => void)[] = []

  function tell(save: SaveState): void {
    if (isClosed) return
    onSave(save)
    if (save.state !== 'saved' && save.state !== 'error') return
    const done = waiters
    waiters = []
    for (const resolve of done) resolve(save.state === 'saved')
  }

  function schedule(ms: number): void {
    clearTimeout(timer)
    if (!isClosed) timer = setTimeout(() => void work(), ms)
  }

  async function work(): Promise<void> {
    // Before the timer is touched: the next try may have been set by the work that is just ending.
    if (isWorking) return
    clearTimeout(timer)
    isWorking = true
    try {
      while (sending.length > 0 || queue.length > 0) {
        if (sending.length === 0) {
          sending = compactEdits(queue)
          queue = []
        }
        tell({ state: 'saving' })
        if (!(await send())) return
      }
      tell({ state: 'saved' })
    } finally {
      isWorking = false
    }
  }

  /** False when it has to wait before the next try. */
  async function send(): Promise<boolean> {
    try {
      const reply = await workflows.edit({ workflowId, revision: base.revision, edits: sending })
      base = { document: applyEdits(base.document, sending).document, revision: reply.revision }
      sending = []
      if (!isClosed) onStored(reply)
      return true
    } catch (thrown) {
      return recover(errorOf(thrown))
    }
  }

  async function recover(error: ErrorInfo): Promise<boolean> {
    let now: OpenWorkflow
    try {
      now = await workflows.get({ workflowId })
    } catch (thrown) {
      const why = errorOf(thrown)
      tell({ state: 'error', error: why.kind === 'user' ? why : error })
      // A workflow that is gone will not come back by asking.
      if (why.kind !== 'user') schedule(retryMs)
      return false
    }
    if (isClosed) return false
    if (now.revision === base.revision) {
      // It was not applied. The engine's own refusal is final; anything else may pass.
      if (error.kind !== 'user') {
        tell({ state: 'error', error })
        schedule(retryMs)
        return false
      }
      sending = []
      return rebase(now, queue, { kind: 'refused', error })
    }
    const expected = applyEdits(base.document, sending).document
    if (stableStringify(expected) === stableStringify(now.document)) {
      // It was applied; only the answer got lost.
      sending = []
      base = { document: now.document, revision: now.revision }
      onStored(now)
      return true
    }
    return rebase(now, [...sending, ...queue], { kind: 'merged' })
  }

  /** Puts what is unsaved onto the document as it is now, edit by edit, and goes on from there. */
  function rebase(now: OpenWorkflow, unsaved: Edit[], notice: DraftNotice): boolean {
    let document = now.document
    const fitting: Edit[] = []
    for (const edit of unsaved) {
      try {
        document = applyEdits(document, [edit]).document
        fitting.push(edit)
      } catch {
        // Counted below and told to the person.
      }
    }
    const lost = unsaved.length - fitting.length
    base = { document: now.document, revision: now.revision }
    sending = []
    queue = fitting
    onReplaced(document, lost > 0 ? { kind: 'partly-lost', lost } : notice)
    onStored(now)
    return true
  }

  return {
    push(edits) {
      queue.push(...edits)
      if (!isWorking) {
        tell({ state: 'waiting' })
        schedule(debounceMs)
      }
    },
    flush() {
      if (queue.length === 0 && sending.length === 0) return Promise.resolve(true)
      return new Promise((resolve) => {
        waiters.push(resolve)
        void work()
      })
    },
    hasUnsaved: () => queue.length > 0 || sending.length > 0,
    retry() {
      if (queue.length > 0 || sending.length > 0) void work()
    },
    close() {
      clearTimeout(timer)
      isClosed = true
      for (const resolve of waiters) resolve(false)
      waiters = []
    },
  }
}
