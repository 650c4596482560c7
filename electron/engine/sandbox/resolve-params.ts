import { userError } from '../../../shared/errors.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import { hasExpression, type Scope } from '../../../shared/workflow/expression.ts'
import { type Evaluator, resolveTemplate } from './resolve-template.ts'

export type ResolveOptions = {
  /** What is left as it is, by path below the params: `code`, `headers.authorization`, `rows.0.value`. */
  raw?: ReadonlySet<string> | ((path: string) => boolean)
  /** What the paths in errors begin with: `params` unless told otherwise. */
  field?: string
  signal?: AbortSignal
}

/**
 * Params with every expression replaced by its value. Objects and lists without any are the very same ones afterwards, and
 * a promise comes back only when the sandbox is needed. A key whose value is undefined is left out; in a list that is an
 * error.
 */
export function resolveParams(
  params: JsonObject,
  scope: Scope,
  sandbox: Evaluator,
  { raw, field = 'params', signal }: ResolveOptions = {},
): JsonObject | Promise<JsonObject> {
  const isRaw = typeof raw === 'function' ? raw : (path: string) => raw?.has(path) ?? false
  const pending: Promise<void>[] = []

  function resolve<T extends Json[] | JsonObject>(container: T, path: string): T {
    // Keys of a list are its indices; writing through them to a copy of the same shape keeps the type.
    const source = container as Record<string, Json>
    let copy: Record<string, Json> | undefined
    const put = (key: string, value: Json | undefined) => {
      copy ??= (Array.isArray(container) ? [...container] : { ...container }) as Record<string, Json>
      if (value !== undefined) copy[key] = value
      else if (!Array.isArray(container)) delete copy[key]
      else throw userError('expression.empty', 'An entry of a list is empty.', { field: `${field}.${path}.${key}` })
    }
    for (const key of Object.keys(source)) {
      const own = path === '' ? key : `${path}.${key}`
      const value = source[key]
      if (hasExpression(value)) {
        if (isRaw(own)) continue
        const resolved = resolveTemplate(value, scope, sandbox, { field: `${field}.${own}`, signal })
        if (resolved instanceof Promise) {
          put(key, value)
          pending.push(resolved.then((settled) => put(key, settled)))
        } else put(key, resolved)
      } else if (typeof value === 'object' && value !== null && !isRaw(own)) {
        const resolved = resolve(value, own)
        if (resolved !== value) put(key, resolved)
      }
    }
    return (copy as T | undefined) ?? container
  }

  try {
    const resolved = resolve(params, '')
    return pending.length === 0 ? resolved : Promise.all(pending).then(() => resolved)
  } catch (error) {
    // What is already on its way fails or succeeds unheard: the first error is the one to show.
    void Promise.allSettled(pending)
    throw error
  }
}
