import { type OwnPrice, ownPrice } from '../../../shared/contract/prices.ts'
import type { Db } from './open-database.ts'

export type StoredPrice = { model: string; price: OwnPrice; updatedAt: number }
type Row = { model: string; price: string; updated_at: number }

/** Prices that people set, by `provider/model`. */
export function createModelPricesStore(db: Db, workspaceId: string) {
  const select = db.prepare<[string, string], Row>(
    'SELECT model, price, updated_at FROM model_prices WHERE workspace_id = ? AND model = ?',
  )
  const selectAll = db.prepare<[string], Row>(
    'SELECT model, price, updated_at FROM model_prices WHERE workspace_id = ? ORDER BY model',
  )
  const upsert = db.prepare(`
    INSERT INTO model_prices (workspace_id, model, price, updated_at) VALUES (@workspaceId, @model, @price, @updatedAt)
    ON CONFLICT DO UPDATE SET price = excluded.price, updated_at = excluded.updated_at`)
  const drop = db.prepare('DELETE FROM model_prices WHERE workspace_id = ? AND model = ?')

  return {
    /** Read in each turn in which calls are made, so that a price holds in every program on the data folder. */
    get(model: string): StoredPrice | null {
      const row = select.get(workspaceId, model)
      return row ? toStored(row) : null
    },

    list: (): StoredPrice[] => selectAll.all(workspaceId).map(toStored),

    set({ model, price, updatedAt }: StoredPrice): void {
      upsert.run({ workspaceId, model, price: JSON.stringify(price), updatedAt })
    },

    /** Answers whether there was one. */
    remove: (model: string): boolean => drop.run(workspaceId, model).changes > 0,
  }
}

export type ModelPricesStore = ReturnType<typeof createModelPricesStore>

function toStored({ model, price, updated_at: updatedAt }: Row): StoredPrice {
  return { model, price: ownPrice.parse(JSON.parse(price)), updatedAt }
}
