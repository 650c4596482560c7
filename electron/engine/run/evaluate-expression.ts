import { NitiError } from '../../../shared/errors.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import { parsePath, readPath } from '../../../shared/workflow/expression.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'

type Surroundings = { scope: JsonObject; sandbox: Pick<Sandbox, 'evaluate'>; signal: AbortSignal }

/** The value of one expression that stands in a field by itself, without `{{ }}`; errors name the field. */
export async function evaluateExpression(
  { source, field }: { source: string; field: string },
  { scope, sandbox, signal }: Surroundings,
): Promise<Json | undefined> {
  const path = parsePath(source)
  if (path) return readPath(path, scope, { field, start: 0 })
  try {
    return await sandbox.evaluate({ source, scope, signal })
  } catch (error) {
    if (!(error instanceof NitiError) || error.info.kind !== 'user') throw error
    throw new NitiError({ ...error.info, field }, { cause: error.cause })
  }
}
