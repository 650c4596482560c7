import type Database from 'better-sqlite3'

/** A statement as the stores use it. */
type Used = Pick<Database.Statement, 'run' | 'get' | 'all' | 'iterate' | 'pluck'>

/**
 * Lets a statement be compiled when it is first used, not when it is written down: the stores name hundreds, and `niti run`
 * uses few of them. A mistake in one is told at its first use then; each is used by some test.
 */
export function prepareLazily(db: Database.Database): void {
  const prepare = db.prepare.bind(db)
  // A lazy statement does what the stores ask of a compiled one, and nothing else is asked of it.
  db.prepare = ((sql: string) => lazy(() => prepare(sql))) as typeof db.prepare
}

function lazy(compile: () => Database.Statement): Used {
  let compiled: Database.Statement | undefined
  const statement = () => {
    compiled ??= compile()
    return compiled
  }
  return {
    run: (...values) => statement().run(...values),
    get: (...values) => statement().get(...values),
    all: (...values) => statement().all(...values),
    iterate: (...values) => statement().iterate(...values),
    // The same statement ever after, as its own `pluck` answers itself.
    pluck: () => lazy(() => statement().pluck()) as Database.Statement,
  }
}
