import { afterAll, describe, expect, test } from 'vitest'
import { integrations } from '../../electron/engine/integrations/registry.ts'
import { callsOf } from './calls.ts'
import { type CheckedIntegration, checkIntegration, exceptionsOf } from './check-integration.ts'
import { documents } from './documents.ts'
import { formatReport } from './report.ts'

// Every call of every integration's examples, held against what the vendor itself has published.
const checked = new Map<string, CheckedIntegration>()

for (const integration of integrations.values()) {
  const { id } = integration
  const result = () => {
    const known = checked.get(id) ?? checkIntegration(integration)
    checked.set(id, known)
    return known
  }

  describe(id, () => {
    const entry = documents[id]
    if (entry && 'none' in entry) {
      test(`${id} is not checkable`, (context) => {
        result()
        context.skip(`not checkable: ${entry.none}`)
      })
      return
    }
    for (const { name } of callsOf(integration)) {
      test(`${name} is as the vendor's document says`, (context) => {
        const { missing, calls } = result()
        if (missing) context.skip(missing)
        const call = calls.find((one) => one.name === name)
        if (call?.exception) context.skip(`not checkable: ${call.exception}`)
        expect(call?.findings.map((finding) => `${name}: ${finding}`)).toEqual([])
      })
    }
    test(`every exception for ${id} is still needed`, (context) => {
      const { missing, calls } = result()
      if (missing) context.skip(missing)
      const { absent = {}, wrong = {} } = exceptionsOf(id)
      const excepted = new Set(calls.filter(({ exception }) => exception).map(({ part }) => part))
      const tolerated = new Set(calls.filter((call) => call.tolerated).map(({ part }) => part))
      expect(Object.keys(absent).filter((part) => !excepted.has(part))).toEqual([])
      expect(Object.keys(wrong).filter((part) => !tolerated.has(part))).toEqual([])
    })
  })
}

afterAll(() => {
  if (checked.size > 0) console.log(formatReport([...checked.values()]))
})
