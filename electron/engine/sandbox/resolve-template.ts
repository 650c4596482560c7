import { notText } from '../../../shared/catalog/param.ts'
import { NitiError, userError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { fileRefOf } from '../../../shared/run/file-ref.ts'
import { type Path, parsePath, parseTemplate, readPath, type Scope } from '../../../shared/workflow/expression.ts'
import type { Sandbox } from './sandbox.ts'

export type Evaluator = Pick<Sandbox, 'evaluate'>
/** `field`: the dotted path errors name, such as `params.prompt`. */
export type TemplateOptions = { field: string; signal?: AbortSignal }

/** A plain path is followed here; a script needs the sandbox. */
type Expression = { kind: 'path'; source: string; start: number; path: Path } | Script
type Script = { kind: 'script'; source: string; start: number }
type Compiled = { parts: (string | Expression)[]; whole?: Expression }

/** Texts are parsed once. When it is full the oldest leave; long texts are not worth their memory. */
const compiledTexts = new Map<string, Compiled>()
const compiledTextsLimit = 2000
const compiledTextChars = 10_000

/**
 * The value of a text. One expression alone keeps its type (and may be undefined); otherwise the parts are joined to text,
 * where an empty value is an error. Answers without a promise when every expression is a plain path, so what is wrong is
 * thrown at once or comes as a rejection; always with `field` and `position`.
 */
export function resolveTemplate(
  text: string,
  scope: Scope,
  sandbox: Evaluator,
  options: TemplateOptions,
): Json | undefined | Promise<Json | undefined> {
  const { parts, whole } = compile(text, options.field)
  if (whole) return whole.kind === 'path' ? followPath(whole, scope, options) : evaluate(whole, scope, sandbox, options)
  let joined = ''
  for (const part of parts) {
    if (typeof part === 'string') joined += part
    else if (part.kind === 'path') joined += toText(followPath(part, scope, options), part, options)
    else return joinWithScripts(parts, scope, sandbox, options)
  }
  return joined
}

async function joinWithScripts(
  parts: Compiled['parts'],
  scope: Scope,
  sandbox: Evaluator,
  options: TemplateOptions,
): Promise<string> {
  const texts = parts.map(async (part) => {
    if (typeof part === 'string') return part
    const value = part.kind === 'path' ? followPath(part, scope, options) : evaluate(part, scope, sandbox, options)
    return toText(await value, part, options)
  })
  return (await Promise.all(texts)).join('')
}

function followPath({ path, start }: { path: Path; start: number }, scope: Scope, { field }: TemplateOptions) {
  return readPath(path, scope, { field, start })
}

async function evaluate({ source, start }: Script, scope: Scope, sandbox: Evaluator, options: TemplateOptions) {
  try {
    return await sandbox.evaluate({ source, scope, signal: options.signal })
  } catch (error) {
    throw placeError(error, options.field, start)
  }
}

function toText(value: Json | undefined, { source, start }: Expression, { field }: TemplateOptions): string {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) {
    throw userError('expression.empty', `\`{{ ${source} }}\` is empty.`, {
      field,
      position: start,
      hint: `Write {{ ${source} ?? '' }} if it may be empty.`,
    })
  }
  const file = fileRefOf(value)
  if (file) {
    throw userError('expression.file', `\`{{ ${source} }}\` ${notText(file.name)}.`, {
      field,
      position: start,
      hint: `Write {{ ${source}.$file.name }} for its name.`,
    })
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function compile(text: string, field: string): Compiled {
  const known = compiledTexts.get(text)
  if (known) return known
  const compiled = parseText(text, field)
  if (text.length > compiledTextChars) return compiled
  if (compiledTexts.size >= compiledTextsLimit) {
    const oldest = compiledTexts.keys().next()
    if (!oldest.done) compiledTexts.delete(oldest.value)
  }
  compiledTexts.set(text, compiled)
  return compiled
}

function parseText(text: string, field: string): Compiled {
  try {
    const template = parseTemplate(text)
    const parts = template.parts.map((part): string | Expression => {
      if (part.kind === 'text') return part.text
      const { source, start } = part
      const path = parsePath(source)
      return path ? { kind: 'path', source, start, path } : { kind: 'script', source, start }
    })
    const whole = template.whole ? parts.find((part) => typeof part !== 'string') : undefined
    return { parts, whole }
  } catch (error) {
    throw placeError(error, field, 0)
  }
}

/** Moves an error about an expression to where that stands in the field. */
function placeError(error: unknown, field: string, start: number): unknown {
  if (!(error instanceof NitiError) || error.info.kind !== 'user') return error
  return new NitiError({ ...error.info, field, position: start + (error.info.position ?? 0) }, { cause: error.cause })
}
