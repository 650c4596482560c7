import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../../shared/clock.ts'
import type {
  EditReply,
  Issue,
  OpenWorkflow,
  Publication,
  Template,
  WorkflowSummary,
} from '../../../shared/contract/workflows.ts'
import { NitiError, userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import { checkSteps, checkWorkflow } from '../../../shared/workflow/check.ts'
import { applyEdits, type Edit } from '../../../shared/workflow/edit.ts'
import { readWorkflowFile, readWorkflowSteps, writeWorkflowFile } from '../../../shared/workflow/file.ts'
import { emptyWorkflow, type Workflow, walkNodes } from '../../../shared/workflow/workflow.ts'
import { finishSlowly, nextTurn } from '../event-loop-turn.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import { type TakenSecret, takeSecrets } from '../nodes/take-secrets.ts'
import { upgradeGraph } from '../nodes/upgrade-node.ts'
import { refuseBroken } from '../run/refuse-broken.ts'
import type { StoredWorkflow } from '../store/workflows.store.ts'
import type { WebhookSecrets } from '../triggers/webhook-secrets.ts'
import { checkSubworkflows } from './check-subworkflows.ts'
import { notThere, readStored, type WorkflowPlace } from './stored-workflow.ts'
import type { Versions } from './versions.ts'

type Parts = WorkflowPlace & {
  versions: Versions
  nodeTypes: NodeTypes
  secrets: Pick<WebhookSecrets, 'sealTaken'>
  /** Makes the node types known that the text of a file names, as far as there are such. */
  loadTypesIn(text: string): Promise<void>
  clock: Clock
  /** The first moment of the month that costs are counted in. */
  monthStart(): number
  /** Folder of the templates that ship with the app. */
  templatesDir: string
}

const fileEnding = '.niti.json'

/** The workspace's workflows: drafts that are edited, imported, exported and started. */
export function createWorkflows(parts: Parts) {
  const { workspaceId, store, versions, nodeTypes, clock, monthStart, templatesDir } = parts
  const stored = (workflowId: string): StoredWorkflow => readStored({ workspaceId, store }, workflowId)

  function check(document: Workflow): Issue[] {
    return [...checkWorkflow(document, nodeTypes.find), ...checkSubworkflows(document, nodeTypes, findWorkflow)]
  }

  async function checkSlowly(document: Workflow): Promise<Issue[]> {
    const issues = await finishSlowly(checkSteps(document, nodeTypes.find))
    return [...issues, ...checkSubworkflows(document, nodeTypes, findWorkflow)]
  }

  function findWorkflow(workflowId: string) {
    const found = store.get(workspaceId, workflowId)
    if (!found) return null
    const published = found.publishedVersion === null ? null : versions.publishedDocument(workflowId)
    return { draft: found.document, published }
  }

  async function add(document: Workflow, secrets: TakenSecret[] = []): Promise<{ workflowId: string }> {
    const workflowId = newId('wf', clock.now())
    const keep = secrets.length === 0 ? undefined : await parts.secrets.sealTaken(workflowId, secrets)
    store.create({ workflowId, workspaceId, document, at: clock.now() }, keep)
    return { workflowId }
  }

  /** The document without what must not stand readable in it, and what keeps that, to be called as it is stored. */
  async function sealSecrets(workflowId: string, given: Workflow) {
    const { document, secrets } = takeSecrets(nodeTypes.definitions, given)
    return { document, keep: secrets.length === 0 ? undefined : await parts.secrets.sealTaken(workflowId, secrets) }
  }

  /** The draft, rid of the secrets that an older version of Niti stored readably in it. */
  async function cleanDraft(workflowId: string): Promise<StoredWorkflow> {
    const { document: before, revision, updatedAt: at } = stored(workflowId)
    const { document, keep } = await sealSecrets(workflowId, before)
    if (document === before) return stored(workflowId)
    const edits: Edit[] = [{ kind: 'replace-document', document }]
    store.save({ workflowId, revision, document, edits, at, keep: null }, keep)
    return stored(workflowId)
  }

  /** A file's text as a workflow of this version: parsed, upgraded, every node type known. Changes nothing. */
  function read(text: string): Workflow {
    return upgraded(readWorkflowFile(text))
  }

  function upgraded({ $schema: _, ...document }: Workflow): Workflow {
    return upgradeGraph(nodeTypes.definitions, document)
  }

  /** The same without holding up anything else for long, however large the file. */
  async function readSlowly(text: string): Promise<Workflow> {
    return upgraded(await parseSlowly(text))
  }

  async function parseSlowly(text: string): Promise<Workflow> {
    await parts.loadTypesIn(text)
    const document = await finishSlowly(readWorkflowSteps(text))
    await nextTurn()
    return document
  }

  async function templates(): Promise<(Template & { document: Workflow })[]> {
    const names = (await readdir(templatesDir)).filter((name) => name.endsWith(fileEnding)).sort()
    return Promise.all(
      names.map(async (name) => {
        const document = read(await readFile(join(templatesDir, name), 'utf8'))
        const { description = '' } = document
        const nodeCount = [...walkNodes(document)].length
        return { id: name.slice(0, -fileEnding.length), name: document.name, description, nodeCount, document }
      }),
    )
  }

  return {
    check,
    /** Its draft and what is published; null where there is none. */
    find: findWorkflow,
    read,
    readSlowly,

    list: (): WorkflowSummary[] =>
      store.list(workspaceId, monthStart()).map((row) => {
        const { revision: _, publishedVersion: __, publishedAt: ___, ...summary } = row
        return { ...summary, publication: versions.publicationOf(row, () => stored(row.workflowId).document) }
      }),
    create: (name: string) => add(emptyWorkflow(name)),
    async import(text: string) {
      // Before it is upgraded, which drops what has to be sealed.
      const { document, secrets } = takeSecrets(nodeTypes.definitions, await parseSlowly(text))
      const current = upgraded(document)
      await nextTurn()
      return add(current, secrets)
    },
    document: (workflowId: string): Workflow => stored(workflowId).document,

    async get(workflowId: string): Promise<OpenWorkflow> {
      const { revision, document } = await cleanDraft(workflowId).catch((thrown) => {
        // Nothing can be sealed here: it can be looked at all the same, and stays as it is.
        if (thrown instanceof NitiError) return stored(workflowId)
        throw thrown
      })
      const publication = versions.publication(workflowId)
      return { workflowId, revision, document, issues: await checkSlowly(document), publication }
    },

    async edit(change: { workflowId: string; revision: number; edits: Edit[] }): Promise<EditReply> {
      const { workflowId, revision, edits } = change
      const before = stored(workflowId)
      if (before.revision !== revision) throw stale()
      const edited = applyEdits(before.document, edits).document
      const { document, keep: keepSecrets } = await sealSecrets(workflowId, edited)
      // The journal must not tell either what such edits brought: an old version that comes back, a node that is pasted.
      const noted: Edit[] = document === edited ? edits : [{ kind: 'replace-document', document }]
      const keep = versions.keepBefore(before, edits)
      const saved = { workflowId, revision, document, edits: noted, at: clock.now(), keep }
      if (!store.save(saved, keepSecrets)) throw stale()
      const publication = versions.publicationOf({ ...before, revision: revision + 1 }, () => document)
      return { revision: revision + 1, issues: await checkSlowly(document), publication }
    },

    async publish(workflowId: string, note?: string): Promise<Publication> {
      const draft = await cleanDraft(workflowId)
      refuseBroken(await checkSlowly(draft.document))
      return versions.publish(draft, note)
    },

    async duplicate(workflowId: string): Promise<{ workflowId: string }> {
      const { document } = await cleanDraft(workflowId)
      return add({ ...document, name: `${document.name} (copy)`.slice(0, 200) })
    },

    setRemoved(workflowId: string, removed: boolean): void {
      if (!store.setRemoved(workspaceId, workflowId, removed ? clock.now() : null)) throw notThere(workflowId)
    },

    async export(workflowId: string): Promise<{ fileName: string; text: string }> {
      const { document } = await cleanDraft(workflowId)
      return { fileName: `${fileNameOf(document.name)}${fileEnding}`, text: writeWorkflowFile(document) }
    },

    async templates(): Promise<Template[]> {
      return (await templates()).map(({ document: _, ...template }) => template)
    },

    /** The document of a template, nothing made of it yet. */
    async template(templateId: string): Promise<Workflow> {
      const template = (await templates()).find(({ id }) => id === templateId)
      if (!template) throw userError('workflow.no-template', `There is no template \`${templateId}\`.`)
      return template.document
    },

    async createFromTemplate(templateId: string): Promise<{ workflowId: string }> {
      const template = (await templates()).find(({ id }) => id === templateId)
      if (!template) throw userError('workflow.no-template', `There is no template \`${templateId}\`.`)
      return add(template.document)
    },
  }
}

export type Workflows = ReturnType<typeof createWorkflows>

function fileNameOf(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return words.slice(0, 80) || 'workflow'
}

function stale() {
  return userError('workflow.stale', 'The workflow was changed elsewhere in the meantime.', {
    hint: 'The newest version is loaded; make the change again.',
  })
}
