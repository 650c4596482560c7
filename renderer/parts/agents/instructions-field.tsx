import { StateEffect, StateField } from '@codemirror/state'
import { Decoration, EditorView, MatchDecorator, ViewPlugin } from '@codemirror/view'
import { useEffect, useMemo, useRef } from 'react'
import type { AgentDocument } from '../../../shared/agents/agent.ts'
import { text } from '../../text.ts'
import { CodeEditor } from '../../ui/code-editor.tsx'
import { Field } from '../../ui/field.tsx'
import { formatCount } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Ticks } from '../../ui/ticks.tsx'
import { unknownVariables } from './used-variables.ts'

const say = text.agents.form

type InstructionsFieldProps = {
  document: Pick<AgentDocument, 'instructions' | 'variables'>
  isReadOnly?: boolean
  minRows?: number
  onChange: (change: Partial<Pick<AgentDocument, 'instructions' | 'variables'>>) => void
}

/** Who an agent is and how it works, with its variables marked: those that nobody declared in another colour. */
export function InstructionsField({ document, isReadOnly, minRows = 14, onChange }: InstructionsFieldProps) {
  const { instructions, variables } = document
  const unknown = useMemo(() => unknownVariables(instructions, variables), [instructions, variables])
  const view = useRef<EditorView | null>(null)
  const extensions = useMemo(
    () => [
      unknownNames,
      unknownMarks,
      ViewPlugin.define((made) => {
        view.current = made
        return {}
      }),
    ],
    [],
  )
  useEffect(() => {
    view.current?.dispatch({ effects: setUnknown.of(new Set(unknown)) })
  }, [unknown])
  return (
    <Field
      label={say.instructions}
      hint={<Ticks words={say.instructionsHint} />}
      // Four characters a token is what English comes to; the call itself reports the real number.
      note={
        instructions === '' ? undefined : (
          <span title={say.tokensHint}>{say.tokens(formatCount(Math.ceil(instructions.length / 4)))}</span>
        )
      }
    >
      <CodeEditor
        language="text"
        hasExpressions
        value={instructions}
        onChange={(next) => onChange({ instructions: next })}
        isReadOnly={isReadOnly}
        placeholder={say.instructionsPlaceholder}
        extensions={extensions}
        minRows={minRows}
        maxRows={Math.max(minRows, 26)}
      />
      {unknown.length > 0 && !isReadOnly ? (
        <p role="status" className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-warn">
          <Icon name="triangle-alert" size={13} />
          {say.unknownVariables(unknown.map((name) => `“${name}”`).join(', '))}
          {unknown.map((name) => (
            <button
              key={name}
              type="button"
              className="rounded-xs font-semibold text-accent hover:underline"
              onClick={() =>
                onChange({ variables: [...variables, { name, type: 'text', required: false, choices: [] }] })
              }
            >
              {say.addVariable(name)}
            </button>
          ))}
        </p>
      ) : null}
    </Field>
  )
}

const setUnknown = StateEffect.define<ReadonlySet<string>>()
const unknownNames = StateField.define<ReadonlySet<string>>({
  create: () => new Set(),
  update: (names, transaction) =>
    transaction.effects.reduce((now, effect) => (effect.is(setUnknown) ? effect.value : now), names),
})

const mark = Decoration.mark({ class: 'cm-niti-unknown' })
const matcher = new MatchDecorator({
  regexp: /\{\{\s*([A-Za-z][A-Za-z0-9_]*)[^{}]*\}\}/g,
  decoration: ([, name = ''], view) => (view.state.field(unknownNames).has(name) ? mark : null),
})
const unknownMarks = [
  ViewPlugin.define(
    (view) => ({
      decorations: matcher.createDeco(view),
      update(update) {
        const isTold = update.transactions.some(({ effects }) => effects.some((effect) => effect.is(setUnknown)))
        this.decorations = isTold ? matcher.createDeco(update.view) : matcher.updateDeco(update, this.decorations)
      },
    }),
    { decorations: (plugin) => plugin.decorations },
  ),
  EditorView.theme({
    '.cm-niti-unknown, .cm-niti-unknown .cm-niti-expression': {
      color: 'var(--warn)',
      backgroundColor: 'var(--warn-soft)',
    },
    '.cm-niti-unknown': { textDecoration: 'underline wavy var(--warn)', textUnderlineOffset: '3px' },
  }),
]
