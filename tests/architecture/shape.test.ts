import { describe, expect, test } from 'vitest'
import { checkBarrels, checkLength, checkNames, checkNodeType, checkSql } from './check-shape.ts'
import { projectRoot } from './project-root.ts'
import { readTree } from './source-tree.ts'

const product = readTree(projectRoot, ['shared', 'electron', 'renderer'])
const everything = readTree(projectRoot)

function one(file: string, source: string): Map<string, string> {
  return new Map([[file, source]])
}

describe('length', () => {
  test('no file of ours is over 400 lines', () => {
    expect(checkLength(everything)).toEqual([])
  })

  test('the check counts lines', () => {
    expect(checkLength(one('shared/long.ts', 'x\n'.repeat(400)))).toEqual([])
    expect(checkLength(one('shared/long.ts', 'x\n'.repeat(401)))).toEqual([
      'shared/long.ts has 401 lines, more than 400',
    ])
    const service = 'electron/engine/integrations/long.integration.ts'
    expect(checkLength(one(service, 'x\n'.repeat(900)))).toEqual([])
    expect(checkLength(one(service, 'x\n'.repeat(901)))).toEqual([`${service} has 901 lines, more than 900`])
  })
})

describe('names', () => {
  test('ours say what is inside', () => {
    expect(checkNames(product)).toEqual([])
  })

  test.each([
    'shared/index.ts',
    'renderer/ui/index.tsx',
    'shared/utils.ts',
    'shared/string-utils.ts',
    'shared/util/text.ts',
    'electron/engine/run/helpers.ts',
    'electron/engine/run-manager.ts',
    'renderer/text/common.ts',
    'renderer/ui/Button.tsx',
    'shared/run_view.ts',
  ])('the check complains about %s', (file) => {
    expect(checkNames(one(file, ''))).toHaveLength(1)
  })

  test.each(['shared/run/view.ts', 'renderer/ui/command-palette.tsx', 'electron/engine/nodes/if.node.ts'])(
    'the check lets %s pass',
    (file) => {
      expect(checkNames(one(file, ''))).toEqual([])
    },
  )
})

describe('barrels', () => {
  test('there are none', () => {
    expect(checkBarrels(product)).toEqual([])
  })

  test('the check complains about a file that only hands on', () => {
    expect(checkBarrels(one('shared/all.ts', "export * from './a.ts'\nexport { b } from './b.ts'"))).toEqual([
      'shared/all.ts only re-exports',
    ])
    expect(checkBarrels(one('shared/sum.ts', "import { a } from './a.ts'\nexport const sum = { a }"))).toEqual([])
    expect(checkBarrels(one('shared/none.ts', ''))).toEqual([])
  })
})

describe('SQL', () => {
  test('stands in the stores alone', () => {
    expect(checkSql(product)).toEqual([])
  })

  test.each([
    "db.prepare('select 1')",
    "database.pragma('journal_mode = WAL')",
    "const q = 'SELECT id FROM runs WHERE id = ?'",
    'const q = `INSERT INTO runs VALUES (1)`',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source that is looked at
    "const q = `UPDATE runs SET status = '${status}'`",
    "const q = 'DELETE FROM runs'",
    "const q = 'CREATE TABLE x (id)'",
  ])('the check complains about %s', (source) => {
    expect(checkSql(one('electron/engine/run/x.ts', source))).toEqual([
      'electron/engine/run/x.ts:1 speaks SQL outside a store',
    ])
    expect(checkSql(one('electron/engine/store/runs.store.ts', source))).toEqual([])
  })

  test.each([
    '// SELECT id FROM runs\nconst a = 1',
    "const text = 'Select a workflow from the list'",
    "const t = 'Update'",
  ])('the check lets %s pass', (source) => {
    expect(checkSql(one('renderer/ui/x.tsx', source))).toEqual([])
  })
})

describe('the type of a node', () => {
  test('is asked for nowhere', () => {
    expect(checkNodeType(product)).toEqual([])
  })

  test.each([
    "if (node.type === 'prompt') run()",
    "if ('prompt' !== node.type) run()",
    "if (node?.type == 'prompt') run()",
    "if (this.node.type === 'prompt') run()",
    "switch (node.type) { case 'prompt': run() }",
  ])('the check complains about %s', (source) => {
    expect(checkNodeType(one('electron/engine/run/x.ts', source))).toEqual([
      'electron/engine/run/x.ts:1 decides by node.type',
    ])
  })

  test.each(['const entry = entries.get(node.type)', "if (event.type === 'node-started') run()"])(
    'the check lets %s pass',
    (source) => {
      expect(checkNodeType(one('electron/engine/run/x.ts', source))).toEqual([])
    },
  )
})
