import { runFilter } from '../../../shared/contract/run-filter.ts'
import type { SavedView } from '../../../shared/contract/runs.ts'
import type { Db } from './open-database.ts'

type Row = { view_id: string; name: string; filter: string; created_at: number }

/** Lists of runs that a person has given a name. */
export function createRunViewsStore(db: Db, workspaceId: string) {
  const selectAll = db.prepare<[string], Row>(`
    SELECT view_id, name, filter, created_at FROM run_views WHERE workspace_id = ? ORDER BY name COLLATE NOCASE, view_id`)
  const put = db.prepare<object, Row>(`
    INSERT INTO run_views (view_id, workspace_id, name, filter, created_at)
    VALUES (@viewId, @workspaceId, @name, @filter, @createdAt)
    ON CONFLICT (workspace_id, name) DO UPDATE SET filter = excluded.filter
    RETURNING view_id, name, filter, created_at`)
  const remove = db.prepare('DELETE FROM run_views WHERE workspace_id = ? AND view_id = ?')

  const toView = (row: Row): SavedView => ({
    ...{ viewId: row.view_id, name: row.name, createdAt: row.created_at },
    filter: runFilter.parse(JSON.parse(row.filter)),
  })

  return {
    all: (): SavedView[] => selectAll.all(workspaceId).map(toView),
    /** Takes the place of one with the same name. */
    save({ filter, ...view }: SavedView): SavedView {
      const row = put.get({ ...view, workspaceId, filter: JSON.stringify(filter) })
      if (!row) throw new Error('what was put is answered')
      return toView(row)
    },
    /** False where there is none of this id. */
    remove: (viewId: string): boolean => remove.run(workspaceId, viewId).changes > 0,
  }
}

export type RunViewsStore = ReturnType<typeof createRunViewsStore>
