import { isEmptyDiff, type WorkflowDiff } from '../../../../shared/workflow/diff.ts'
import { useCatalogStore } from '../../../state/catalog-store.ts'
import { text } from '../../../text.ts'
import { Badge } from '../../../ui/badge.tsx'

/** What is other in the workflow of the second run than in that of the first. */
export function DocumentChanges({ changes }: { changes: WorkflowDiff }) {
  const say = text.runPage.compare
  const byType = useCatalogStore((state) => state.byType)
  const { workflow, nodes, wires } = changes
  // Where nodes stand on the canvas changes nothing of what runs.
  if (isEmptyDiff({ ...changes, moved: [] })) return <p className="text-mute text-sm">{say.documentsSame}</p>
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="font-semibold text-sm">{say.documents}</h3>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {nodes.map(({ at, id, change, title, type, fields }) => (
          <li key={[...at, id].join('/')} className="flex min-w-0 items-center gap-1.5">
            <Badge tone={change === 'added' ? 'ok' : change === 'removed' ? 'bad' : 'warn'}>{say[change]}</Badge>
            <span className="min-w-0 truncate">{title ?? byType.get(type)?.title ?? id}</span>
            {fields.length > 0 ? (
              <span className="min-w-0 truncate text-mute text-xs">
                {fields.map(({ path }) => path.filter((part) => part !== 'params').join('.')).join(', ')}
              </span>
            ) : null}
          </li>
        ))}
        {wires.length > 0 ? (
          <li className="flex items-center gap-1.5">
            <Badge tone="warn">{say.changed}</Badge>
            {say.wires(wires.length)}
          </li>
        ) : null}
        {workflow.map(({ path }) => (
          <li key={path.join('.')} className="flex items-center gap-1.5">
            <Badge tone="warn">{say.changed}</Badge>
            {path.join('.')}
          </li>
        ))}
      </ul>
    </section>
  )
}
