import { javascript } from '@codemirror/lang-javascript'
import { json } from '@codemirror/lang-json'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { Decoration, EditorView, MatchDecorator, ViewPlugin } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import CodeMirror from '@uiw/react-codemirror'
import { useMemo } from 'react'
import type { CodeEditorProps } from './code-editor-props.ts'
import type { FieldControl } from './field-context.ts'

type CodeEditorViewProps = Omit<CodeEditorProps, 'className'> & {
  field: FieldControl | null
  minHeight: number
  maxHeight: number
}

/** The part of `CodeEditor` that is loaded when first needed. */
export function CodeEditorView({
  value,
  onChange,
  language,
  hasExpressions = false,
  isReadOnly = false,
  label,
  placeholder,
  hasLineNumbers = false,
  extensions,
  onBlur,
  field,
  minHeight,
  maxHeight,
}: CodeEditorViewProps) {
  const all = useMemo(
    () => [
      look,
      syntaxHighlighting(colors),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({
        ...(field ? { id: field.id } : {}),
        ...(field?.describedBy ? { 'aria-describedby': field.describedBy } : {}),
        ...(label ? { 'aria-label': label } : {}),
        ...(field && !label ? { 'aria-labelledby': `${field.id}-label` } : {}),
      }),
      ...languages[language](),
      ...(hasExpressions ? [expressionChips] : []),
      ...(extensions ?? []),
    ],
    [language, hasExpressions, extensions, label, field],
  )
  return (
    <CodeMirror
      value={value}
      onChange={onChange}
      onBlur={onBlur}
      readOnly={isReadOnly}
      placeholder={placeholder}
      theme="none"
      indentWithTab={false}
      minHeight={`${minHeight}px`}
      maxHeight={`${maxHeight}px`}
      extensions={all}
      basicSetup={{
        lineNumbers: hasLineNumbers,
        foldGutter: false,
        highlightActiveLine: false,
        highlightActiveLineGutter: false,
        highlightSelectionMatches: false,
        searchKeymap: language !== 'text',
        closeBrackets: language !== 'text' || hasExpressions,
        bracketMatching: language !== 'text',
        syntaxHighlighting: false,
        tabSize: 2,
      }}
    />
  )
}

const languages: Record<CodeEditorProps['language'], () => Extension[]> = {
  javascript: () => [javascript(), mono],
  json: () => [json(), mono],
  text: () => [],
}

const chip = Decoration.mark({ class: 'cm-niti-expression' })
const expressionMatcher = new MatchDecorator({ regexp: /\{\{[^{}]*\}\}/g, decoration: chip })
const expressionChips = ViewPlugin.define(
  (view) => ({
    decorations: expressionMatcher.createDeco(view),
    update(update) {
      this.decorations = expressionMatcher.updateDeco(update, this.decorations)
    },
  }),
  { decorations: (plugin) => plugin.decorations },
)

const mono = EditorView.theme({ '.cm-content': { fontFamily: 'var(--font-mono)', fontSize: '12px' } })

const look = EditorView.theme({
  '&': { backgroundColor: 'transparent', color: 'var(--text)', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-sans)', lineHeight: '19px' },
  '.cm-content': { padding: '7px 0', caretColor: 'var(--accent)' },
  '.cm-line': { padding: '0 10px' },
  '.cm-placeholder': { color: 'var(--mute)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--accent) 24%, transparent)',
  },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--mute)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 2px 0 8px', fontSize: '11px' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', outline: 'none' },
  '.cm-niti-expression': {
    fontFamily: 'var(--font-mono)',
    fontSize: '12px',
    color: 'var(--accent)',
    backgroundColor: 'var(--accent-soft)',
    borderRadius: '4px',
    padding: '1px 3px',
  },
  '.cm-niti-expression *': { color: 'inherit' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raise)',
    border: '1px solid var(--line)',
    borderRadius: '7px',
    boxShadow: '0 2px 6px var(--shadow-near), 0 16px 40px var(--shadow-far)',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', fontSize: '12px' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'var(--accent-soft)', color: 'var(--text)' },
  '.cm-panels': { backgroundColor: 'var(--panel)', color: 'var(--text)' },
})

const colors = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword],
    color: 'var(--group-agent)',
  },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--group-logic)' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--group-data)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], color: 'var(--mute)', fontStyle: 'italic' },
  { tag: [tags.operator, tags.punctuation, tags.bracket], color: 'var(--mute)' },
  { tag: tags.invalid, color: 'var(--bad)' },
])
