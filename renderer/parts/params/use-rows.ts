import { useState } from 'react'

export type Keyed<Row> = { key: number; row: Row }

/**
 * Rows of an editor over a value of the document. The editor holds more than the value can (rows without a name, the same
 * name twice), so it keeps its own rows, and takes the document's only when that changed by other hands.
 */
export function useRows<Value, Row>(
  value: Value,
  {
    toRows,
    toValue,
    onChange,
  }: { toRows: (value: Value) => Row[]; toValue: (rows: Row[]) => Value; onChange: (value: Value) => void },
) {
  const [state, setState] = useState(() => ({
    of: JSON.stringify(value),
    rows: number(toRows(value), 0),
    next: 10_000,
  }))
  let shown = state
  const now = JSON.stringify(value)
  if (state.of !== now) {
    const fresh = toRows(value)
    // The same number of rows keep their identity, so that a field does not lose its focus under a person's hands.
    const rows = fresh.map((row, index) => ({ key: state.rows[index]?.key ?? state.next + index, row }))
    shown = { of: now, rows, next: state.next + fresh.length }
    setState(shown)
  }
  const write = (rows: Keyed<Row>[], next = shown.next) => {
    const written = toValue(rows.map(({ row }) => row))
    setState({ of: JSON.stringify(written), rows, next })
    if (JSON.stringify(written) !== now) onChange(written)
  }
  return {
    rows: shown.rows,
    change: (key: number, row: Row) => write(shown.rows.map((each) => (each.key === key ? { key, row } : each))),
    add: (row: Row, after?: number) => {
      const place = after === undefined ? -1 : shown.rows.findIndex(({ key }) => key === after)
      const rows = [...shown.rows]
      rows.splice(place < 0 ? rows.length : place + 1, 0, { key: shown.next, row })
      write(rows, shown.next + 1)
      return shown.next
    },
    remove: (key: number) => write(shown.rows.filter((each) => each.key !== key)),
    move: (key: number, by: -1 | 1) => {
      const from = shown.rows.findIndex((each) => each.key === key)
      const to = from + by
      const rows = [...shown.rows]
      const [taken] = rows.splice(from, 1)
      if (!taken || to < 0 || to > rows.length) return
      rows.splice(to, 0, taken)
      write(rows)
    },
  }
}

function number<Row>(rows: Row[], from: number): Keyed<Row>[] {
  return rows.map((row, index) => ({ key: from + index, row }))
}
