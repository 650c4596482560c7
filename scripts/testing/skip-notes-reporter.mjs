import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes the reasons given for skipped tests, which Vitest's JSON report leaves out, to the file NITI_SKIP_NOTES names. */
export default class SkipNotesReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    const file = process.env.NITI_SKIP_NOTES
    if (!file) return
    /** @type {Record<string, string>} */
    const notes = {}
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const result = test.result()
        const note = result.state === 'skipped' ? result.note : undefined
        if (note) notes[`${module.moduleId}\n${test.fullName.replaceAll(' > ', ' ')}`] = note
      }
    }
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify(notes))
  }
}
