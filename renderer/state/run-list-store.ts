import { createStore } from 'zustand'
import type { RunFilter } from '../../shared/contract/run-filter.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'

/** Runs asked for at once. */
export const pageSize = 100
/** Pages kept on each side of those in view. */
const pagesKept = 10
/** Runs that begin or end in the same moment are one renewal. */
const gatherMs = 150

export type RunListState = {
  filter: RunFilter
  /** The newest run of the places that are shown; null until the first answer, and where there is no run. */
  upTo: string | null
  /** null: until the first answer. */
  total: number | null
  /** Runs that began since. */
  newer: number
  /** Runs whose words cannot be searched yet. */
  unread: number
  /** By number of the page; a page that is not there has not arrived. */
  pages: ReadonlyMap<number, readonly RunSummary[]>
  error: ErrorInfo | null
  /** Another number where the list begins anew at its top. */
  turn: number
}

const empty = { upTo: null, total: null, newer: 0, unread: 0, pages: new Map(), error: null }

type Options = { runs: Pick<EngineClient['runs'], 'find'> }

/** The list of runs in the window: of any length, only what is looked at is there. */
export function createRunListStore({ runs }: Options) {
  const store = createStore<RunListState>(() => ({ ...empty, filter: {}, turn: 0 }))
  /** Places in view, from the first up to, not with, the last. */
  let view = { from: 0, to: pageSize }
  /** At the top new runs appear by themselves; further down nothing moves. */
  let isAtTop = true
  /** Goes up with each filter and each jump to the top: answers to what was asked before are thrown away. */
  let round = 0
  const asked = new Set<number>()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(page: number, upTo: string | undefined): Promise<void> {
    const mine = round
    const { filter } = store.getState()
    asked.add(page)
    try {
      const found = await runs.find({ filter, upTo, offset: page * pageSize, limit: pageSize })
      if (mine !== round) return
      const { total, newer, unread, newest } = found
      store.setState((state) => {
        // Without a bound it is the list as it is now: every place may hold another run.
        const pages = new Map(upTo === undefined ? [] : state.pages)
        pages.set(page, found.runs)
        return { pages, total, newer, unread, upTo: upTo ?? newest, error: null }
      })
      fill()
    } catch (thrown) {
      if (mine === round) store.setState({ error: errorOf(thrown) })
    } finally {
      if (mine === round) asked.delete(page)
    }
  }

  function pagesInView(): number[] {
    const first = Math.floor(view.from / pageSize)
    const last = Math.floor(Math.max(view.from, view.to - 1) / pageSize)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  }

  /** Asks for what is in view and not there; forgets what is far away. */
  function fill(): void {
    const { pages, upTo, total } = store.getState()
    if (upTo === null || total === null) return
    const wanted = pagesInView()
    for (const page of wanted) {
      if (page * pageSize < total && !pages.has(page) && !asked.has(page)) void ask(page, upTo)
    }
    const [first = 0, last = first] = [wanted[0], wanted.at(-1)]
    const isFar = (page: number) => page < first - pagesKept || page > last + pagesKept
    if (![...pages.keys()].some(isFar)) return
    store.setState({ pages: new Map([...pages].filter(([page]) => !isFar(page))) })
  }

  /** What is in view once more, as it is now. */
  async function renew(): Promise<void> {
    const { upTo } = store.getState()
    const inView = pagesInView()
    if (upTo === null || (isAtTop && inView.length > 0 && inView[0] === 0)) {
      await ask(0, undefined)
      return
    }
    const kept = new Set(inView)
    await Promise.all(inView.map((page) => ask(page, upTo)))
    // Pages out of view may have changed as well: they are asked for when they are looked at.
    store.setState(({ pages }) => ({ pages: new Map([...pages].filter(([page]) => kept.has(page))) }))
  }

  return {
    store,

    /** Shows the runs that fit, from the newest on. */
    async open(filter: RunFilter): Promise<void> {
      round++
      asked.clear()
      view = { from: 0, to: pageSize }
      isAtTop = true
      store.setState({ ...empty, filter, turn: round })
      await ask(0, undefined)
    },

    /** From the newest run of now on, with what is there until that has arrived. */
    async jumpToTop(): Promise<void> {
      round++
      asked.clear()
      view = { from: 0, to: pageSize }
      isAtTop = true
      store.setState({ turn: round })
      await ask(0, undefined)
    },

    /** Says which places are in view; what is missing of them is asked for. */
    look(from: number, to: number, atTop: boolean): void {
      view = { from, to }
      isAtTop = atTop
      fill()
    },

    /** Some run began, ended or was removed. */
    renewSoon(): void {
      timer ??= setTimeout(() => {
        timer = undefined
        void renew()
      }, gatherMs)
    },

    /** What stands at a place; undefined until it has arrived. */
    at(index: number): RunSummary | undefined {
      return store.getState().pages.get(Math.floor(index / pageSize))?.[index % pageSize]
    },

    /** The ids at these places, also of those that were never in view; fewer where an answer did not come. */
    async idsBetween(from: number, to: number): Promise<string[]> {
      const { filter, upTo, pages } = store.getState()
      if (upTo === null) return []
      const ids: string[] = []
      for (let page = Math.floor(from / pageSize); page * pageSize <= to; page++) {
        const there =
          pages.get(page) ?? (await runs.find({ filter, upTo, offset: page * pageSize, limit: pageSize })).runs
        for (const [index, run] of there.entries()) {
          const place = page * pageSize + index
          if (place >= from && place <= to) ids.push(run.runId)
        }
      }
      return ids
    },

    close(): void {
      round++
      clearTimeout(timer)
      timer = undefined
    },
  }
}

export type RunListStore = ReturnType<typeof createRunListStore>

export const runList = createRunListStore({ runs: client.runs })
