import { userError } from '../../../shared/errors.ts'
import type { FieldSpec } from '../integrations/define-integration.ts'

/**
 * What was entered, trimmed and checked against what is asked for; `group` is where the complaint stands, as in
 * `secrets.token`. What was entered stands in no complaint.
 */
export function checkEntries(
  group: 'fields' | 'secrets',
  specs: FieldSpec[],
  entered: Record<string, string>,
): Record<string, string> {
  const unknown = Object.keys(entered).find((name) => !specs.some((spec) => spec.name === name))
  if (unknown !== undefined) {
    const names = specs.map((spec) => `\`${spec.name}\``).join(', ')
    throw userError('connection.unknown-entry', `\`${unknown.slice(0, 100)}\` is not asked for.`, {
      field: `${group}.${unknown.slice(0, 100)}`,
      ...(names !== '' && { hint: `What is asked for: ${names}.` }),
    })
  }
  return Object.fromEntries(
    specs.flatMap((spec) => {
      const value = checkEntry(
        `${group}.${spec.name}`,
        spec,
        Object.hasOwn(entered, spec.name) ? entered[spec.name] : undefined,
      )
      return value === '' ? [] : [[spec.name, value] as const]
    }),
  )
}

function checkEntry(field: string, spec: FieldSpec, entered: string | undefined): string {
  const value = (entered ?? spec.initial ?? '').trim()
  if (value === '') {
    if (spec.optional) return ''
    throw userError('connection.missing-entry', `“${spec.title}” is missing.`, { field })
  }
  const { pattern } = spec
  if (pattern && !new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gy]/g, '')).test(value)) {
    throw userError('connection.bad-entry', `“${spec.title}” does not look as it should.`, {
      field,
      ...(spec.placeholder !== undefined && { hint: `It looks like ${spec.placeholder}` }),
    })
  }
  return value
}
