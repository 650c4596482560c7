import { Fragment, type ReactNode } from 'react'
import type { Json } from '../../../shared/json.ts'
import { type FieldChange, isEmptyDiff, type NodeChange, type WorkflowDiff } from '../../../shared/workflow/diff.ts'
import { formFields } from '../../parts/params/form-fields.ts'
import { LongText } from '../../parts/run/long-text.tsx'
import { entryOf } from '../../state/catalog-store.ts'
import { text } from '../../text.ts'
import { Badge, type BadgeTone } from '../../ui/badge.tsx'
import { settingWords } from './setting-words.ts'

type DiffViewProps = {
  diff: WorkflowDiff
  /** The names of both sides, short. */
  before: string
  after: string
  onChoose: (change: NodeChange) => void
}

const tones: Record<NodeChange['change'], BadgeTone> = { added: 'ok', removed: 'bad', changed: 'warn' }

/** Everything that is different, field by field. */
export function DiffView({ diff, before, after, onChoose }: DiffViewProps) {
  if (isEmptyDiff(diff)) return <p className="text-mute">{text.versions.same}</p>
  const fields = (changes: FieldChange[], type?: string) =>
    changes.map((change) => (
      <Field
        key={change.path.join('.')}
        name={nameOf(change.path, type)}
        change={change}
        before={before}
        after={after}
      />
    ))
  return (
    <div className="flex flex-col gap-4">
      {diff.workflow.length > 0 ? <Part head={text.versions.workflow}>{fields(diff.workflow)}</Part> : null}
      {diff.nodes.map((change) => (
        <Part
          key={[...change.at, change.id].join('/')}
          head={
            <button
              type="button"
              onClick={() => onChoose(change)}
              className="wrap-anywhere rounded-sm text-left font-semibold hover:underline"
            >
              {change.title ?? entryOf(change.type)?.title ?? change.type}
            </button>
          }
          note={noteOf(change)}
          mark={<Badge tone={tones[change.change]}>{text.versions.marks[change.change]}</Badge>}
        >
          {fields(change.fields, change.type)}
        </Part>
      ))}
      {diff.wires.length > 0 ? (
        <Part head={text.versions.wires}>
          <ul className="flex flex-col gap-1">
            {diff.wires.map(({ at, wire, change }) => {
              const words = `${wire.from} (${wire.fromPort}) → ${wire.to} (${wire.toPort})`
              return (
                <li key={[...at, change, words].join('/')} className="flex items-start gap-2">
                  <span className="wrap-anywhere min-w-0 flex-1 font-mono text-xs">{words}</span>
                  <Badge tone={tones[change]}>{text.versions.marks[change]}</Badge>
                </li>
              )
            })}
          </ul>
        </Part>
      ) : null}
      {diff.moved.length > 0 ? <p className="text-mute text-sm">{text.versions.moved(diff.moved.length)}</p> : null}
    </div>
  )
}

function noteOf({ at, id, was }: NodeChange): string {
  const place = at.length > 0 ? `, ${text.versions.inside(at.join(' › '))}` : ''
  return `${id}${place}${was === null ? '' : `, ${text.versions.was(was)}`}`
}

type PartProps = { head: ReactNode; note?: string; mark?: ReactNode; children: ReactNode }

function Part({ head, note, mark, children }: PartProps) {
  return (
    <section className="flex flex-col gap-2 border-b pb-4 last:border-b-0">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h3 className="font-semibold">{head}</h3>
          {note ? <p className="wrap-anywhere font-mono text-mute text-xs">{note}</p> : null}
        </div>
        {mark}
      </div>
      {children}
    </section>
  )
}

type FieldProps = { name: string; change: FieldChange; before: string; after: string }

function Field({ name, change, before, after }: FieldProps) {
  const sides = [
    { side: before, value: change.before },
    { side: after, value: change.after },
  ]
  return (
    <div className="flex flex-col gap-1">
      <h4 className="wrap-anywhere font-medium text-sm">{name}</h4>
      <dl className="grid grid-cols-[44px_minmax(0,1fr)] gap-x-2 gap-y-1 text-sm">
        {sides.map(({ side, value }) => (
          <Fragment key={side}>
            <dt className="truncate py-1 text-mute">{side}</dt>
            <dd className="min-w-0">
              {value === undefined ? (
                <span className="block py-1 text-mute italic">
                  {settingWords(change.path, undefined) ?? text.versions.nothing}
                </span>
              ) : (
                <LongText
                  value={settingWords(change.path, value) ?? wordsOf(value)}
                  most={600}
                  className="rounded-md border bg-sunken px-2 py-1"
                />
              )}
            </dd>
          </Fragment>
        ))}
      </dl>
    </div>
  )
}

/** A param by the title its form gives it, everything else by the catalogue's word for it. */
function nameOf(path: string[], type?: string): string {
  const [first = '', ...rest] = path
  if (first === 'params') {
    const fields = formFields(entryOf(type ?? '')?.params ?? {})
    const [param = '', ...inner] = rest
    return [fields.find(({ name }) => name === param)?.title ?? param, ...inner].join(' › ')
  }
  const [field = '', ...inner] = first === 'settings' ? rest : path
  return [text.versions.fields[field] ?? field, ...inner].join(' › ')
}

function wordsOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}
