import { diffLines, foldSame } from '../../../../shared/line-diff.ts'
import { formatMicroUsd } from '../../../../shared/money.ts'
import type { ComparedNode, Difference } from '../../../../shared/run/compare-runs.ts'
import { text } from '../../../text.ts'
import { IconButton } from '../../../ui/button.tsx'
import { classNames } from '../../../ui/class-names.ts'
import { formatCount, formatDuration } from '../../../ui/format.ts'

/** Everything that differs in one node: figures beside one another, texts line by line. */
export function NodeDifferences({ node, onClose }: { node: ComparedNode; onClose: () => void }) {
  const say = text.runPage.compare
  return (
    <>
      <header className="flex items-center gap-2 border-b px-3.5 py-2.5">
        <h3 className="min-w-0 flex-1 truncate font-mono font-semibold text-sm">{node.key}</h3>
        <IconButton icon="x" size="sm" label={text.common.close} onClick={onClose} />
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-3.5">
        {node.a === null || node.b === null ? (
          <p className="text-mute text-sm">{say.onlyIn(node.a === null ? say.right : say.left)}</p>
        ) : null}
        {node.differences.map((difference) => (
          <section key={difference.aspect} className="flex flex-col gap-1.5">
            <h4 className="font-semibold text-sm">{say.aspects[difference.aspect]}</h4>
            {isFigure(difference) ? <Pair difference={difference} /> : <TextDiff difference={difference} />}
          </section>
        ))}
        {node.differences.some((one) => !isFigure(one)) ? <p className="text-mute text-xs">{say.cut}</p> : null}
      </div>
    </>
  )
}

const figures = new Set<Difference['aspect']>(['state', 'tries', 'time', 'cost', 'tokens'])
const isFigure = ({ aspect }: Difference) => figures.has(aspect)

function Pair({ difference: { aspect, a, b } }: { difference: Difference }) {
  const say = text.runPage.compare
  const show = (value: string | null) => {
    if (value === null) return '–'
    if (aspect === 'time') return formatDuration(Number(value))
    if (aspect === 'cost' && /^\d+$/.test(value)) return formatMicroUsd(Number(value))
    return aspect === 'tries' ? formatCount(Number(value)) : value
  }
  return (
    <p className="figures flex items-baseline gap-2 text-sm">
      <span className="text-mute text-xs">{say.left}</span>
      {show(a)}
      <span className="ml-3 text-mute text-xs">{say.right}</span>
      {show(b)}
    </p>
  )
}

function TextDiff({ difference: { aspect, a, b } }: { difference: Difference }) {
  const say = text.runPage.compare
  const lines = foldSame(diffLines(a ?? '', b ?? ''))
  return (
    <ol
      aria-label={say.aspects[aspect]}
      className="select-text overflow-x-auto rounded-md border bg-sunken py-1 font-mono text-xs"
    >
      {lines.map((line, index) =>
        line.kind === 'skipped' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text stay where they are
          <li key={index} className="px-2 py-0.5 text-mute">
            ⋯ {formatCount(line.count)}
          </li>
        ) : (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text stay where they are
            key={index}
            className={classNames(
              'whitespace-pre-wrap break-words px-2',
              line.kind === 'added' && 'bg-ok-soft text-ok',
              line.kind === 'removed' && 'bg-bad-soft text-bad',
            )}
          >
            <span aria-hidden className="mr-1.5 inline-block w-2 select-none">
              {line.kind === 'added' ? '+' : line.kind === 'removed' ? '−' : ''}
            </span>
            {line.kind === 'same' ? null : (
              <span className="sr-only">{line.kind === 'added' ? say.added : say.removed}: </span>
            )}
            {line.text}
          </li>
        ),
      )}
    </ol>
  )
}
