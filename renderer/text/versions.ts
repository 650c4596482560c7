import type { VersionKind } from '../../shared/contract/versions.ts'
import type { DiffSummary } from '../../shared/workflow/diff.ts'

const count = (number: number, one: string, many = `${one}s`) =>
  number === 1 ? `1 ${one}` : `${number.toLocaleString('en-US')} ${many}`

const kinds: Record<VersionKind, string> = { published: 'Published', saved: 'Kept', automatic: 'Automatic' }

/** What changed, in a few words: `Ask changed, 2 nodes added`. */
function changes({ added, removed, changed, moved, wires, workflow, nodes }: DiffSummary): string {
  const [first] = nodes
  const only = added + removed + changed === 1 && first !== undefined ? `“${first}”` : null
  const words = [
    added > 0 && `${only ?? count(added, 'node')} added`,
    removed > 0 && `${only ?? count(removed, 'node')} removed`,
    changed > 0 && `${only ?? count(changed, 'node')} changed`,
    wires > 0 && `${count(wires, 'wire')} changed`,
    workflow && 'workflow settings changed',
  ].filter((word) => word !== false)
  if (words.length > 0) return words.join(', ')
  return moved > 0 ? `${count(moved, 'node')} moved` : 'No difference'
}

/** Versions of a workflow: their list, one of them on the canvas, publishing. */
export const versionsText = {
  tab: 'Versions',
  label: 'Versions of this workflow',
  kinds,
  publishedNow: 'Published now',
  number: (version: number) => `Version ${version}`,
  changes,
  beginning: 'The beginning',
  keep: 'Keep this version',
  keepHint: 'Versions are also made by themselves: when you pause, before an older one comes back, and on publishing.',
  kept: (version: number) => `Kept as version ${version}`,
  note: 'Note',
  notePlaceholder: 'What is in it',
  editNote: 'Edit the note',
  more: 'Show older versions',
  lookAt: (version: number) => `Look at version ${version}`,
  lookingAt: 'You are looking at',
  restore: 'Restore',
  restored: (version: number) => `The draft is version ${version} again`,
  restoredDetail: 'How it was before is kept as a version, too.',
  back: 'Back to the draft',
  same: 'The draft is the same as this version.',
  panel: 'What is different',
  comparedWithDraft: (version: number) => `Version ${version} compared with the draft`,
  draft: 'Draft',
  short: (version: number) => `v${version}`,
  nothing: 'nothing',
  workflow: 'Workflow',
  wires: 'Wires',
  inside: (path: string) => `in ${path}`,
  was: (name: string) => `called ${name} in this version`,
  moved: (number: number) => `${count(number, 'node')} stood elsewhere on the canvas.`,
  /** Seen from the version, whose canvas is shown. */
  marks: {
    added: 'Not in this version',
    removed: 'Not in the draft',
    changed: 'Changed since',
    moved: 'Moved since',
    inside: 'Changed inside',
  },
  fields: {
    name: 'Name',
    description: 'Description',
    title: 'Title',
    type: 'Type',
    version: 'Version of its type',
    disabled: 'Switched off',
    policy: 'When it fails',
    pinned: 'Pinned output',
    concurrency: 'Nodes at once',
    defaultModel: 'Default model',
    timeoutMs: 'Longest time for a run',
    runsAtOnce: 'Runs at once',
    retention: 'How long its runs are kept',
  } as Partial<Record<string, string>>,
  /** What holds where a setting is not set. */
  unset: {
    timeoutMs: 'no limit',
    runsAtOnce: 'as the app’s settings say',
    retention: 'as the app’s settings say',
  } as Partial<Record<string, string>>,
  publish: {
    button: 'Publish',
    done: 'Published',
    again: 'Publish changes',
    title: 'Publish the draft',
    never: 'Nothing is published yet. Triggers will run what you publish, not the draft.',
    behind: (version: number) => `Version ${version} is published. The draft has changes that are not.`,
    same: (version: number) => `The draft is version ${version}, which is published.`,
    succeeded: (version: number) => `Version ${version} is published`,
    dot: 'Changes not published yet',
  },
} as const
